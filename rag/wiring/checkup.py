"""What `rag doctor` looks at: models, index, files, and what mends what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.errors import IndexLocked, IndexUnusable, PinciteError
from rag.settings import Settings
from rag.wiring.asking import (
    hybrid_desk,
    load_encoder,
    load_models,
    load_reader,
    load_reranker,
    open_index,
)
from rag.wiring.status import FileState, IndexStatus, number_of, status_of, vectors_of

PROBE = "What is this about?"
_MENDS = "run `rag doctor --fix`"


class Verdict(StrEnum):
    """How a part was found."""

    SOUND = "sound"
    MENDED = "mended"
    """It was wrong, and is not any more."""
    WRONG = "wrong"
    UNUSABLE = "unusable"
    """No answer can come from the index until it is put right."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, checked."""

    part: str
    verdict: Verdict
    detail: str
    """What was seen; where it is wrong, what mends it."""

    @property
    def sound(self) -> bool:
        """Is it in order now?"""
        return self.verdict in {Verdict.SOUND, Verdict.MENDED}

    def as_json(self) -> dict[str, object]:
        """Plain types."""
        return {
            "part": self.part,
            "sound": self.sound,
            "verdict": str(self.verdict),
            "detail": self.detail,
        }


def examine(settings: Settings, fix: bool) -> Iterator[Finding]:
    """Check part by part; a part that is wrong does not stop the next.

    Without `fix` nothing is changed; with it, all is mended that needs no article read again.
    """
    yield _finding("encoder", lambda: _encoder(settings))
    yield _finding("reader", lambda: _networks(settings))
    store = _finding("store", lambda: _store(settings))
    yield store
    if store.sound:
        # First, for making the derived files again would clear them away untold.
        yield _checked("leftovers", lambda: _leftovers(settings, fix))
        derived = _checked("derived files", lambda: _derived(settings, fix))
        yield derived
        if derived.sound:
            yield _finding("answering", lambda: _answering(settings))
        yield _checked("files", lambda: _files(settings))


def _networks(settings: Settings) -> str:
    reranker = load_reranker(settings)
    names = [load_reader(settings).name, *([reranker.name] if reranker else [])]
    return ", ".join(names)


def _finding(part: str, check: Callable[[], str]) -> Finding:
    return _checked(part, lambda: Finding(part, Verdict.SOUND, check()))


def _checked(part: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except IndexUnusable as error:
        return Finding(part, Verdict.UNUSABLE, str(error))
    except PinciteError as error:
        return Finding(part, Verdict.WRONG, str(error))


def _encoder(settings: Settings) -> str:
    encoder = load_encoder(settings)
    # Either may have a network of its own, which is read and checked when it is first called.
    encoder.encode([""])
    encoder.encode_question("")
    return f"{encoder.name}, weights {encoder.fingerprint[:12]}, {encoder.dimensions} dimensions"


def _store(settings: Settings) -> str:
    """Reads every row: each is verified by its checksum."""
    with open_index(settings) as index:
        index.verify_store()
        size = index.summary()
        return (
            f"{number_of(size.articles, 'article')} and {number_of(size.passages, 'passage')} "
            f"read and verified, generation {size.generation}"
        )


def _derived(settings: Settings, fix: bool) -> Finding:
    from rag.storage.mending import broken_files, make_again

    part = "derived files"
    told = "; ".join(broken_files(settings.index))
    if not told:
        return _searched(settings)
    if not fix:
        return Finding(part, Verdict.WRONG, f"{told}: {_MENDS}")
    if make_again(settings.index):
        return Finding(part, Verdict.MENDED, f"{told}: made again from the store")
    return Finding(part, Verdict.WRONG, f"{told}: {settings.index} cannot be written now")


def _searched(settings: Settings) -> Finding:
    """Files that are as they were written may yet find too little."""
    with open_index(settings) as index:
        parts = vectors_of(index)
    told = "; ".join(map(str, parts))
    if all(each.enough for each in parts):
        sound = f"vectors and keywords are as they were written ({told})"
        return Finding("derived files", Verdict.SOUND, sound)
    return Finding("derived files", Verdict.WRONG, f"{told}: run `rag index --rebuild`")


def _leftovers(settings: Settings, fix: bool) -> Finding:
    from rag.storage.mending import clear_leftovers, leftovers

    part = "leftovers"
    try:
        told = "; ".join(leftovers(settings.index))
        if told and fix:
            clear_leftovers(settings.index)
            return Finding(part, Verdict.MENDED, f"of killed runs, removed: {told}")
    except (IndexLocked, OSError) as error:
        return Finding(part, Verdict.SOUND, f"not looked for: {error}")
    if told:
        return Finding(part, Verdict.WRONG, f"of killed runs: {told}: {_MENDS}")
    return Finding(part, Verdict.SOUND, "killed runs have left nothing")


def _answering(settings: Settings) -> str:
    with open_index(settings) as index:
        desk = hybrid_desk(load_models(settings), index)
        reply = desk.ask(PROBE)
        return f"a question was asked and took {reply.timing_ms['total']:.0f} ms"


def _files(settings: Settings) -> Finding:
    with open_index(settings) as index:
        status = status_of(index)
    told = f"{number_of(len(status.files), 'file')} in {status.corpus}"
    if status.fresh:
        return Finding("files", Verdict.SOUND, f"{told}, {_as_they_are(status)}")
    changes = ", ".join(
        f"{file.path} ({file.state})" for file in status.files if not file.up_to_date
    )
    return Finding("files", Verdict.WRONG, f"{told}; {changes}: run `rag index`")


def _as_they_are(status: IndexStatus) -> str:
    unread = sum(file.state is FileState.UNREADABLE for file in status.files)
    if not unread:
        return "indexed as they are"
    return f"indexed as they are but for {unread} that cannot be read: `rag status` says why"
