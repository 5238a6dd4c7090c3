"""`rag verify` as a person meets it: saved answers, and no index."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from rag.cli.verbs import run

TEXT = "The lamp is green."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, without an index."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(path: str = "a.md") -> str:
    citation = {"number": 1, "path": path, "sha256": sha256(TEXT.encode()).hexdigest()}
    citation |= {"start": 0, "end": len(TEXT), "quote": TEXT}
    Path("answer.json").write_text(json.dumps({"citations": [citation]}), "utf-8")
    return "answer.json"


@pytest.mark.parametrize("place", [".", "seeds"])
def test_without_an_index_citations_are_sought_below_this_folder_and_seeds(
    folder: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (folder / place).mkdir(exist_ok=True)
    (folder / place / "a.md").write_text(TEXT, "utf-8")
    assert run(["verify", save()]) == 0
    assert "1 of 1 citations hold." in capsys.readouterr().out


def test_where_the_articles_are_nowhere_it_says_how_to_name_their_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", save("a.md")]) == 2
    told = capsys.readouterr().err
    assert f"'a.md' lies neither in {folder} nor in {folder / 'seeds'}" in told
    assert "`rag verify FILE --articles FOLDER`" in told


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"no JSON", "line 1 is not JSON"),
        (b"\xff\xfe", "answer.json is not JSON"),
        (b"", "answer.json holds no answer"),
        (b"[]", "answer.json holds no answer"),
    ],
)
def test_of_a_file_that_is_no_answer_it_says_that_and_nothing_of_articles(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, complaint: str
) -> None:
    (folder / "answer.json").write_bytes(content)
    assert run(["verify", "answer.json"]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert "--articles" not in told


def test_an_answer_without_citations_needs_no_articles(folder: Path) -> None:
    (folder / "answer.json").write_text('{"citations": []}', "utf-8")
    assert run(["verify", "answer.json"]) == 0
