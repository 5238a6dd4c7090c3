"""Questions over HTTP: answered whole, answered as a stream of events, or only searched for."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from rag.contract import index_json, passages_json, reply_json
from rag.serving.bodies import JSON_BODY
from rag.serving.examples import examples
from rag.serving.generations import Generation
from rag.serving.journal import log_fault
from rag.serving.parts import Parts, Shared
from rag.serving.problems import refusal, request_id
from rag.serving.schemas import (
    EVENTS,
    AnswerBody,
    AskRequest,
    ExamplesBody,
    SearchBody,
    SearchRequest,
)
from rag.types import Hit

EXAMPLES = 6
LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""Next line, line separator and paragraph separator, as JSON writes them in ASCII."""

Event = tuple[str, Mapping[str, object]]
router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/ask", response_model=AnswerBody, dependencies=[JSON_BODY])
async def ask(body: AskRequest, parts: Shared, request: Request) -> dict[str, object]:
    """Answer a question with citations, or say that the articles do not."""
    note_question(request, parts, body.question)
    return reply_json(await parts.ask(body.question))


@router.post(
    "/ask/stream",
    response_class=StreamingResponse,
    dependencies=[JSON_BODY],
    responses={
        200: {
            "description": "Events `passages`, `answer` and `timings`; or `error`, which is a"
            " problem, in the place of the latter two.",
            "content": EVENTS,
        }
    },
)
async def ask_stream(body: AskRequest, parts: Shared, request: Request) -> StreamingResponse:
    """Answer a question as server-sent events: passages, answer with citations, timings."""
    note_question(request, parts, body.question)
    events = _events(parts, body.question, request_id(request))
    first = await anext(events)  # what goes wrong before it is a problem with a status of its own
    return StreamingResponse(
        _lines(first, events),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post("/search", response_model=SearchBody, dependencies=[JSON_BODY])
async def search(body: SearchRequest, parts: Shared, request: Request) -> dict[str, object]:
    """Find the passages nearest to a question, best first."""
    note_question(request, parts, body.question)

    def found(generation: Generation) -> dict[str, object]:
        hits = generation.service.search(body.question, body.limit)
        summary = generation.service.summary()
        return {
            "question": body.question,
            "passages": passages_json(hits),
            "index": index_json(summary),
        }

    return await parts.with_model(found)


@router.get("/examples", response_model=ExamplesBody)
async def list_examples(parts: Shared) -> dict[str, list[str]]:
    """Give questions that are made from the articles, and that they answer."""
    return {"questions": await parts.with_examples(lambda held: examples(held, EXAMPLES))}


def note_question(request: Request, parts: Parts, question: str) -> None:
    """Leave the question for the log, only where the operator asked for it."""
    if parts.options.log_questions:
        request.scope["state"]["notes"] = {"question": question}


def one_line(value: Mapping[str, object]) -> str:
    """JSON that one `data:` line carries whole, also for clients that break lines as Unicode does.

    It holds no other character that anybody takes for the end of a line: those are escaped always.
    """
    return json.dumps(value, ensure_ascii=False).translate(LINE_ENDS)


async def _events(parts: Parts, question: str, identity: str) -> AsyncIterator[Event]:
    """Passages as soon as they are found, and the rest as soon as it is known."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Queue[Event | None] = asyncio.Queue()

    def tell(event: Event | None) -> None:
        loop.call_soon_threadsafe(ready.put_nowait, event)

    def show_passages(hits: Sequence[Hit]) -> None:
        tell(("passages", {"question": question, "passages": passages_json(hits)}))

    work = asyncio.create_task(parts.ask(question, show_passages))
    work.add_done_callback(lambda _: ready.put_nowait(None))
    begun = False
    while (event := await ready.get()) is not None:
        begun = True
        yield event
    try:
        reply = await work
    except Exception as error:
        if not begun:
            raise
        log_fault(identity, error)
        yield "error", refusal(error).problem(identity).model_dump()
        return
    whole = reply_json(reply)
    yield "answer", whole
    yield "timings", {"timing_ms": whole["timing_ms"]}


async def _lines(first: Event, rest: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    yield _line(first)
    async for event in rest:
        yield _line(event)


def _line(event: Event) -> bytes:
    name, value = event
    return f"event: {name}\ndata: {one_line(value)}\n\n".encode()
