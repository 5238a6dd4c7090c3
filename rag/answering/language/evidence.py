"""How much of a question stands in a text: the measure behind scores, guards and confidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.language.frequencies import general_english
from rag.answering.language.likeness import Likeness
from rag.answering.language.names import stems_of
from rag.answering.language.quantities import find_quantities
from rag.answering.language.questions import Question
from rag.answering.language.words import content_stems, family, stem
from rag.types import Hit

_FAMILY_CREDIT = 0.8  # "introduced" where the question says "released"


@dataclass(frozen=True, slots=True)
class Text:
    """A text prepared for comparing: its stems, and the stems its words could stand for."""

    stems: frozenset[str]
    families: frozenset[str]


@lru_cache(maxsize=4096)
def prepare(text: str) -> Text:
    """Stem a text once, so that it can be asked for many words."""
    stems = frozenset(content_stems(text)) | _spelled_numbers(text)
    return Text(stems, frozenset().union(*(family(each) for each in stems)))


def headed(hit: Hit) -> str:
    """Title, headings and text of a passage: where a question's words may stand."""
    return "\n".join((hit.article.title, hit.passage.heading, hit.passage.text))


@lru_cache(maxsize=8192)
def weight(stem: str) -> float:
    """How much a question's word counts: 1 for a rare one."""
    return general_english().weight(stem)


def credit(stem: str, text: Text) -> float:
    """1 where the text has the word, less where it has one that news uses for it, else 0."""
    if stem in text.stems:
        return 1.0
    return _FAMILY_CREDIT if stem in text.families else 0.0


def share(stems: Iterable[str], credit_of: Callable[[str], float]) -> float:
    """The weighted mean credit of some words; 1 where there is no word to find."""
    weights = [(weight(stem), credit_of(stem)) for stem in stems]
    total = sum(each for each, _ in weights)
    return sum(each * found for each, found in weights) / total if total else 1.0


def coverage(question: Question, text: Text) -> float:
    """The weighted share of the question's content words that the text holds, between 0 and 1."""
    return share(question.stems, lambda stem: credit(stem, text))


def quote_coverage(question: Question, quoted: str, hit: Hit) -> float:
    """How much of the question a quote holds; its names may also stand in passage or title."""
    quote, passage = prepare(quoted), prepare(headed(hit))
    rare = rare_stems(question)
    return share(
        question.stems,
        lambda stem: max(credit(stem, quote), float(stem in rare and stem in passage.stems)),
    )


@lru_cache(maxsize=64)
def rare_stems(question: Question) -> frozenset[str]:
    """The question's telling words: names, and words that general English hardly uses."""
    named = named_stems(question)
    return frozenset(each for each in question.stems if each in named or weight(each) > _RARE)


def named_stems(question: Question) -> frozenset[str]:
    """Those of the names in the question."""
    return frozenset().union(*(stems_of(span.value) for span in question.names))


def missing_names(question: Question, text: Text) -> float:
    """The weighted share of the question's telling words that the text does not hold."""
    return 1.0 - share(rare_stems(question), lambda each: 1.0 if each in text.stems else 0.0)


def missing_numbers(question: Question, text: str) -> float:
    """The share of the question's numbers that the text does not state in any form."""
    if not question.quantities:
        return 0.0
    stated = [span.value for span in find_quantities(text)]
    absent = [
        asked
        for asked in question.quantities
        if not any(asked.likeness(value) is Likeness.SAME for value in stated)
    ]
    return len(absent) / len(question.quantities)


_RARE = 0.75  # a word in fewer than about 1 of 500 passages of general English


def _spelled_numbers(text: str) -> frozenset[str]:
    """Both spellings of a small number: "one minute" also holds "60"."""
    stems: set[str] = set()
    for span in find_quantities(text):
        amount = span.value.low
        stems.add(stem(f"{amount:.0f}" if amount.is_integer() else f"{amount}"))
    return frozenset(stems)
