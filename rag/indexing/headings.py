"""Headings, in Markdown and in plain text, and the sections below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.indexing.boilerplate import is_boilerplate
from rag.indexing.dateline import is_dateline
from rag.text.markup import Kind, Line
from rag.text.spans import Span

LONGEST_PLAIN = 80
"""Characters of a heading in plain text: a longer line is a sentence."""
LONGEST_UNDERLINED = 200
_PROSE = 60
"""Characters from which the line below a plain heading counts as a paragraph."""
_LONGEST_SENTENCE_CASE = 6
"""Words of a heading that is written like the beginning of a sentence."""
_LONG_WORD = 4
"""Letters from which a word has a capital in title case: "of" and "the" have none."""

_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part)\s+\d{1,3}\b|[IVX]{1,5}[.)]\s"
    r"|(?P<number>\d{1,2}(?=[.)]\s)|\d{1,2}(?:\.\d{1,2}){1,4})[.)]?\s)"
    r"|第[\d一二三四五六七八九十百]{1,4}[章节節部]|[（(]?[一二三四五六七八九十]{1,3}[）)、．]",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;,:!…。；，：！、]$")
_INNER_END = re.compile(r"[.!?:][\"”’]?\s|[。？！：]\S")
_TAG = re.compile(r"<[^<>]{0,200}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()]{0,500}\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CLOSING_MARKS = re.compile(r"(?:^|[ \t])#+[ \t]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line, or lines where it is underlined."""

    level: int
    """From 1, the outermost."""
    text: str
    """Without marks; may be empty."""
    span: Span


def markdown_headings(text: str, lines: Iterator[Line]) -> Iterator[Heading]:
    """`# …` headings, and lines underlined with `=` or `-`, as CommonMark 4.2 and 4.3 have them.

    Two of CommonMark's are left out: a paragraph of several lines, where a rule below it is nearly
    always meant as one, and what stands between two rules at the top, which is front matter.
    """
    before: Line | None = None
    alone = after_opening_rule = False
    for line in lines:
        words = line.span.of(text) if line.kind in (Kind.HEADING, Kind.RULE) else ""
        if line.kind is Kind.HEADING:
            mark, _, title = words.strip().partition(" ")
            level = len(mark) - len(mark.lstrip("#"))
            yield Heading(level, _plain(title or mark.lstrip("#")), line.span)
        elif before and alone and not line.after_blank and (level := _underline_level(words)):
            yield Heading(
                level, _plain(before.span.of(text)), Span(before.span.start, line.span.end)
            )
        follows_paragraph = bool(before and before.kind is Kind.PLAIN and not line.after_blank)
        alone = line.kind is Kind.PLAIN and not follows_paragraph
        alone = alone and len(line.span) <= LONGEST_UNDERLINED and not after_opening_rule
        after_opening_rule = before is None and line.kind is Kind.RULE
        before = line


def plain_headings(text: str, lines: Iterator[Line], title: str) -> Iterator[Heading]:
    """Short lines that stand over a paragraph: numbered, in title case, or between blank lines.

    The title itself is left out, and so are datelines and boilerplate.
    """
    previous_ended = True
    line = next(lines, None)
    while line is not None:
        following = next(lines, None)
        words = "" if len(line.span) > LONGEST_PLAIN else line.span.of(text).strip()
        if words and words != title and following and (previous_ended or line.after_blank):
            level = _plain_level(words, line, following)
            if level:
                yield Heading(level, words, line.span)
        tail = text[max(line.span.start, line.span.end - 3) : line.span.end].rstrip()
        previous_ended = bool(re.search(r"[.!?。！？][\"”’)]?$", tail))
        line = following


def _underline_level(words: str) -> int:
    marks = set(words.strip())
    return {"=": 1, "-": 2}.get(marks.pop(), 0) if len(marks) == 1 else 0


def _plain(words: str) -> str:
    words = _CLOSING_MARKS.sub("", words.strip())
    words = _LINK.sub(r"\1", _TAG.sub("", words))
    words = _ESCAPE.sub(r"\1", words.replace("**", "").replace("`", ""))
    return " ".join(words.strip("*_ ").split())


def _plain_level(words: str, line: Line, following: Line) -> int:
    """0 where the line is not a heading."""
    if line.kind not in (Kind.PLAIN, Kind.ITEM) or following.kind is not Kind.PLAIN:
        return 0
    if len(following.span) < max(_PROSE, len(words)) or _SENTENCE_END.search(words):
        return 0
    if is_dateline(words) or is_boilerplate(words):
        return 0
    numbered = _NUMBERED.match(words)
    if numbered:
        return 1 + (numbered["number"] or "").count(".")
    if line.kind is Kind.ITEM or _INNER_END.search(words):
        return 0
    between_blanks = line.after_blank and following.after_blank
    return int(_is_title_case(words) or (between_blanks and _is_sentence_case(words)))


def _is_title_case(words: str) -> bool:
    long_words = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) >= _LONG_WORD]
    return bool(long_words) and all(word[0].isupper() for word in long_words)


def _is_sentence_case(words: str) -> bool:
    few = len(words.split()) <= _LONGEST_SENTENCE_CASE
    first = words[0]
    starts = first.isalpha() and not first.islower()
    return few and starts and not words.endswith("?") and "/" not in words
