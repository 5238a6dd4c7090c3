import os
import tempfile
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from rag.errors import UsageError
from rag.indexing.reading import read_article
from rag.indexing.splitting import Splitter
from rag.indexing.sync import Stage, SyncReport, sync
from rag.protocols import Progress, Vectors
from rag.storage.index import Index, IndexWriter
from rag.text.tokens import load_tokenizer
from tests.support.encoders import TrigramEncoder
from tests.support.files import pdf_file
from tests.support.indexes import ENCODER, small_manifest
from tests.support.syncing import sync_folder

SPLITTER = Splitter(load_tokenizer("pincite-16k"), ENCODER.count_pieces, ENCODER.window)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder, "owls.md", "# Owls\n\nOwls hunt at night.")
    write(folder, "bats.txt", "Bats\n\nBats sleep by day.")
    return folder


def write(folder: Path, name: str, text: str | bytes) -> None:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def run(corpus: Path, *sources: Path, encoder: TrigramEncoder = ENCODER) -> SyncReport:
    manifest = small_manifest(corpus=corpus)
    with IndexWriter.open(corpus.parent / "index", manifest) as writer:
        return sync(sources or [corpus], writer, encoder, SPLITTER)


def indexed(corpus: Path) -> dict[str, str]:
    with Index.open(corpus.parent / "index") as index:
        return {header.path: index.article(header.id).text for header in index.articles()}


def counts(report: SyncReport) -> tuple[int, int, int, int, int]:
    return (report.added, report.changed, report.renamed, report.removed, report.unchanged)


def test_every_synchronisation_reads_on_the_same_thread_of_its_own(corpus: Path) -> None:
    threads: list[threading.Thread] = []

    def tell(stage: Stage, _done: int, _total: int) -> None:
        if stage is Stage.READING:
            threads.append(threading.current_thread())

    for _ in range(3):
        sync_folder(corpus, corpus.parent / "index", progress=tell)
    assert len(threads) == 6
    assert len(set(threads)) == 1
    assert threads[0] is not threading.current_thread()


def test_adds_what_is_new_and_nothing_the_second_time(corpus: Path) -> None:
    first, second = run(corpus), run(corpus)
    assert counts(first) == (2, 0, 0, 0, 0)
    assert (first.passages, first.encoded, first.generation) == (2, 2, 1)
    assert counts(second) == (0, 0, 0, 0, 2)
    assert (second.passages, second.encoded, second.generation) == (0, 0, 1)
    assert set(indexed(corpus)) == {"owls.md", "bats.txt"}


def test_a_change_a_removal_and_an_addition_are_told_apart(corpus: Path) -> None:
    run(corpus)
    write(corpus, "owls.md", "# Owls\n\nOwls hunt in the evening.")
    (corpus / "bats.txt").unlink()
    write(corpus, "mice.txt", "Mice\n\nMice hide.")
    report = run(corpus)
    assert counts(report) == (1, 1, 0, 1, 0)
    assert indexed(corpus) == {
        "owls.md": "# Owls\n\nOwls hunt in the evening.",
        "mice.txt": "Mice\n\nMice hide.",
    }


def test_a_renamed_file_is_not_encoded_again(corpus: Path) -> None:
    run(corpus)
    (corpus / "owls.md").rename(corpus / "eagle owls.md")
    report = run(corpus)
    assert counts(report) == (0, 0, 1, 0, 1)
    assert report.encoded == 0
    assert set(indexed(corpus)) == {"eagle owls.md", "bats.txt"}


def test_two_files_of_one_text_are_encoded_once(corpus: Path) -> None:
    write(corpus, "owls again.md", "# Owls\n\nOwls hunt at night.")
    report = run(corpus)
    assert (report.added, report.passages, report.encoded) == (3, 3, 2)


def test_one_bad_file_never_stops_the_rest(corpus: Path) -> None:
    write(corpus, "binary.txt", b"a\0b")
    write(corpus, "damaged.md", "Größe, Länge".encode() + b"\xff")
    write(corpus, "empty.md", "")
    (corpus / "gone.md").symlink_to(corpus / "nothing.md")
    os.mkfifo(corpus / "pipe.txt")
    report = run(corpus)
    assert report.added == 3
    assert dict(report.failed) == {
        "binary.txt": "binary, not text: a NUL byte at 1",
        "damaged.md": "UTF-8 but for 1 bytes, the first at 15: save it again as UTF-8",
        "gone.md": "a link to nothing",
        "pipe.txt": "not a regular file",
    }


def test_names_that_are_not_utf8_are_reported(corpus: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(corpus) + b"/\xff.md")).write_text("text", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert run(corpus).failed == (("\\udcff.md", "its name is not UTF-8: rename it"),)


def test_names_that_differ_only_in_how_accents_are_written_do_not_replace_each_other(
    corpus: Path,
) -> None:
    write(corpus, unicodedata.normalize("NFC", "é.md"), "One text.")
    write(corpus, unicodedata.normalize("NFD", "é.md"), "Another text.")
    report = run(corpus)
    assert report.added == 3
    assert [reason for _, reason in report.failed] == [
        "another file has its name, with accents composed in another way"
    ]


def test_a_file_that_is_no_longer_text_is_gone_from_the_index(corpus: Path) -> None:
    run(corpus)
    write(corpus, "owls.md", b"\0\0\0")
    report = run(corpus)
    assert counts(report) == (0, 0, 0, 1, 1)
    assert set(indexed(corpus)) == {"bats.txt"}


def test_a_file_that_cannot_be_opened_now_stays_as_it_was(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(corpus)
    real = os.open

    def refusing(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == "owls.md":
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", refusing)
    report = run(corpus)
    assert counts(report) == (0, 0, 0, 0, 2)
    assert report.failed == (("owls.md", "cannot be opened: Permission denied"),)


def test_a_folder_that_cannot_be_listed_keeps_its_articles(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "birds").mkdir()
    write(corpus, "birds/hawks.md", "# Hawks\n\nHawks soar.")
    run(corpus)
    real = os.scandir

    def refusing(path: Path) -> "os._ScandirIterator[str]":
        if Path(path).name == "birds":
            raise PermissionError(13, "Permission denied")
        return real(str(path))

    monkeypatch.setattr(os, "scandir", refusing)
    assert counts(run(corpus)) == (0, 0, 0, 0, 3)


def test_an_extracted_file_is_read_again_only_when_it_or_the_extraction_changes(
    corpus: Path,
) -> None:
    write(corpus, "hawks.pdf", pdf_file("Hawks", "Hawks soar."))
    assert counts(run(corpus)) == (3, 0, 0, 0, 0)
    assert counts(run(corpus)) == (0, 0, 0, 0, 3)
    manifest = replace(small_manifest(corpus=corpus), extraction="another version")
    with IndexWriter.open(corpus.parent / "index", manifest) as writer:
        report = sync([corpus], writer, ENCODER, SPLITTER)
    assert counts(report) == (0, 1, 0, 0, 2)
    assert (report.encoded, report.generation) == (0, 2)


def test_a_file_whose_parser_fails_is_told_and_gone(corpus: Path) -> None:
    write(corpus, "hawks.pdf", pdf_file("Hawks", "Hawks soar."))
    run(corpus)
    write(corpus, "hawks.pdf", b"%PDF-1.7 torn")
    report = run(corpus)
    assert counts(report) == (0, 0, 0, 1, 2)
    assert [path for path, _ in report.failed] == ["hawks.pdf"]


def test_an_empty_folder_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with pytest.raises(UsageError, match="no articles below"):
        run(tmp_path / "corpus")


def test_refuses_to_empty_an_index_and_says_how_to(corpus: Path) -> None:
    run(corpus)
    for path in corpus.iterdir():
        path.unlink()
    with pytest.raises(UsageError, match="holds 2: nothing was changed"):
        run(corpus)
    corpus.rename(corpus.with_name("moved"))
    with pytest.raises(UsageError, match="does not exist"):
        run(corpus)
    assert set(indexed(corpus)) == {"owls.md", "bats.txt"}


def test_says_why_when_no_file_could_be_read(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write(corpus, "a.txt", b"\0")
    with pytest.raises(UsageError, match=r"none of the 1 files .* a\.txt: binary"):
        run(corpus)


def test_holds_the_articles_of_the_sources_given_and_no_others(corpus: Path) -> None:
    run(corpus)
    report = run(corpus, corpus / "owls.md")
    assert counts(report) == (0, 0, 0, 1, 1)


class Interrupted(TrigramEncoder):
    """Stops as a user would stop it."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        raise KeyboardInterrupt


def test_an_interrupted_run_changes_nothing(corpus: Path) -> None:
    run(corpus)
    write(corpus, "mice.txt", "Mice\n\nMice hide.")
    with pytest.raises(KeyboardInterrupt):
        run(corpus, encoder=Interrupted(dimensions=32))
    assert set(indexed(corpus)) == {"owls.md", "bats.txt"}
    assert run(corpus).encoded == 1


class InterruptedAtTheThird(TrigramEncoder):
    """Encodes two batches, then the power goes."""

    batches: ClassVar[list[int]] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if len(self.batches) == 2:
            raise KeyboardInterrupt
        self.batches.append(len(texts))
        return ENCODER.encode(texts, progress)


def test_an_interrupted_run_is_resumed_where_it_was(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.indexing.embedding.BATCH", 3)
    for number in range(8):
        write(corpus, f"{number}.txt", f"Mouse {number}\n\nIt hides in hole {number}.")
    with pytest.raises(KeyboardInterrupt):
        run(corpus, encoder=InterruptedAtTheThird(dimensions=32))
    assert InterruptedAtTheThird.batches == [3, 3]
    assert run(corpus).encoded == 10 - 6


def test_another_splitting_encodes_only_the_passages_that_are_new(corpus: Path) -> None:
    sentences = " ".join(f"Hole number {number} is deep and dry." for number in range(9))
    write(corpus, "mice.txt", f"Mice\n\n{sentences}")
    other = Splitter(SPLITTER.tokenizer, ENCODER.count_pieces, ENCODER.window, sentences=4)
    before, after = passage_texts(corpus, SPLITTER), passage_texts(corpus, other)
    assert before - after
    assert before & after
    run(corpus)
    manifest = small_manifest(corpus=corpus)
    resplit = replace(manifest, splitting=replace(manifest.splitting, sentences=4))
    with IndexWriter.rebuild(corpus.parent / "index", resplit) as writer:
        report = sync([corpus], writer, ENCODER, other)
    assert report.encoded == len(after - before)
    assert report.passages == len(after)


def passage_texts(corpus: Path, splitter: Splitter) -> set[tuple[str, str]]:
    """Of every article, with its file."""
    articles = [read_article(path, corpus) for path in corpus.iterdir()]
    return {
        (article.header.path, passage.text)
        for article in articles
        for passage in splitter.split(article)
    }


def test_a_full_disk_under_the_spool_stops_the_run_and_is_not_blamed_on_an_article(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(corpus)
    write(corpus, "mice.txt", "Mice\n\nMice hide.")
    write(corpus, "owls.md", "# Owls\n\n" + "Owls hunt by day. " * 5000)
    with monkeypatch.context() as full, Path("/dev/full").open("r+b") as device:
        full.setattr(tempfile, "TemporaryFile", lambda **_: device)
        with pytest.raises(OSError, match="No space left on device"):
            run(corpus)
    assert set(indexed(corpus)) == {"owls.md", "bats.txt"}
    assert counts(run(corpus)) == (1, 1, 0, 0, 1)


def test_tells_its_progress_stage_by_stage(corpus: Path) -> None:
    told: list[tuple[Stage, int, int]] = []
    manifest = small_manifest(corpus=corpus)
    with IndexWriter.open(corpus.parent / "index", manifest) as writer:
        sync([corpus], writer, ENCODER, SPLITTER, lambda *step: told.append(step))
    assert told == [
        (stage, done, 2)
        for stage in (Stage.READING, Stage.ENCODING, Stage.WRITING)
        for done in (1, 2)
    ]


def test_its_report_is_one_json_object(corpus: Path) -> None:
    write(corpus, "binary.txt", b"a\0b")
    write(corpus, "packed.zip", b"PK")
    report = run(corpus).as_json()
    assert report["failed"] == [
        {"path": "binary.txt", "reason": "binary, not text: a NUL byte at 1"}
    ]
    assert report["skipped"] == ["packed.zip"]
    assert (report["added"], report["generation"]) == (2, 1)


def test_copies_of_a_file_are_told_as_long_as_they_are_there(corpus: Path) -> None:
    (corpus / "copies").mkdir()
    write(corpus, "copies/one.md", "# Owls\n\nThey hunt at night.")
    write(corpus, "copies/two.md", "# Owls\n\nThey hunt at night.")
    expected = [["copies/one.md", "copies/two.md"]]
    assert run(corpus).as_json()["copies"] == expected
    assert run(corpus).as_json()["copies"] == expected
    (corpus / "copies/two.md").unlink()
    assert run(corpus).copies == ()
