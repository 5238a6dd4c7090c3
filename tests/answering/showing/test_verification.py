import json
from hashlib import sha256
from pathlib import Path

import pytest

from rag.answering.showing import verification
from rag.answering.showing.verification import Finding, saved_answers, verify
from rag.errors import UsageError
from rag.extraction.pdf import extract as extract_pdf
from tests.support.files import pdf_file

QUOTE = "Acme opened on 3 May. \U0001f600"
TEXT = f"﻿# Acme\r\n\r\nSo it was. {QUOTE} Then came İstanbul.\r\n"


def _answer(path: str = "a.md", quote: str = QUOTE, text: str = TEXT) -> dict[str, object]:
    start = text.index(quote) if quote in text else 0
    citation = {
        "number": 1,
        "path": path,
        "sha256": sha256(text.encode()).hexdigest(),
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }
    return {"citations": [citation], "alternatives": []}


def _folder(tmp_path: Path, text: str = TEXT, name: str = "a.md") -> Path:
    file = tmp_path / "articles" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return tmp_path / "articles"


def _finding(answer: dict[str, object], folder: Path) -> Finding:
    (check,) = verify(answer, folder)
    assert check.holds == (check.finding in {Finding.HOLDS, Finding.FILE_CHANGED})
    return check.finding


def test_an_untouched_file_holds(tmp_path: Path) -> None:
    assert _finding(_answer(), _folder(tmp_path)) is Finding.HOLDS


def test_a_change_behind_the_quote_is_told_and_holds(tmp_path: Path) -> None:
    folder = _folder(tmp_path, TEXT + "One line more.")
    assert _finding(_answer(), folder) is Finding.FILE_CHANGED


def test_a_quote_that_moved_is_found_at_its_new_place(tmp_path: Path) -> None:
    (check,) = verify(_answer(), _folder(tmp_path, "New line.\n" + TEXT))
    assert check.finding is Finding.MOVED
    assert check.found_start == TEXT.index(QUOTE) + 10
    assert not check.holds


def test_of_several_places_the_nearest_is_told(tmp_path: Path) -> None:
    moved = QUOTE + "\n" + "x" * 500 + "\n\n" + TEXT
    (check,) = verify(_answer(), _folder(tmp_path, moved))
    assert check.found_start == 0 or check.found_start == moved.rindex(QUOTE)
    start = TEXT.index(QUOTE)
    assert check.found_start == min((0, moved.rindex(QUOTE)), key=lambda at: abs(at - start))


def test_a_quote_that_was_rewritten_is_not_there(tmp_path: Path) -> None:
    folder = _folder(tmp_path, TEXT.replace("3 May", "4 May"))
    assert _finding(_answer(), folder) is Finding.ABSENT


def test_a_forged_quote_is_not_there(tmp_path: Path) -> None:
    assert _finding(_answer(quote="Acme never opened."), _folder(tmp_path)) is Finding.ABSENT


def test_an_empty_quote_proves_nothing(tmp_path: Path) -> None:
    assert _finding(_answer(quote=""), _folder(tmp_path)) is Finding.ABSENT


def test_a_renamed_file_is_found_by_its_content(tmp_path: Path) -> None:
    (check,) = verify(_answer(), _folder(tmp_path, name="deep/b.md"))
    assert (check.finding, check.found_path) == (Finding.RENAMED, "deep/b.md")


def test_a_file_that_is_gone_is_gone(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "Other.", "b.md")
    assert _finding(_answer(), folder) is Finding.GONE


def test_a_file_that_is_no_text_any_more_is_unreadable(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "a.md").write_bytes(b"\x00\x01\x02")
    assert _finding(_answer(), folder) is Finding.UNREADABLE


@pytest.mark.parametrize(
    "path",
    ["../secret.md", "/etc/passwd", "x/../../secret.md", "C:\\a.md", "..\\secret.md", "", "a\0.md"],
)
def test_a_path_out_of_the_folder_is_not_followed(tmp_path: Path, path: str) -> None:
    folder = _folder(tmp_path)
    (tmp_path / "secret.md").write_bytes(TEXT.encode())
    assert _finding(_answer(path), folder) is Finding.OUTSIDE


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "Other.", "b.md")
    (tmp_path / "secret.md").write_bytes(TEXT.encode())
    (folder / "a.md").symlink_to(tmp_path / "secret.md")
    assert _finding(_answer(), folder) is Finding.OUTSIDE


def test_citations_of_alternatives_are_checked_too(tmp_path: Path) -> None:
    forged = _answer(quote="Acme opened on 4 May.")["citations"]
    answer = {**_answer(), "alternatives": [{"answer": "4 May", "citations": forged}]}
    findings = [check.finding for check in verify(answer, _folder(tmp_path))]
    assert findings == [Finding.HOLDS, Finding.ABSENT]


def test_an_extractor_gives_the_text_of_other_formats(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "<p>packed</p>")
    (check,) = verify(_answer(), folder, extract=lambda _: TEXT)
    assert check.finding is Finding.FILE_CHANGED


def test_an_abstention_has_nothing_to_check(tmp_path: Path) -> None:
    assert verify({"citations": [], "alternatives": []}, _folder(tmp_path)) == []


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"citations": 3},
        {"citations": [3]},
        {"citations": [{}]},
        {"citations": [{"number": "1"}]},
    ],
)
def test_what_is_no_answer_is_refused(tmp_path: Path, answer: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="not an answer of `rag ask --json`"):
        verify(answer, _folder(tmp_path))


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        verify(_answer(), tmp_path / "nowhere")


def test_reads_one_answer_a_list_or_lines_of_them() -> None:
    one = _answer()
    line = json.dumps(one, ensure_ascii=False)
    assert saved_answers(json.dumps(one, indent=2)) == [one]
    assert saved_answers(f"[{line}, {line}]") == [one, one]
    assert saved_answers(f"{line}\n\n{line}\r\n") == [one, one]
    assert saved_answers('{"quote": "a\u2028b"}\n{}') == [{"quote": "a\u2028b"}, {}]


@pytest.mark.parametrize(
    ("text", "message"), [("{}\n3", "line 2"), ("{}\n{", "line 2 is not JSON")]
)
def test_a_line_that_is_no_answer_is_named(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        saved_answers(text)


def _cited_pdf(folder: Path) -> dict[str, object]:
    """An answer cited from page 2 of a PDF that lies in the folder."""
    content = pdf_file("Acme", "It was founded.", "Acme opened on 3 May.")
    folder.mkdir()
    (folder / "a.pdf").write_bytes(content)
    text = extract_pdf(content).text
    answer = _answer("a.pdf", "Acme opened on 3 May.", text)
    hashed = sha256(content).hexdigest()
    return {**answer, "citations": [{**each, "sha256": hashed} for each in _cited(answer)]}


def _cited(answer: dict[str, object]) -> list[dict[str, object]]:
    cited = answer["citations"]
    assert isinstance(cited, list)
    return cited


def test_a_citation_into_a_pdf_is_checked_by_extracting_it_again(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    answer = _cited_pdf(folder)
    assert _finding(answer, folder) is Finding.HOLDS
    (folder / "a.pdf").write_bytes(pdf_file("Acme", "It was founded.", "Acme opened on 4 May."))
    assert _finding(answer, folder) is Finding.ABSENT
    (folder / "a.pdf").write_bytes(pdf_file("Acme Inc.", "It was.", "Acme opened on 3 May."))
    assert _finding(answer, folder) is Finding.MOVED
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 torn")
    assert _finding(answer, folder) is Finding.UNREADABLE


def test_a_pdf_that_was_renamed_is_found_by_its_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    answer = _cited_pdf(folder)
    (folder / "a.pdf").rename(folder / "b.pdf")
    (check,) = verify(answer, folder)
    assert (check.finding, check.found_path) == (Finding.RENAMED, "b.pdf")


@pytest.mark.parametrize("path", ["a" * 300 + ".md", "a/" * 3000, "\ud800.md", "a.md/b.md", "x"])
def test_a_path_that_no_file_can_have_is_gone(tmp_path: Path, path: str) -> None:
    (check,) = verify(_answer(path), _folder(tmp_path, "Other.", "b.md"))
    assert check.finding is Finding.GONE
    assert (check.path + check.detail).encode()


def test_no_file_is_opened_that_may_not_be_looked_at(tmp_path: Path) -> None:
    class Nothing:
        def holds(self, _path: str) -> bool:
            return False

        def same(self, _sha256: str) -> str | None:
            return None

    def opened(path: Path) -> str:
        pytest.fail(f"opened {path}")

    folder = _folder(tmp_path)
    (folder / "link.md").symlink_to("/etc/passwd")
    for path in ("a.md", "link.md", "nothing.md"):
        (check,) = verify(_answer(path), folder, opened, Nothing())
        assert check.finding is Finding.GONE


def test_each_file_is_hashed_once_however_many_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _folder(tmp_path, "Other.", "b.md")
    for number in range(5):
        (folder / f"{number}.md").write_text(f"Number {number}.")
    hashed: list[Path] = []
    real = verification._sha256

    def counted(file: Path) -> str:
        hashed.append(file)
        return real(file)

    monkeypatch.setattr(verification, "_sha256", counted)
    files = verification.FolderFiles(folder)
    for number in range(20):
        (check,) = verify(_answer(f"gone{number}.md"), folder, files=files)
        assert check.finding is Finding.GONE
    assert len(hashed) == len(set(hashed)) == 6
