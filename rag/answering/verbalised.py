"""Tables as the networks read them: each cell a sentence, and the way back to the file's own rows.

The networks learned from prose. Of `| Heron M | black | 49 euros |` they do not know what 49 euros
are; of "The Price of Heron M is 49 euros." they do. Such sentences are never shown: what is found
in one is answered by its cell and quoted by its row.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from itertools import takewhile

from rag.answering.candidates import Candidate
from rag.protocols import Library, Retriever
from rag.text.spans import Span
from rag.text.tables import Fact, Row, rows
from rag.types import Hit, Passage

_LONGEST = 1 << 21  # characters of an article: in a longer one tables are read as they stand
_LONGEST_NAME = 12  # words of a column's or row's name: each cell repeats them
_BARS = "|-: \t\r\n"
_MARK = re.compile(r"^[ \t>]*(?:[-*+•·–—]|\(?\d{1,3}[.)])?[ \t|]*\Z", re.MULTILINE)
"""What stands before a row in its line."""
_MARKS = ("|", ": ", ":**", ":\t")
"""No row is without one."""
_REMEMBERED = 32
"""Articles with tables; one of two million characters takes ten times as many bytes."""


class _Part(Enum):
    OWN = auto()
    """The article's characters, one by one."""
    ABOUT = auto()
    """Of a row's sentences: what the row is about."""
    VALUE = auto()
    GLUE = auto()
    """What only the sentence has; its source is that of the value."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of characters of the verbalised text, and what it says of the article."""

    start: int
    end: int
    part: _Part
    source: Span
    whole: Span
    """The row, or the source again."""

    def cut(self, said: Span) -> Span:
        """The part of the source that a slice of the text says, character by character."""
        start, end = max(self.start, said.start), min(self.end, said.end)
        return Span(start, end).shifted(self.source.start - self.start)


@dataclass(frozen=True, slots=True)
class Verbalised:
    """An article's text with sentences in place of its tables' rows."""

    written: str
    text: str
    pieces: tuple[_Piece, ...]
    """In the order of both texts; they cover the verbalised one."""

    def place_of(self, offset: int) -> int:
        """Where that is said which stands at the article's offset, or first behind it."""
        at = bisect_right(self.pieces, offset, key=lambda each: each.whole.end)
        if at == len(self.pieces):
            return len(self.text)
        piece = self.pieces[at]
        ahead = max(0, offset - piece.source.start) if piece.part is _Part.OWN else 0
        return piece.start + ahead

    def answer(self, said: Span) -> Span:
        """What the article has of a slice of this text: of a sentence, the cell that it tells."""
        touched = self._touched(said)
        told = [each for each in touched if each.part in {_Part.OWN, _Part.VALUE}]
        named = [each for each in touched if each.part is _Part.ABOUT]
        cut = [each.cut(said) for each in told or named]
        return _union(cut or [each.source for each in touched])

    def quote(self, said: Span) -> Span:
        """The slice of the article that carries it: of a sentence, the whole row."""
        touched = self._touched(said)
        return _union(x.cut(said) if x.part is _Part.OWN else x.whole for x in touched)

    def _touched(self, said: Span) -> list[_Piece]:
        at = max(0, bisect_right(self.pieces, said.start, key=lambda each: each.start) - 1)
        rest = takewhile(lambda each: each.start < said.end, self.pieces[at:])
        return [each for each in rest if each.end > said.start] or [self.pieces[at]]


@dataclass(frozen=True, slots=True)
class VerbalisedPassage(Passage):
    """A passage as it is read; `start` and `end` are those in its verbalised article."""

    source: Passage
    article: Verbalised


class VerbalisingRetriever:
    """A retriever whose hits are read with sentences in place of rows."""

    def __init__(self, retriever: Retriever, library: Library) -> None:
        self._retriever = retriever
        self._library = library

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """The same hits in the same order, verbalised."""
        return verbalised(self._retriever.retrieve(question, limit), self._library)


def verbalised(hits: Sequence[Hit], library: Library) -> list[Hit]:
    """The hits as they are read; others than those of articles with tables are left as they are."""
    tabled = {hit.article.id for hit in hits if any(mark in hit.passage.text for mark in _MARKS)}
    known = {each: _verbalise(library.article(each).text) for each in sorted(tabled)}
    return [_said(hit, known.get(hit.article.id)) for hit in hits]


def as_written(candidate: Candidate) -> Candidate:
    """The candidate in the article's own characters; itself where it was read so."""
    passage = candidate.hit.passage
    if not isinstance(passage, VerbalisedPassage):
        return candidate
    article, source = passage.article, passage.source
    answer = article.answer(candidate.answer)
    quote = _union([article.quote(candidate.quote), answer])
    start, end = min(source.start, quote.start), max(source.end, quote.end)
    held = Passage(source.article_id, start, end, article.written[start:end], source.heading)
    hit = replace(candidate.hit, passage=held)
    written = answer.of(article.written)
    return replace(candidate, hit=hit, answer=answer, quote=quote, text=written)


def _said(hit: Hit, article: Verbalised | None) -> Hit:
    if article is None:
        return hit
    own = hit.passage
    start, end = article.place_of(own.start), article.place_of(own.end)
    text = article.text[start:end]
    passage = VerbalisedPassage(own.article_id, start, end, text, own.heading, own, article)
    return replace(hit, passage=passage)


@lru_cache(_REMEMBERED)
def _verbalise(written: str) -> Verbalised | None:
    """`None` where no row tells anything."""
    if len(written) > _LONGEST:
        return None
    told = [row for row in rows(written) if _is_short(written, row)]
    return _Writer(written).verbalised(told) if any(row.facts for row in told) else None


def _is_short(text: str, row: Row) -> bool:
    named = (part for fact in row.facts for part in (fact.name, fact.about) if part)
    return all(len(x.of(text).split()) <= _LONGEST_NAME for x in named)


class _Writer:
    """Writes an article anew, with sentences in place of rows."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._texts: list[str] = []
        self._pieces: list[_Piece] = []
        self._at = 0

    def verbalised(self, told: Iterable[Row]) -> Verbalised:
        """The article with those rows told."""
        behind = 0
        for row in told:
            self._own(behind, row.span.start)
            for fact in row.facts:
                self._fact(fact, row.span)
            behind = row.span.end
        self._own(behind, len(self._written))
        return Verbalised(self._written, "".join(self._texts), tuple(self._pieces))

    def _own(self, start: int, end: int) -> None:
        """The article's text up to a row, or behind the last, without the rows' own marks."""
        if start:
            start += len(self._written[start:end]) - len(self._written[start:end].lstrip("| \t"))
        mark = _MARK.search(self._written, start, end)
        kept = Span(start, mark.start() if mark else end)
        if kept.of(self._written).strip(_BARS):
            self._add(kept.of(self._written), _Part.OWN, kept, kept)

    def _fact(self, fact: Fact, row: Span) -> None:
        def add(text: str) -> None:
            self._add(text, _Part.GLUE, fact.value, row)

        def copied(part: _Part, source: Span) -> None:
            self._add(source.of(self._written), part, source, row)

        add("The ")
        add(fact.name.of(self._written))
        if fact.about is not None:
            add(" of ")
            copied(_Part.ABOUT, fact.about)
        add(" is ")
        copied(_Part.VALUE, fact.value)
        ended = fact.value.of(self._written).endswith((".", "!", "?"))
        add("\n\n" if ended else ".\n\n")

    def _add(self, text: str, part: _Part, source: Span, whole: Span) -> None:
        self._pieces.append(_Piece(self._at, self._at + len(text), part, source, whole))
        self._texts.append(text)
        self._at += len(text)


def _union(spans: Iterable[Span]) -> Span:
    every = list(spans)
    return Span(min(each.start for each in every), max(each.end for each in every))
