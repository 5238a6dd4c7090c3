"""The pipeline over HTTP. Start reading here: which routes there are, and what lies around them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

from rag.serving import articles, chat, checks, page, questions, upkeep
from rag.serving.guard import Guard
from rag.serving.journal import Journal
from rag.serving.openapi import describe
from rag.serving.options import MAX_BODY, ServiceOptions
from rag.serving.parts import Parts, make_parts
from rag.serving.problems import add_problems
from rag.serving.service import OpenService, Synchronise
from rag.serving.tracing import Tracing
from rag.serving.transfer import Transfer

REFRESH = 1.0
"""Seconds between looks for a newer generation of the index."""


def create_app(
    open_service: OpenService,
    synchronise: Synchronise | None = None,
    options: ServiceOptions | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The application; the index is opened when it starts and closed when it stops."""
    chosen = options or ServiceOptions()
    parts = make_parts(open_service, synchronise, chosen, tracing)
    agent_routes, run_agents = _agents(parts)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(parts.refresh)
        watcher = asyncio.create_task(_watch(parts))
        async with run_agents():
            yield
        watcher.cancel()
        await asyncio.to_thread(parts.close)

    app = FastAPI(
        title="pincite",
        version=version("pincite"),
        summary="Answers from a folder of articles, every claim a verbatim citation.",
        lifespan=lifespan,
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # behind a proxy it would name a scheme that nobody reaches
    )
    app.state.parts = parts
    for room in (questions, articles, checks, upkeep, chat, page):
        app.include_router(room.router)
    app.router.routes.extend(agent_routes)
    add_problems(app)
    describe(app)
    _add_layers(app, parts, chosen)
    return app


def _agents(
    parts: Parts,
) -> tuple[Sequence[BaseRoute], Callable[[], contextlib.AbstractAsyncContextManager[None]]]:
    """`/mcp`, where the extra is installed, which takes as long to import as all the rest."""
    if find_spec("mcp") is None:
        return (), contextlib.nullcontext
    from rag.serving.agents import make_agents

    server = make_agents(parts, version("pincite"))
    (route,) = server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_BODY,
        transport_security=None,
        host="",  # the guard checks Host and Origin, for this path as for all others
    ).routes
    assert isinstance(route, Route)  # noqa: S101  # for the type checker
    # Without sessions a stream that a client opens by GET would stay silent for ever.
    only_post = Route(route.path, route.endpoint, methods=["POST"])
    return (only_post,), server.session_manager.run


def _add_layers(app: FastAPI, parts: Parts, options: ServiceOptions) -> None:
    """The last one added is the outermost."""
    headers = dict(page.HEADERS)
    if options.content_security_policy:
        headers["Content-Security-Policy"] = page.CONTENT_SECURITY_POLICY
    app.add_middleware(Transfer, timeout=options.client_timeout)
    app.add_middleware(Guard, options=options)
    app.add_middleware(parts.tracing.layer)
    app.add_middleware(Journal, metrics=parts.metrics, headers=headers)


async def _watch(parts: Parts) -> None:
    """Take newer generations into use; whatever the fault, the present one goes on answering."""
    while True:
        await asyncio.sleep(REFRESH)
        with contextlib.suppress(Exception):  # which is in the log already
            await asyncio.to_thread(parts.refresh)
