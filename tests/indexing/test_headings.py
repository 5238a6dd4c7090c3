import os
import random
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from rag.indexing.headings import markdown_headings, plain_headings
from rag.text.markup import filled_lines

PROSE = "The owl is a bird of prey that hunts at night and sleeps through most of the day."


def markdown(text: str) -> list[tuple[int, str]]:
    return [(each.level, each.text) for each in markdown_headings(text, filled_lines(text))]


def plain(text: str, title: str = "") -> list[tuple[int, str]]:
    return [(each.level, each.text) for each in plain_headings(text, filled_lines(text), title)]


def test_reads_both_kinds_of_markdown_headings() -> None:
    text = "# Owls #\n\nBats\n====\n\nMice\n---\n\n### [The *vole*](x.html)<a id='v'></a>\n"
    assert markdown(text) == [(1, "Owls"), (1, "Bats"), (2, "Mice"), (3, "The *vole")]


def test_a_rule_below_a_paragraph_or_a_blank_line_makes_no_heading() -> None:
    assert markdown("One line\nand another\n---\n\nText\n\n---\n- item\n---\n") == []


def test_a_heading_in_code_or_a_comment_is_none() -> None:
    assert markdown("```\n# no\n```\n<!--\n# no\n-->\n    # no\n#no\n####### no") == []


def test_an_underlined_heading_spans_both_lines() -> None:
    (heading,) = markdown_headings("Owls\n===\nText", filled_lines("Owls\n===\nText"))
    assert (heading.span.start, heading.span.end) == (0, 8)


def test_finds_the_headings_that_plain_text_shows_by_place_and_shape() -> None:
    text = (
        f"A title\n\n1. What Is an Owl?\n\n{PROSE}\n\n2.1 Food\n{PROSE}\n\nNightly hunting\n\n"
        f"{PROSE}\nThe Owl of Minerva\n{PROSE}\n一、概述\n{PROSE}"
    )
    assert plain(text, "A title") == [
        (1, "1. What Is an Owl?"),
        (2, "2.1 Food"),
        (1, "Nightly hunting"),
        (1, "The Owl of Minerva"),
        (1, "一、概述"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "July 20, 2025",
        "Source: The Owl",
        "Is this the owl that came to save us?",
        "He said it plainly.",
        "Social Share",
        "5 people saw it",
        "and so it went",
        "Three things are known:",
    ],
)
def test_other_short_lines_are_no_headings(line: str) -> None:
    assert plain(f"{PROSE}\n\n{line}\n\n{PROSE}") == []


def test_a_list_or_a_poem_has_no_headings() -> None:
    assert plain("1. Owls\n2. Bats\n3. Mice\n\nTyger Tyger\nBurning Bright\nIn the Night") == []


SHARED = Path(os.environ.get("PINCITE_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared Markdown files are not here")
def test_agrees_with_markdown_it_on_real_files() -> None:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    for path in sorted((SHARED / "data" / "documents" / "office").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        tokens = parser.parse(text)
        theirs = [token.map[0] for token in tokens if token.type == "heading_open" and token.map]
        ours = [
            text.count("\n", 0, each.span.start)
            for each in markdown_headings(text, filled_lines(text))
        ]
        assert ours == theirs, path.name


def test_agrees_with_markdown_it_on_lines_put_together_at_random() -> None:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    lines = ["# A", "## B", "text", "", "", "```", "~~~", "===", "> quote", "#", "#no", " # C #"]
    dice = random.Random(7)
    for _ in range(2_000):
        text = "\n".join(["x", "", *dice.choices(lines, k=8)])
        if re.search(r"^(?!text$).*\n===$|(?:text|#no)\ntext\n===|> quote\n", text, re.MULTILINE):
            continue  # on purpose another reading than CommonMark's: see the docstring
        theirs = [
            token.map[0]
            for token in parser.parse(text)
            if token.type == "heading_open" and token.map
        ]
        ours = [
            text.count("\n", 0, each.span.start)
            for each in markdown_headings(text, filled_lines(text))
        ]
        assert ours == theirs, text
