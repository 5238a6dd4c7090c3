"""What the child process may not do: take long, take much, reach the network, start anything."""

import contextlib
import math
import sys
import time

PROCESSOR_SECONDS = 10
WALL_SECONDS = 60
"""For a file that waits instead of computing, on a machine that may be busy; the parent counts."""
MEMORY = 2**30
"""Bytes of address space."""

_FORBIDDEN = (
    *("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"),
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"),
)


def confine() -> None:
    """For the rest of the process. What a system does not know is left out, as on Windows."""
    if sys.platform != "win32":
        import resource

        for limit, value in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, 0),  # no file is written, pipes are none
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(limit, (value, value))
    sys.addaudithook(_refuse)


def allow_processor_time() -> None:
    """Let the next file have its seconds, counted from now: beyond them the system ends us."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = math.ceil(time.process_time()) + PROCESSOR_SECONDS
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"a file that is being read may not cause {event}")
