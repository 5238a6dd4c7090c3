import subprocess
import sys

import pytest

THREADS = """
import ctypes, threading
from rag.wiring.arenas import limit_arenas
{limit}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
start = threading.Barrier(12)
def work():
    start.wait()
    libc.malloc(1000)
    start.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[each.start() for each in threads]
[each.join() for each in threads]
libc.malloc_stats()
"""


def _arenas(limit: str) -> int:
    """As glibc itself counts them; a process of its own, since a heap never goes away."""
    script = THREADS.format(limit=limit)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stderr.count("Arena ")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's arenas are Linux's")
def test_twelve_threads_share_two_heaps() -> None:
    assert _arenas("limit_arenas()") <= 2
    assert _arenas("") > 2
