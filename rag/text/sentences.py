"""Sentences with their exact places in a text: the only module that imports sentencex."""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from rag.text.blocks import blocks
from rag.text.cutting import best_cut
from rag.text.markup import marker_length
from rag.text.spans import Span, stripped

WINDOW = 2_048
"""Characters that sentencex is given at a time: its time grows with the square of the brackets
and quotes that are left open (measured: 196 s for a million). A longer sentence is cut here."""

_END = re.compile(r"[.!?。！？｡…؟۔।॥:;\n\r]")
"""Without one of these inside, a block is a single sentence and sentencex need not be asked."""
_PLAIN_END = re.compile(r"[.!?](?=\s)|[。！？｡…؟۔।॥\n\r]")
"""What ends a sentence where sentencex gives up."""
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")

_ABBREVIATION = re.compile(
    r"(?:\b(?:Ms|Figs|Eqs?|Ch|Vols?)|(?P<number>\b(?:approx|est|incl|resp|avg|max|min|eds?)))\.\s*$"
)
"""Those that sentencex 1.0 ends a sentence after; `number`: only before a digit or small letter."""

_MAY = re.compile(r"\bMay(?=\.\s+[^\sa-z\d])")
"""sentencex takes it for an abbreviation, as `Jan.` is; a word as long has the same places."""

_HOUR = re.compile(r"\b[ap]\.m\.\s*$")
_AFTER_HOUR = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]{2,4}\b")
"""A weekday or a time zone goes on after `p.m.`."""

_CLOSING = re.compile(r"[*_`~\"'”’»」』）)\]]+(?=\s|$)")
"""Marks that sentencex leaves to the next sentence when Markdown closes after the full stop."""

_GLUED_END = re.compile(r"(?<=[。！？])(?=[A-Za-z0-9])")
"""sentencex does not see the end of a Chinese sentence before a Latin letter."""

_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LANGUAGE_LOOKED_AT = 200


def sentence_spans(text: str, language: str | None = None) -> list[Span]:
    """The sentences in order, without the whitespace around them.

    Every character that is not whitespace lies in exactly one. `language` is a BCP 47 tag; `None`
    is read as English, whose abbreviations do the least harm. Chinese and Japanese show themselves.
    """
    return list(iter_sentences(text, language))


def iter_sentences(
    text: str, language: str | None = None, start: int = 0, end: int | None = None
) -> Iterator[Span]:
    """The same for `text[start:end]`, one at a time, in offsets of `text`."""
    for block in blocks(text, start, end):
        if block.prose:
            yield from _sentences_of(text, block.span, language)
        else:
            yield stripped(text, block.span.start, block.span.end)


def _sentences_of(text: str, block: Span, language: str | None) -> Iterator[Span]:
    """A list marker belongs to the first sentence; sentencex would make `1.` one of its own."""
    begin, at = block.start, block.start + marker_length(block.of(text))
    while at < block.end:
        for end in _known_ends(text, at, block.end, language):
            sentence = stripped(text, begin, end)
            if sentence.start < sentence.end:
                yield sentence
            begin = end
        at = begin


def _known_ends(text: str, at: int, stop: int, language: str | None) -> list[int]:
    """Where sentences of `text[at:stop]` end, as far as one window shows it."""
    limit = min(at + WINDOW, stop)
    ends = [at + end for end in _ends(text[at:limit], language)]
    if limit == stop:
        return ends
    return ends[:-1] or [best_cut(text, at, limit)]  # the last was perhaps cut by the window


def _ends(window: str, language: str | None) -> list[int]:
    """Where sentences end, ascending; the last is the window's own end."""
    if not _END.search(window, 0, len(window.rstrip()) - 1):
        return [len(window)]
    ends = _found_ends(window, language)
    ends |= {glued.start() for glued in _GLUED_END.finditer(window)}
    moved = {_past_closing(window, end) for end in ends if not _inside(window, end)}
    return sorted(moved | {len(window)})


def _found_ends(window: str, language: str | None) -> set[int]:
    """What sentencex finds; where it gives up, every full stop, question or exclamation mark.

    Its Japanese and Chinese rules cut strings at bytes, and panic inside a letter; a panic is no
    `Exception` in Python, so that it would end the whole sync.
    """
    plain = _WIDE_SPACE.sub(" ", window)  # as long as before; it panics most often at these
    plain = _MAY.sub("Day", plain)
    try:
        found = get_sentence_boundaries(_code(window, language), plain)
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        return {mark.end() for mark in _PLAIN_END.finditer(window)}
    return {boundary["end_index"] for boundary in found}


def _past_closing(window: str, end: int) -> int:
    closing = None if window[end - 1 : end].isspace() else _CLOSING.match(window, end)
    return closing.end() if closing else end


def _inside(window: str, end: int) -> bool:
    """Is what looks like the end of a sentence only an abbreviation's full stop?"""
    if _HOUR.search(window, max(0, end - 6), end) and _AFTER_HOUR.match(window, end):
        return True
    abbreviation = _ABBREVIATION.search(window, max(0, end - 12), end)
    if abbreviation is None or end == len(window):
        return False
    following = window[end : end + 1]
    return not abbreviation["number"] or following.isdigit() or following.islower()


def _code(window: str, language: str | None) -> str:
    sample = window[:_LANGUAGE_LOOKED_AT]
    if _KANA.search(sample):
        return "ja"
    if 2 * len(_HAN.findall(sample)) > len(sample):
        return "zh"
    return language.partition("-")[0].lower() if language else "en"
