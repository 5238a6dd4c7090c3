"""From settings to an index in step with its files, and to what is known of it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import IndexLocked, IndexMissing, IndexUnusable, UsageError
from rag.settings import Settings
from rag.wiring.asking import load_encoder, open_index

if TYPE_CHECKING:
    from rag.indexing.splitting import Splitter
    from rag.indexing.sync import SyncProgress, SyncReport
    from rag.protocols import Encoder
    from rag.storage.manifest import Manifest
    from rag.storage.writer import IndexWriter


@dataclass(frozen=True, slots=True)
class Wish:
    """What `rag index` was asked to do."""

    paths: tuple[Path, ...]
    """Files and folders; empty: those of the last time."""
    first: Path
    """The folder that is taken where there was no last time."""
    rebuild: bool = False
    compact: bool = False


def sync_index(
    settings: Settings,
    wish: Wish,
    progress: "SyncProgress | None",
    encoder: "Encoder | None" = None,
) -> "SyncReport":
    """Bring the index in step with the files; raises `IndexLocked`, `IndexStale`, `UsageError`.

    An `encoder` that is loaded already is the one of the settings.
    """
    from rag.indexing.sync import sync

    encoder = encoder or load_encoder(settings)
    splitter = _splitter(settings, encoder)
    sources = chosen_sources(settings, wish)
    manifest = _manifest(encoder, splitter, sources)
    with _writer(settings, manifest, wish.rebuild) as writer:
        report = sync(sources, writer, encoder, splitter, progress)
        if wish.compact and not writer.compact():
            raise IndexLocked(
                f"the index {settings.index} is in step, but somebody reads it as it was before, "
                "and what was deleted is still in the folder: stop the reader (`rag serve`?) and "
                "run `rag index --compact` again"
            )
    return report


def chosen_sources(settings: Settings, wish: Wish) -> tuple[Path, ...]:
    """The files and folders named, those of the last time, or the first folder; absolute.

    Raises `UsageError` where a rebuild names none and the old index cannot tell them any more: to
    take the first folder then would replace an index by one of other articles.
    """
    if wish.paths:
        return tuple(path.resolve() for path in wish.paths)
    try:
        with open_index(settings) as index:
            return index.manifest.sources
    except IndexMissing:
        return (wish.first.resolve(),)
    except IndexUnusable as error:
        if not wish.rebuild:
            raise
        raise UsageError(
            f"the index {settings.index} cannot be read, and which articles it was made of is not"
            " known any more: name their folder, `rag index --rebuild FOLDER`"
        ) from error


def _splitter(settings: Settings, encoder: "Encoder") -> "Splitter":
    from rag.indexing.splitting import Splitter
    from rag.text.tokens import load_tokenizer

    return Splitter(
        load_tokenizer(settings.tokenizer),
        encoder.count_pieces,
        encoder.window,
        settings.passage_tokens,
        settings.passage_sentences,
        settings.overlap_sentences,
    )


def _manifest(encoder: "Encoder", splitter: "Splitter", sources: Sequence[Path]) -> "Manifest":
    from rag.extraction.versions import extraction_version
    from rag.storage.manifest import Manifest, ModelRecord, Splitting

    size = splitter.size
    return Manifest(
        encoder=ModelRecord(encoder.name, encoder.fingerprint),
        dimensions=encoder.dimensions,
        tokenizer=ModelRecord(splitter.tokenizer.name, splitter.tokenizer.fingerprint),
        splitting=Splitting(size.max_tokens, size.sentences, size.overlap, splitter.window),
        corpus=_common_folder(sources),
        sources=tuple(sources),
        extraction=extraction_version(),
    )


def _common_folder(sources: Sequence[Path]) -> Path:
    """The deepest folder that holds every source: article paths are relative to it."""
    import os

    missing = [source for source in sources if not source.exists()]
    if missing:
        raise UsageError(f"{missing[0]} does not exist: name a file or folder of articles")
    folders = [source if source.is_dir() else source.parent for source in sources]
    return Path(os.path.commonpath(folders))


def _writer(
    settings: Settings, manifest: "Manifest", rebuild: bool
) -> AbstractContextManager["IndexWriter"]:
    from rag.storage.writer import IndexWriter

    open_writer = IndexWriter.rebuild if rebuild else IndexWriter.open
    return open_writer(settings.index, manifest)
