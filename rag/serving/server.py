"""Listening: one process, a socket, and an orderly end."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from rag.errors import UsageError
from rag.serving.app import create_app
from rag.serving.options import ServiceOptions
from rag.serving.parts import make_parts
from rag.serving.service import OpenService, Synchronise

GRACE = 6
"""Seconds that open replies are given when the service stops; the whole end stays below ten."""
BACKLOG = 512
"""Connections that may wait to be accepted."""
MAX_HEADERS = 32 * 1024
"""Bytes of a request's line and headers."""


def serve(
    open_service: OpenService,
    synchronise: Synchronise | None = None,
    options: ServiceOptions | None = None,
) -> None:
    """Answer over HTTP until SIGINT or SIGTERM; what is being answered then is still answered."""
    chosen = options or ServiceOptions()
    _log_to_stderr()
    config = uvicorn.Config(
        create_app(open_service, synchronise, chosen),
        host=chosen.host,
        port=chosen.port,
        http=_patient(chosen.client_timeout),
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=MAX_HEADERS,
    )
    _Server(config).run()


def serve_stdio(open_service: OpenService, options: ServiceOptions | None = None) -> None:
    """Offer the agents' tools on standard input and output until the input ends.

    Raises `UsageError` without the extra `mcp`, and `IndexUnusable` without an index.
    """
    if find_spec("mcp") is None:
        raise UsageError("the agents' tools need another package: pip install 'pincite[mcp]'")
    from rag.serving.agents import make_agents

    _log_to_stderr()
    parts = make_parts(open_service, None, options or ServiceOptions())
    parts.refresh()
    with parts.generations.lease():
        pass
    with contextlib.closing(parts):
        asyncio.run(make_agents(parts, version("pincite")).run_stdio_async())


class _Server(uvicorn.Server):
    """Ends with exit code 0 when it was asked to end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but without raising the signal again when all is done."""
        before = {each: signal.signal(each, self._exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _exit(self, number: int, frame: FrameType | None) -> None:
        self.handle_exit(number, frame)


def _patient(timeout: float) -> type[H11Protocol]:
    """A protocol that cuts off a client whose line and headers do not arrive in time."""

    class Protocol(H11Protocol):
        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def _watch(self) -> None:
            cycle: RequestResponseCycle | None = self.cycle
            waiting = cycle is None or cycle.response_complete
            if self._timer is not None and not waiting:
                self._timer.cancel()
                self._timer = None
            elif self._timer is None and waiting:
                self._timer = self.loop.call_later(timeout, self.transport.close)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self._timer is not None:
                self._timer.cancel()

    return Protocol


def _log_to_stderr() -> None:
    """Our lines are JSON already; uvicorn's own are few and plain."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    logging.getLogger("pincite.serving").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
