"""What `rag doctor` looks at: models, index, files, and what mends what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.errors import PinciteError
from rag.settings import Settings
from rag.wiring.asking import hybrid_desk, load_encoder, load_models, load_reader, open_index
from rag.wiring.status import index_status

PROBE = "What is this about?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, checked."""

    part: str
    sound: bool
    detail: str
    """What was seen; where it is wrong, what mends it."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Check part by part; a part that is wrong does not stop the next."""
    yield _finding("encoder", lambda: _encoder(settings))
    yield _finding("reader", lambda: load_reader(settings).name)
    yield _finding("store", lambda: _store(settings))
    yield _finding("answering", lambda: _answering(settings))
    yield _files(settings)


def _finding(part: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(part, sound=True, detail=check())
    except PinciteError as error:
        return Finding(part, sound=False, detail=str(error))


def _encoder(settings: Settings) -> str:
    encoder = load_encoder(settings)
    return f"{encoder.name}, weights {encoder.fingerprint[:12]}, {encoder.dimensions} dimensions"


def _store(settings: Settings) -> str:
    """Reads every row: each is verified by its checksum."""
    with open_index(settings) as index:
        index.verify()
        size = index.summary()
        mended = f"; made again: {'; '.join(index.warnings)}" if index.warnings else ""
        return (
            f"{size.articles} articles and {size.passages} passages read and verified, "
            f"generation {size.generation}{mended}"
        )


def _answering(settings: Settings) -> str:
    with open_index(settings) as index:
        desk = hybrid_desk(load_models(settings), index)
        reply = desk.ask(PROBE)
        return f"a question was asked and took {reply.timing_ms['total']:.0f} ms"


def _files(settings: Settings) -> Finding:
    try:
        status = index_status(settings)
    except PinciteError as error:
        return Finding("files", sound=False, detail=str(error))
    told = f"{len(status.files)} files in {status.corpus}"
    if status.fresh:
        return Finding("files", sound=True, detail=f"{told}, indexed as they are")
    return Finding("files", sound=False, detail=f"{told}, some changed since: run `rag index`")
