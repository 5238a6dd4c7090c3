"""Listening: one process, a socket, and an orderly end."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from types import FrameType

import uvicorn

from rag.errors import PinciteError, UsageError
from rag.serving.app import create_app
from rag.serving.connections import patient
from rag.serving.journal import Lines, log
from rag.serving.options import ServiceOptions
from rag.serving.parts import Parts, make_parts
from rag.serving.service import OpenService, Synchronise
from rag.serving.tracing import make_tracing

PATIENCE = 3.0
"""Seconds that questions are given when the service stops; then they are told to ask again."""
GRACE = 4
"""Seconds that open replies are given to end; with what follows the whole stays below ten."""
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
    app = create_app(open_service, synchronise, chosen, make_tracing(chosen.telemetry))
    parts: Parts = app.state.parts
    config = uvicorn.Config(
        app,
        host=chosen.host,
        port=chosen.port,
        http=patient(chosen.client_timeout),
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
    _run(_Server(config, parts))
    if parts.busy:
        log("cut_off", pieces_of_work=parts.busy)
        logging.shutdown()
        os._exit(0)  # a thread cannot be ended, and the interpreter would wait for it


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


def _run(server: "_Server") -> None:
    with contextlib.suppress(SystemExit):  # uvicorn's word for an address that is taken
        server.run()
    if not server.started:
        raise PinciteError("the service could not start: the lines above say why")


class _Server(uvicorn.Server):
    """Ends with exit code 0 when it was asked to end."""

    def __init__(self, config: uvicorn.Config, parts: Parts) -> None:
        super().__init__(config)
        self._parts = parts

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does; what is there by then is never looked through for garbage again.

        Python stands still while it looks through all objects: 60 to 80 ms of work, up to 190
        beside busy workers, and everybody waited, those who are refused too (eval/LOG.md).
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does; what is not answered by then is refused before it would be cut off."""
        asyncio.get_running_loop().call_later(PATIENCE, self._parts.stop)
        await super().shutdown(sockets)

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


def _log_to_stderr() -> None:
    """JSON lines; at a terminal, what uvicorn says to its operator stays as it says it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s") if sys.stderr.isatty() else Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("pincite.serving").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
