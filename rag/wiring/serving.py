"""The pipeline as the service asks it: models are loaded once, generations opened as they come."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import Settings
from rag.wiring.arenas import limit_arenas
from rag.wiring.asking import Desk, Models, hybrid_desk, load_models, open_index
from rag.wiring.syncing import Wish, sync_index

if TYPE_CHECKING:
    from rag.protocols import Progress
    from rag.serving.options import ServiceOptions


def serve_http(settings: Settings, options: "ServiceOptions", first: Path) -> None:
    """Answer over HTTP until told to stop; `first` is synced where nothing was indexed yet."""
    from rag.serving.server import serve

    limit_arenas()
    shared = _shared(settings, options.workers)
    models = load_models(shared)

    def synchronise(progress: "Progress") -> Mapping[str, object]:
        wish = Wish((), first)
        return sync_index(settings, wish, _encoded_only(progress), models.encoder).as_json()

    serve(_opener(shared, models), synchronise, options)


def serve_agents(settings: Settings) -> None:
    """Offer the tools of the Model Context Protocol on standard input and output."""
    from rag.serving.server import serve_stdio

    serve_stdio(_opener(settings, load_models(settings)))


def _shared(settings: Settings, workers: int) -> Settings:
    """Workers share the cores: with more threads than cores they would wait for each other."""
    from rag.models.networks import usable_cores

    return replace(settings, threads=settings.threads or max(1, usable_cores() // workers))


def _opener(settings: Settings, models: Models) -> Callable[[], Desk]:
    models.encoder.encode_question("")  # loaded now rather than by the first question

    def open_desk() -> Desk:
        index = open_index(settings)
        index.warm()
        return hybrid_desk(models, index)

    return open_desk


def _encoded_only(progress: "Progress") -> Callable[[str, int, int], None]:
    """The service shows passages encoded; the other stages take no time worth showing."""
    before = 0

    def tell(stage: str, done: int, _total: int) -> None:
        nonlocal before
        if stage == "encoding":
            progress(done - before)
            before = done

    return tell
