"""Passages that look as if they answered and do not."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.training.data import (
    Example,
    Row,
    example_of,
    occurrences,
    passage_key,
    sentences,
    without_answer,
)

_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’-]+)(?: (?:of |the )?[A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_OPPOSITES = (
    ("first", "last"),
    ("before", "after"),
    ("largest", "smallest"),
    ("most", "least"),
    ("more", "less"),
    ("highest", "lowest"),
    ("increase", "decrease"),
    ("north", "south"),
    ("northern", "southern"),
    ("east", "west"),
    ("eastern", "western"),
    ("begin", "end"),
    ("began", "ended"),
    ("start", "stop"),
    ("started", "stopped"),
    ("win", "lose"),
    ("won", "lost"),
    ("oldest", "youngest"),
    ("best", "worst"),
    ("early", "late"),
    ("earliest", "latest"),
    ("maximum", "minimum"),
    ("major", "minor"),
    ("many", "few"),
    ("large", "small"),
    ("high", "low"),
    ("positive", "negative"),
    ("strong", "weak"),
    ("support", "oppose"),
    ("supported", "opposed"),
    ("allow", "forbid"),
    ("allowed", "forbidden"),
    ("include", "exclude"),
    ("included", "excluded"),
    ("join", "leave"),
    ("joined", "left"),
    ("rise", "fall"),
    ("rose", "fell"),
    ("public", "private"),
    ("new", "old"),
    ("male", "female"),
    ("king", "queen"),
    ("open", "close"),
    ("opened", "closed"),
    ("accept", "reject"),
    ("accepted", "rejected"),
    ("outside", "inside"),
    ("import", "export"),
    ("better", "worse"),
    ("common", "rare"),
    ("known", "unknown"),
    ("can", "cannot"),
    ("did", "did not"),
    ("does", "does not"),
    ("is", "is not"),
    ("was", "was not"),
)
_OPPOSITE = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES if " " not in b}
_NEGATION_SHARE = 0.15
"""How often a question without another opposite is negated outright."""
_NEGATED = frozenset({"did", "does", "is", "was", "can"})


class NearMisses:
    """Draws near misses of a row: the question or the passage changed so that it fails."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            self._names[row.title] += _NAME.findall(row.question)

    def draw(self, row: Row, chance: random.Random) -> Example | None:
        """One near miss, or `None` where no rule fits."""
        kinds = [self.evidence_removed, self.name_swapped, self.number_swapped, self.reversed]
        chance.shuffle(kinds)
        return next(filter(None, (kind(row, chance) for kind in kinds)), None)

    def evidence_removed(self, row: Row, chance: random.Random) -> Example | None:
        """The passage without every sentence that holds an answer."""
        del chance
        held = occurrences(row.text, row.answers)
        kept = [
            row.text[start:end]
            for start, end in sentences(row.text)
            if not any(a < end and b > start for a, b in held)
        ]
        text = " ".join(kept)
        if not held or len(text.split()) < 20 or _holds(text, row.answers):
            return None
        return Example(row.question, row.header, text, (), ())

    def name_swapped(self, row: Row, chance: random.Random) -> Example | None:
        """A name of the question that the passage holds, for one of the article that it lacks."""
        named = [name for name in _NAME.findall(row.question) if name in row.text]
        if not named:
            return None
        others = [name for name in self._names[row.title] if name not in row.text]
        if not others:
            return None
        return _asked(row, chance.choice(named), chance.choice(others))

    def number_swapped(self, row: Row, chance: random.Random) -> Example | None:
        """A number of the question that the passage holds, for one that it lacks."""
        numbers = [number for number in _NUMBER.findall(row.question) if number in row.text]
        if not numbers:
            return None
        number = chance.choice(numbers)
        other = _other_number(number, chance)
        return None if other in row.text else _asked(row, number, other)

    def reversed(self, row: Row, chance: random.Random) -> Example | None:
        """One word of the question turned into its opposite."""
        found = [word for word in row.question.split() if word.lower() in _OPPOSITE]
        plain = [word for word in found if word.lower() not in _NEGATED]
        if not plain and chance.random() > _NEGATION_SHARE:
            return None
        if not found:
            return None
        word = chance.choice(plain or found)
        return _asked(row, word, _OPPOSITE[word.lower()])


class OtherPassages:
    """Draws passages that a search finds for a row and that do not hold its answer."""

    def __init__(
        self,
        passages: Sequence[tuple[str, str]],
        neighbours: Mapping[str, Sequence[str]],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Title and text of each passage; by its text, what is read in front of it, else its title.

        Without the headers of those that have some, a heading would tell the passage that answers.
        """
        self._passages = passages
        self._headers = headers or {}
        places = {passage_key(text): number for number, (_, text) in enumerate(passages)}
        self._neighbours = {
            question: [places[key] for key in keys if key in places]
            for question, keys in neighbours.items()
        }
        self._by_title: dict[str, list[int]] = defaultdict(list)
        for number, (title, _) in enumerate(passages):
            self._by_title[title].append(number)

    def draw(self, row: Row, chance: random.Random) -> Example | None:
        """One passage without the answer; mined ones first, then the same article's."""
        pool = self._neighbours.get(row.question) or self._by_title[row.title]
        for number in chance.sample(pool, min(4, len(pool))):
            title, text = self._passages[number]
            if text != row.text and not _holds(text, row.answers):
                return Example(row.question, self._headers.get(text, title), text, (), ())
        return None

    def lengthened(self, row: Row, chance: random.Random) -> Row:
        """A short passage between sentences of another one on the same subject."""
        other = self.draw(row, chance)
        if other is None:
            return row
        spans = sentences(other.text)
        cut = chance.randint(0, len(spans))
        before = other.text[: spans[cut - 1][1]] if cut else ""
        after = other.text[spans[cut][0] :] if cut < len(spans) else ""
        return replace(row, text=" ".join(filter(None, (before, row.text, after))))


def unanswered(row: Row) -> Example:
    """The row's own pair, said not to answer."""
    return without_answer(example_of(row))


def _asked(row: Row, word: str, other: str) -> Example:
    question = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: other, row.question, count=1)
    return Example(question, row.header, row.text, (), ())


def _holds(text: str, answers: Sequence[str]) -> bool:
    lower = text.lower()
    return any(answer.lower() in lower for answer in answers)


def _other_number(number: str, chance: random.Random) -> str:
    plain = number.replace(",", "").replace(".", "")
    if len(plain) == 4:
        return str(int(plain) + chance.choice((-1, 1)) * chance.randint(1, 30))
    return "".join(str(chance.randint(1, 9)) if c.isdigit() else c for c in number)
