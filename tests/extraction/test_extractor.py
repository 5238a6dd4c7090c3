import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.extraction import extractor as room
from rag.extraction.extractor import Extractor
from rag.extraction.kinds import Kind
from tests.support.files import MAKERS, csv_file, docx_file, zip_file

SENTENCES = ("Owls of the north", "Owls hunt at night.", "They sleep by day.")


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor() as extractor:
        yield extractor


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_gives_its_words_in_their_order(extractor: Extractor, kind: Kind) -> None:
    text = extractor.extract(MAKERS[kind](*SENTENCES), kind).text
    places = [text.index(sentence) for sentence in SENTENCES]
    assert places == sorted(places)


def test_the_same_file_gives_the_same_text_in_another_process(extractor: Extractor) -> None:
    with Extractor() as another:
        for kind in Kind:
            content = MAKERS[kind](*SENTENCES)
            assert another.extract(content, kind) == extractor.extract(content, kind)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (Kind.HTML, ("Owls of the north", None, None)),
        (Kind.EPUB, ("Owls of the north", "Ann Owl", "2024-02-15")),
        (Kind.EML, ("Owls of the north", "Ann Owl", "2024-02-14")),
    ],
)
def test_title_author_and_date_are_the_files_own(
    extractor: Extractor, kind: Kind, facts: tuple[str | None, ...]
) -> None:
    found = extractor.extract(MAKERS[kind](*SENTENCES), kind).facts
    assert (found.title, found.author, found.published) == facts


def test_a_file_is_read_as_what_it_is_whatever_its_name_says(extractor: Extractor) -> None:
    found = extractor.extract(docx_file(*SENTENCES), Kind.PDF)
    assert found.kind is Kind.DOCX


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (b"", Kind.PDF, "empty"),
        (b"\0" * 500, Kind.CSV, "nothing but blanks"),
        (b"<html>", Kind.PDF, "not a PDF, although its name says so"),
        (b"%PDF-1.7 and no more", Kind.PDF, "damaged, or no PDF"),
        (b"PK\x03\x04 and no more", Kind.DOCX, "damaged or cut off"),
        (b"\xd0\xcf\x11\xe0 old", Kind.DOCX, "before 2007"),
        (zip_file({"a.txt": "a"}), Kind.DOCX, "an archive"),
        (zip_file({"[Content_Types].xml": "<a/>"}), Kind.DOCX, "of a kind that is not read"),
        (b"Dear Ann,\n\nNo header.", Kind.EML, "no sender"),
        (b"<html><body><script>1</script></body></html>", Kind.HTML, "no text"),
        (b"<p>\x89PNG\0\0\0", Kind.HTML, "a NUL byte at"),
    ],
)
def test_says_why_a_file_is_not_read(
    extractor: Extractor, content: bytes, kind: Kind, reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        extractor.extract(content, kind)


def test_a_bomb_is_refused_before_it_is_unpacked(extractor: Extractor) -> None:
    size = 3 * 2**20 + 7
    bomb = zip_file({"word/document.xml": bytes(size)})
    bomb = bomb.replace(size.to_bytes(4, "little"), (300 * 2**20).to_bytes(4, "little"))
    with pytest.raises(UnreadableFile, match="unpacks to 300 MiB"):
        extractor.extract(bomb, Kind.DOCX)


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("while True: pass", "more than 1 s of processor time"),
        ("import os; os.kill(os.getpid(), 11)", "SIGSEGV"),
        ("import os; os._exit(3)", "exit code 3"),
        ("held = [bytes(2**20) for _ in range(2**12)]", "1024 MiB of memory"),
        ("f = lambda: f(); f()", "nested too deeply"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "may not cause socket"),
        ("import subprocess; subprocess.run(['true'])", "may not cause subprocess"),
        ("open('/tmp/pincite-was-here', 'wb').write(b'x' * 9999)", "File too large"),
        ("print('chatter', flush=True); import os; os.write(1, b'x'); 1 / 0", "ZeroDivisionError"),
    ],
)
def test_what_a_parser_does_costs_one_file(
    monkeypatch: pytest.MonkeyPatch, trouble: str, reason: str
) -> None:
    monkeypatch.setattr(room, "PROCESSOR_SECONDS", 1)
    monkeypatch.setattr(room, "_COMMAND", (sys.executable, "-c", _troubled(trouble)))
    with Extractor() as extractor:
        with pytest.raises(UnreadableFile, match=reason):
            extractor.extract(b"<p>trouble</p>", Kind.HTML)
        assert extractor.extract(csv_file(*SENTENCES), Kind.CSV).text


def test_a_parser_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "WALL_SECONDS", 1)
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    monkeypatch.setattr(room, "_COMMAND", command)
    with Extractor() as extractor, pytest.raises(UnreadableFile, match="more than 1 s to read"):
        extractor.extract(b"<p>trouble</p>", Kind.HTML)


def test_an_answer_without_an_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LONGEST_ANSWER", 100)
    monkeypatch.setattr(room, "_PARTING_SECONDS", 0.1)
    with Extractor() as extractor, pytest.raises(UnreadableFile, match="without an end"):
        extractor.extract(csv_file("x" * 200), Kind.CSV)


def _troubled(trouble: str) -> str:
    """The real child, with a parser that does as told with one file and reads every other."""
    return f"""
from rag.extraction import child, limits
limits.PROCESSOR_SECONDS = 1
real = child._extract
def parse(content):
    exec({trouble!r}, {{}})
def chosen(kind):
    return lambda content: (parse if b"trouble" in content else real(kind))(content)
child._extract = chosen
child.main()
"""


def test_small_files_do_not_cost_a_process_each(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[room._Child] = []

    class Counted(room._Child):
        def __init__(self) -> None:
            super().__init__()
            started.append(self)

    monkeypatch.setattr(room, "_Child", Counted)
    with Extractor() as extractor:
        for number in range(100):
            extractor.extract(b"City,Canton\nBern,%d" % number, Kind.CSV)
    assert [child.asked for child in started] == [100]


def test_a_child_is_replaced_before_it_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "FILES_A_PROCESS", 2)
    with Extractor() as extractor:
        for _ in range(5):
            assert extractor.extract(b"City,Canton\nBern,Bern", Kind.CSV).text


def test_plain_text_needs_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_COMMAND", ("no such program",))
    (tmp_path / "a.md").write_bytes("İ saw\r\nan owl".encode())
    with Extractor() as extractor:
        assert extractor.text_of(tmp_path / "a.md") == "İ saw\r\nan owl"
