"""Faults in system calls, laid over libc by a small library that is compiled when it is wanted.

Why not `strace --inject`: it cannot write half, needs ptrace, and slows every call. The library is
in the path of everything that goes through libc, as SQLite, FAISS and Python do, and tantivy too
but for its renames (of the 179 calls of a sync that strace sees, 9: `bypassing.py` has those).
"""

import atexit
import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

SOURCE = Path(__file__).with_name("faults.c")


class Kind(IntEnum):
    """As `faults.c` numbers them."""

    PASS = 0
    ERROR = 1
    ERROR_ON = 2
    """This call and every later one: a disk that is full stays full."""
    HALF = 3
    """Once half is written, which is no error: the rest must follow."""
    HALF_THEN_ERROR_ON = 4
    KILL_BEFORE = 5
    KILL_WITHIN = 6
    """Half is written, and then SIGKILL."""
    KILL_AFTER = 7


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one system call that writes, counted from 0."""

    kind: Kind
    at: int
    error: int = 0


NONE = Fault(Kind.PASS, -1)


def unsupported() -> str | None:
    """Why there is no fault layer here; `None` where there is."""
    if sys.platform != "linux":
        return "the fault layer needs Linux"
    return None if shutil.which("cc") else "the fault layer needs a C compiler (`cc`)"


@cache
def library() -> Path:
    """The compiled fault layer, one for each process that asks."""
    folder = Path(mkdtemp(prefix="pincite-faults-"))
    atexit.register(shutil.rmtree, folder)
    built = folder / "faults.so"
    command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(built), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return built


class Layer:
    """The fault layer of this process, which was started with it in `LD_PRELOAD`."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["LD_PRELOAD"])
        self._library.faults_seen.restype = ctypes.c_long
        self._library.faults_name.restype = ctypes.c_char_p
        self._library.faults_arm.argtypes = [
            ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int,
        ]  # fmt: skip

    def arm(self, below: Path, fault: Fault) -> None:
        """Count from here what is written below the folder, and let the fault come."""
        self._library.faults_arm(os.fsencode(below), fault.at, fault.kind, fault.error)

    def turn_clock(self, seconds: int) -> None:
        """Let this process believe that it is so much later."""
        self._library.faults_clock(ctypes.c_long(seconds))

    def calls(self) -> list[str]:
        """Names of the system calls that were counted, in order."""
        return [self._library.faults_name(n).decode() for n in range(self._library.faults_seen())]
