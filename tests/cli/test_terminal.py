from pathlib import Path

import click
import pytest

from rag.answering.showing.verification import CitationCheck
from rag.answering.showing.verification import Finding as CitationFinding
from rag.cli.screen import columns
from rag.cli.terminal import (
    Where,
    answer_text,
    checks_text,
    findings_text,
    passages_text,
    status_text,
    sync_line,
    sync_text,
)
from rag.indexing.sync import SyncReport
from rag.types import Alternative, Answer, Claim, Evidence, Hit, IndexSummary
from rag.wiring.checkup import Finding, Verdict
from rag.wiring.status import FileState, FileStatus, IndexStatus
from tests.cli.answers import answer, cited, found, header

EVIL = "a\x1b[2J\x1b]0;owned\x07\x9b8mz"
SHOWN = "a␛[2J␛]0;owned␇\ufffd8mz"


def told(answer: Answer) -> str:
    return click.unstyle(answer_text(answer, 0.46, where))


def where(hit: Hit) -> tuple[str, Evidence]:
    return f"{hit.article.path}:{hit.passage.start}", Evidence.UNCHANGED


def at(place: str) -> Where:
    return lambda _: (place, Evidence.UNCHANGED)


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.044, "The best candidate is 4% likely to be right, below the threshold of 46%."),
        (0.458, "is 45.8% likely to be right, below the threshold of 46.0%."),
        (0.0, ""),
    ],
)
def test_a_refusal_tells_how_sure_the_best_answer_was_where_there_is_one(
    confidence: float, words: str
) -> None:
    shown = told(answer(confidence=confidence))
    assert shown.startswith("The articles do not say.")
    assert words in shown
    assert ("%" in shown) == bool(words)


def test_an_answer_and_its_sources_cannot_steer_the_terminal() -> None:
    article = header(EVIL, EVIL)
    other = Alternative(EVIL, 0.6, (cited(EVIL, 2, article),))
    given = answer((Claim(EVIL, (1,)),), (cited(EVIL, 1, article),), (other,))
    # Words, quote, path and title, of the answer and of what is said otherwise.
    assert told(given).count(SHOWN) == 8
    assert "\x1b" not in told(given)


def test_passages_cannot_steer_the_terminal() -> None:
    hits = [found(EVIL, header(EVIL, EVIL), heading=EVIL)]
    for shown in (passages_text("?", hits, where, explain=True), told(answer(hits=(*hits,)))):
        assert click.unstyle(shown).count(SHOWN) == 4  # path, title, heading, text


def test_a_heading_that_the_place_names_is_not_told_again() -> None:
    hits = [found("Half price.", header("Rent.docx", "Rules"), heading="Rent")]
    for place in ("Rent.docx, under “Rent”", "Rent.pdf, page 2"):
        shown = passages_text("?", hits, at(place), explain=False)
        assert click.unstyle(shown).count("Rent") == 2


def synced() -> SyncReport:
    return SyncReport(
        added=1,
        changed=0,
        renamed=0,
        removed=0,
        unchanged=0,
        failed=((EVIL, EVIL),),
        skipped=(EVIL,),
        copies=((EVIL, EVIL),),
        passages=1,
        encoded=1,
        seconds=1.0,
        generation=1,
    )


def status() -> IndexStatus:
    files = (
        FileStatus(EVIL, FileState.INDEXED, EVIL, EVIL, 1, None),
        FileStatus(EVIL, FileState.UNREADABLE, None, None, 0, EVIL),
    )
    summary = IndexSummary(generation=1, articles=1, passages=1, encoder=EVIL)
    return IndexStatus(Path("index"), Path(EVIL), summary, files, (EVIL,))


def test_what_is_told_of_files_and_index_cannot_steer_the_terminal() -> None:
    checked = CitationCheck(1, EVIL, CitationFinding.ABSENT, EVIL, None, None)
    for shown, times in (
        (sync_text(synced()), 5),
        (sync_line(synced()), 2),
        (status_text(status()), 8),
        (checks_text([checked]), 1),
        (findings_text([Finding("files", Verdict.SOUND, EVIL)]), 1),
    ):
        assert click.unstyle(shown).count(SHOWN) == times


def test_chinese_text_fills_the_terminal_and_is_no_wider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = "桥梁由工程师设计，并于一九八一年建成。" * 20
    article = header("桥.md", "桥")
    lines = told(answer((Claim(text, (1,)),), (cited(text, 1, article),))).splitlines()
    assert 76 <= max(map(columns, lines)) <= 80


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        ("1. Turn it.\n2. Pull it.", ["1. Turn it [1]", "2. Pull it [1]"]),
        ("- Turn it.\n- Pull it.", ["- Turn it [1]", "- Pull it [1]"]),
    ],
)
def test_items_are_marked_as_the_article_marks_them(quote: str, lines: list[str]) -> None:
    claims = (Claim("Turn it", (1,)), Claim("Pull it", (1,)))
    assert told(answer(claims, (cited(quote),))).splitlines()[:2] == lines
