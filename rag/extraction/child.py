"""The child process: reads one file after another from its input, and tells what each holds.

A request is a line of JSON, `kind` and `size`, and then that many bytes. An answer is a line of
JSON: `extracted`, or `refused` with the reason; `worn` where the process is better replaced.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from rag.errors import UnreadableFile
from rag.extraction.extracted import Extracted
from rag.extraction.kinds import Kind, kind_within
from rag.extraction.limits import MEMORY, allow_processor_time, confine
from rag.extraction.manuscript import one_line

Answer = dict[str, object]

DEEPEST = 10_000
"""Calls within calls: a page may be 2,048 elements deep, libxml2's own limit."""
LONGEST_REASON = 160
"""Characters."""


def main() -> None:
    """Serve until the parent closes the pipe."""
    requests, answers = sys.stdin.buffer, _private_output()
    sys.setrecursionlimit(DEEPEST)
    confine()
    while header := requests.readline():
        request = json.loads(header)
        content = requests.read(request["size"])
        allow_processor_time()
        line = json.dumps(answer(Kind(request["kind"]), content))
        answers.write(line.encode() + b"\n")
        answers.flush()


def answer(named: Kind, content: bytes) -> Answer:
    """What a file holds, or why it is not read; no file's fault goes further than this."""
    try:
        kind = kind_within(content, named)
        return {"extracted": _extract(kind)(content).as_json()}
    except UnreadableFile as refusal:
        return {"refused": _short(str(refusal))}
    except MemoryError:
        return {"refused": f"needs more than {MEMORY // 2**20} MiB of memory", "worn": True}
    except RecursionError:
        return {"refused": "its parts are nested too deeply", "worn": True}
    except Exception as error:  # the edge: one file of many
        told = _short(f"{type(error).__name__}: {error}")
        return {"refused": f"damaged, or not as its format demands ({told})"}


def _extract(kind: Kind) -> Callable[[bytes], Extracted]:
    """The one function that reads a kind; its library is loaded with the first such file."""
    match kind:
        case Kind.HTML:
            from rag.extraction.web import extract
        case Kind.PDF:
            from rag.extraction.pdf import extract
        case Kind.DOCX:
            from rag.extraction.word import extract
        case Kind.PPTX:
            from rag.extraction.slides import extract
        case Kind.ODT:
            from rag.extraction.opendocument import extract
        case Kind.EPUB:
            from rag.extraction.book import extract
        case Kind.CSV:
            from rag.extraction.table import extract
        case Kind.EML:
            from rag.extraction.mail import extract
    return extract


def _short(reason: str) -> str:
    """One line: libraries quote what they stumble over, whole files at times."""
    words = one_line(reason)
    return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"


def _private_output() -> BinaryIO:
    """Standard output, which no library can write into any more."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # a device, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return private


if __name__ == "__main__":
    main()
