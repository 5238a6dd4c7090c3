"""Tables as the networks read them: each cell a sentence.

The networks learned from prose. Of `| Heron M | black | 49 euros |` they do not know what 49 euros
are; of "The Price of Heron M is 49 euros." they do.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from rag.answering.tables.verbalised import Part, Piece, Verbalised, VerbalisedPassage
from rag.protocols import Library, Retriever
from rag.text.columns import YEAR
from rag.text.spans import Span
from rag.text.tables import Fact, Row, may_hold_rows, rows
from rag.types import Hit

_LONGEST = 1 << 21  # characters of an article: in a longer one tables are read as they stand
_MOST_ROWS = 20_000
_LONGEST_NAME, _MOST_NAMING = 120, 12
"""Characters and words of a column's or row's name: each cell repeats them."""
_LONGEST_VALUE = 300
"""Characters of a cell: a longer one holds prose, which is read as it stands."""
_LONGEST_SORT = 2
_NUMBER = re.compile(r"\d[\d.,]*(?: ?[–-] ?\d[\d.,]*)?\+?")
_HAS_ARTICLE = re.compile(r"(?:the|an?|your|our|my|his|her|their|its|each|every)\s", re.IGNORECASE)
_HOW_MANY = re.compile(r"how many\??", re.IGNORECASE)
_BARS = "|-: \t\r\n"
_MARK = re.compile(r"^[ \t>]*(?:[-*+•·–—]|\(?\d{1,3}[.)])?[ \t|]*\Z", re.MULTILINE)
"""What stands before a row in its line."""
_LONGEST_MARK = 60
_NOTE_MARK = re.compile(r"[ \t]*\[\^(?P<mark>[\w-]{1,40})\](?!:)")
_NOTE = re.compile(r"^\[\^(?P<mark>[\w-]{1,40})\]:[ \t]+", re.MULTILINE)
"""Begins a note in Markdown; it is read with the name of the row that it is to."""
_REMEMBERED = 8
"""Articles with tables; one of two million characters takes ten times as many bytes."""


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
    tabled = {hit.article.id for hit in hits if may_hold_rows(hit.passage.text)}
    known = {each: _verbalise(library.article(each).text) for each in sorted(tabled)}
    return [_said(hit, known.get(hit.article.id)) for hit in hits]


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
    told = [row for row in islice(rows(written), _MOST_ROWS + 1) if _is_short(written, row)]
    if len(told) > _MOST_ROWS or not any(row.facts for row in told):
        return None
    return _Writer(written).verbalised(told)


def _is_short(text: str, row: Row) -> bool:
    named = [part for fact in row.facts for part in (fact.name, *fact.about)]
    brief = all(
        len(part) <= _LONGEST_NAME and len(part.of(text).split()) <= _MOST_NAMING for part in named
    )
    return brief and all(len(fact.value) <= _LONGEST_VALUE for fact in row.facts)


class _Writer:
    """Writes an article anew, with sentences in place of rows."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._at = 0
        self._noted: dict[str, str] = {}

    def verbalised(self, told: Sequence[Row]) -> Verbalised:
        """The article with those rows told."""
        for row in told:
            for noted in _NOTE_MARK.finditer(self._written, row.span.start, row.span.end):
                self._noted.setdefault(noted["mark"], self._name_of(row))
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
        mark = _MARK.search(self._written, max(start, end - _LONGEST_MARK), end)
        kept = Span(start, mark.start() if mark else end)
        if not kept.of(self._written).strip(_BARS):
            return
        at = kept.start
        for note in _NOTE.finditer(self._written, kept.start, kept.end):
            if name := self._noted.get(note["mark"]):
                before, own = Span(at, note.start()), Span(*note.span())
                if len(before):
                    self._add(before.of(self._written), Part.OWN, before, before)
                self._add(f"{name}: ", Part.NOTED, own, own)
                at = note.end()
        if at < kept.end:
            rest = Span(at, kept.end)
            self._add(rest.of(self._written), Part.OWN, rest, rest)

    def _name_of(self, row: Row) -> str:
        """What the row is about, as its notes are read."""
        about = row.facts[0].about if row.facts else ()
        return ", ".join(_NOTE_MARK.sub("", part.of(self._written)) for part in about)

    def _fact(self, fact: Fact, row: Span) -> None:
        def add(text: str, part: Part = Part.GLUE) -> None:
            self._add(text, part, fact.value, row)

        def copied(part: Part, source: Span) -> None:
            self._add(source.of(self._written), part, source, row)

        name, sort = fact.name.of(self._written), self._sort_of(fact)
        in_year = bool(fact.about and YEAR.fullmatch(name))
        add(f"In {name}" if in_year else _named(name), Part.COLUMN)
        joints = (", " if in_year else self._joint(fact, sort), ", ")
        for joint, part in zip(joints, fact.about, strict=False):
            add(joint)
            copied(Part.ABOUT, part)
        add(f"{sort} was " if in_year else f"{sort} is ")
        copied(Part.VALUE, fact.value)
        ended = fact.value.of(self._written).endswith((".", "!", "?"))
        add("\n\n" if ended else ".\n\n")

    def _sort_of(self, fact: Fact) -> str:
        """What sort of thing it is, where its name is a plain word: "the Team plan"."""
        if len(fact.about) != 1 or not fact.sort:
            return ""
        sort = fact.sort.of(self._written)
        plain = fact.about[0].of(self._written).isalpha() and len(sort.split()) <= _LONGEST_SORT
        return f" {sort}" if plain else ""

    def _joint(self, fact: Fact, sort: str) -> str:
        """What stands before the row's name: a number alone is told with what it counts."""
        about = fact.about[0].of(self._written) if fact.about else ""
        if YEAR.fullmatch(about):
            return " in "
        if fact.sort and _NUMBER.fullmatch(about):
            return f" of {fact.sort.of(self._written)} "
        return " of the " if sort else " of "

    def _add(self, text: str, part: Part, source: Span, whole: Span) -> None:
        self._pieces.append(Piece(self._at, self._at + len(text), part, source, whole))
        self._texts.append(text)
        self._at += len(text)


def _named(name: str) -> str:
    """What a sentence can begin with: "The price", "The trailer", "The number" for "how many"."""
    if _HOW_MANY.fullmatch(name):
        return "The number"
    return name[0].upper() + name[1:] if _HAS_ARTICLE.match(name) else f"The {name}"
