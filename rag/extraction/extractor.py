"""Extracts files in a child process: a bomb, a hang or a crash costs one file."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from rag.errors import UnreadableFile
from rag.extraction.extracted import MAX_CHARACTERS, Extracted
from rag.extraction.kinds import Kind, kind_named
from rag.extraction.limits import MEMORY, PROCESSOR_SECONDS, WALL_SECONDS
from rag.text.decoding import decode

FILES_A_PROCESS = 500
"""After so many a child is replaced, so that no library's leak adds up."""

LONGEST_ANSWER = 8 * MAX_CHARACTERS
"""Bytes: a character takes six at most, or twelve of the rarest."""
_PARTING_SECONDS = 5

# Not from the folder that one happens to be in: it may hold a module of any name.
_COMMAND = (sys.executable, "-P", "-m", "rag.extraction.child")


class Extractor:
    """One child process, started with the first file, and again where one has ended it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def extract(self, content: bytes, kind: Kind) -> Extracted:
        """What a file holds whose name says that it is of `kind`.

        Raises `UnreadableFile` with the reason where it cannot be read.
        """
        with self._lock:
            reply = self._ask(content, kind)
        if "extracted" not in reply:
            raise UnreadableFile(str(reply.get("refused", "its parser gave no answer")))
        return Extracted.from_json(_mapping(reply["extracted"]))

    def text_of(self, path: Path) -> str:
        """The text that citations into a file point into, as the file is now.

        Raises `UnreadableFile`, and `OSError` where it cannot be opened.
        """
        kind = kind_named(path.name)
        content = path.read_bytes()
        return self.extract(content, kind).text if kind else decode(content)

    def close(self) -> None:
        """End the child; a second close does nothing."""
        with self._lock:
            self._end_child()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, content: bytes, kind: Kind) -> Mapping[str, object]:
        if self._child is None:
            self._child = _Child()
        try:
            reply = self._child.ask(content, kind)
        except BaseException:
            self._end_child()
            raise
        if reply.get("worn") or self._child.asked >= FILES_A_PROCESS:
            self._end_child()
        return reply

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _Child:
    """The process at the other end of two pipes."""

    def __init__(self) -> None:
        self.asked = 0
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603  # ourselves
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, content: bytes, kind: Kind) -> Mapping[str, object]:
        """The child's answer; raises `UnreadableFile` where the file was its end."""
        self.asked += 1
        timer = threading.Timer(WALL_SECONDS, self._give_up)
        timer.start()
        try:
            self._send(content, kind)
            line = _pipe(self._process.stdout).readline(LONGEST_ANSWER)
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise UnreadableFile(self._end_told())
        return _mapping(json.loads(line))

    def end(self) -> None:
        """Kill it: between two files it has nothing to lose."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what it had not read is lost
                _pipe(pipe).close()

    def _send(self, content: bytes, kind: Kind) -> None:
        request = {"kind": kind, "size": len(content)}
        pipe = _pipe(self._process.stdin)
        with contextlib.suppress(BrokenPipeError):  # told when no answer comes
            pipe.write(json.dumps(request).encode() + b"\n" + content)
            pipe.flush()

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()

    def _end_told(self) -> str:
        try:
            code = self._process.wait(_PARTING_SECONDS)
        except subprocess.TimeoutExpired:
            return "its parser gave an answer without an end"
        if self._late:
            return f"took more than {WALL_SECONDS} s to read"
        if code == -getattr(signal, "SIGXCPU", 0):
            return f"took more than {PROCESSOR_SECONDS} s of processor time to read"
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return (
            f"ended the process that read it ({name}): it is damaged, "
            f"or needs more than {MEMORY // 2**20} MiB of memory"
        )


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("the process was started without pipes")
    return pipe


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UnreadableFile("its parser gave an answer that is none")
    return value
