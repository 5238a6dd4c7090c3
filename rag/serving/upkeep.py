"""The service's own state over HTTP: index, synchronisation, health and figures."""

from dataclasses import asdict

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from rag.contract import index_json
from rag.errors import IndexDamaged, IndexMissing, IndexStale, IndexUnusable
from rag.serving.metrics import CONTENT_TYPE
from rag.serving.parts import Parts, Shared
from rag.serving.schemas import Health, IndexStatusBody, JobBody

router = APIRouter()


@router.get("/v1/index", tags=["index"], response_model=IndexStatusBody)
async def show_index(parts: Shared) -> dict[str, object]:
    """Say which index answers now, and how the synchronisation is getting on."""
    job = parts.jobs.last
    return {
        "index": _index(parts),
        "fault": _fault(parts.generations.fault),
        "sync": asdict(job) if job else None,
    }


@router.post("/v1/index/sync", tags=["index"], status_code=202, response_model=JobBody)
async def start_sync(parts: Shared, response: Response) -> dict[str, object]:
    """Bring the index in step with its articles; `/v1/index` tells how far it is."""
    response.headers["Location"] = "/v1/index"
    return asdict(parts.jobs.start())


@router.head("/health/live", include_in_schema=False)
@router.get("/health/live", tags=["health"], response_model=Health)
async def live() -> Health:
    """Say that the process runs."""
    return Health(status="live")


@router.head("/health/ready", include_in_schema=False)
@router.get("/health/ready", tags=["health"], response_model=Health)
async def ready(parts: Shared) -> Health:
    """Say that questions can be answered; 503 while no index can be used."""
    with parts.generations.lease():
        return Health(status="ready")


@router.get("/metrics", tags=["health"], response_class=PlainTextResponse)
async def show_metrics(parts: Shared) -> Response:
    """Give the figures in the text format of Prometheus."""
    return Response(parts.metrics.text(), media_type=CONTENT_TYPE)


def _index(parts: Parts) -> dict[str, object] | None:
    try:
        with parts.generations.lease() as generation:
            return index_json(generation.service.summary())
    except IndexUnusable:
        return None


def _fault(fault: Exception | None) -> str | None:
    """For the client: the kind of fault; its message may name files, and is in the log."""
    match fault:
        case None:
            return None
        case IndexMissing():
            told = "There is no index on the server's disk"
        case IndexStale():
            told = "The index on the server's disk was built with other settings"
        case IndexDamaged():
            told = "The index on the server's disk is damaged"
        case _:
            told = "The index on the server's disk cannot be opened"
    return f"{told}: see `rag status` there."
