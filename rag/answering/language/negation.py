"""Does a sentence say the opposite of what a question takes for granted?

Such a sentence is never cited as support. The scope of a negation is guessed from the words near
it, as NegEx does for clinical notes (Chapman et al. 2001): it ends at "until" and "but".
"""

import re
from functools import lru_cache

from rag.answering.language.kinds import Kind
from rag.answering.language.names import stems_of
from rag.answering.language.questions import Question
from rag.answering.language.words import family, first_words, stem, words

_REACH = 4  # words that a negation governs to its right
_FARTHEST = 600  # characters that a clause is looked for in
_DENIAL = re.compile(
    r"(?:(?<!\bto )|(?<=continue to )|(?<=continues to )|(?<=continued to )|(?<=went on to ))"
    r"\b(?:den(?:y|ies|ied|ying)|refut\w+|debunk\w+|disput\w+|dismiss\w+|reject\w+)\s+"
    r"(?:\w+\s+){0,3}?"
    r"(?:that|having|reports?|claims?|rumou?rs?|allegations?|suggestions?|speculation|\w+ing\b)"
    r"|\b(?:false(?:ly)?|wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|erroneous(?:ly)?)\s+"
    r"(?:\w+\s+){0,2}?(?:said|say|saying|claim\w*|report\w*|stat\w+|believ\w*|assum\w*|attribut\w*"
    r"|suggest\w*|rumou?rs?|dat\w+)"
    r"|\bcontrary to\b|\bno (?:truth|evidence|indication|sign)\b|否认"
    r"|(?P<behind>\bnot true\b|\buntrue\b|\bunfounded\b|\bhoax\b|不实|谣言|辟谣)"
    r"|(?P<whole>\b(?:claims?|reports?|rumou?rs?|stor(?:y|ies)|post)\b[^.;]{0,80}"
    r"\b(?:is|are|was|were|proved|turned out)\s+(?:\w+\s+)?"
    r"(?:false|fake|wrong|incorrect|baseless|fabricated|unfounded))",
    re.IGNORECASE,
)
"""What is denied stands behind it, or in front (`behind`), or within (`whole`); in an infinitive of
purpose nothing is: "a tool to debunk claims"."""
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|no longer|neither|nor|(?:has|have|had) yet to|fail(?:s|ed|ing)? to"
    r"|refus(?:es|ed|ing) to|declin(?:es|ed) to|without|instead of|rather than)\b"
    r"(?! (?:only|just|merely|simply|least)\b)"
    r"|n['’]t\b|没有|并未|并非|不是|未能|不会",
    re.IGNORECASE,
)
_PAST = r"(?:\w+ed|said|says|made|built|won|began|took|gave|sold|bought|became|went|held|led)"
_GOES_ON = re.compile(rf"\band (?:then |later |instead )?{_PAST}\b", re.IGNORECASE)
"""Begins another statement: "it did not fail and launched the Quill"."""
_OTHER_CLAUSE = re.compile(
    r"[;:!?。！？]|(?<!\b[A-Z][a-z])\.(?!\w)|,\s*(?:and|but|while|which|who|although|though|whereas)\b"
    r"|\b(?:but|although|though|however|while|whereas)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"(?:^|,)\s*(?:which|who|whose|having|after|before|while|despite|although|though|since)\b[^,]*$",
    re.IGNORECASE,
)
_ENDS_SCOPE = re.compile(
    r"\b(?:until|till|before|but|although|though|however)\b|[;:.!?。！？]|直到|但|而是",
    re.IGNORECASE,
)


def opposes(question: Question, sentence: str, answer: str) -> bool:
    """Is the answer, or what the question asks about, denied or negated by the sentence?

    A question that is itself negative, or that asks whether, is never opposed.
    """
    if question.negated or question.kind is Kind.YES_NO:
        return False
    if not _DENIAL.search(question.text) and any(
        _is_about(question, _denied(sentence, match), answer) for match in _denials(sentence)
    ):
        return True
    return any(_governs(question, sentence, match.end(), answer) for match in _negations(sentence))


@lru_cache(maxsize=1024)
def _denials(sentence: str) -> tuple[re.Match[str], ...]:
    return tuple(_DENIAL.finditer(sentence))


@lru_cache(maxsize=1024)
def _negations(sentence: str) -> tuple[re.Match[str], ...]:
    return tuple(_NEGATION.finditer(sentence))


def _denied(sentence: str, match: re.Match[str]) -> str:
    """The part of the sentence that a denial is about, up to another clause."""
    if match["whole"]:
        return match.group()
    before = sentence[max(0, match.start() - _FARTHEST) : match.start()]
    behind = _cut(sentence[match.end() : match.end() + _FARTHEST])
    if _SUBORDINATE.search(before):
        behind = behind.partition(",")[0]
    if not match["behind"]:
        return behind
    return f"{_OTHER_CLAUSE.split(before)[-1]} {behind}"


def _cut(scope: str) -> str:
    """The scope up to another clause, or to a verb that the first one is not parallel to."""
    end = _OTHER_CLAUSE.search(scope)
    scope = scope[: end.start()] if end else scope
    ends = [found.start() for found in _GOES_ON.finditer(scope)]
    parallel = re.search(rf"\b{_PAST}\b", scope[: ends[0]]) if ends else None
    return scope if parallel or not ends else scope[: ends[0]]


def _is_about(question: Question, denied: str, answer: str) -> bool:
    """Does it hold a word that the question asks with, one of its names or the answer?"""
    names = frozenset().union(*(stems_of(span.value) for span in question.names))
    stems = {word.stem for word in words(denied)}
    return bool(stems & (names | _asked(question))) or (bool(answer) and answer in denied)


def _governs(question: Question, sentence: str, start: int, answer: str) -> bool:
    scope = sentence[start : start + _FARTHEST]
    if end := _ENDS_SCOPE.search(scope):
        if "until" in end.group().lower() or end.group() == "直到":
            return False
        scope = scope[: end.start()]
    scope = _cut(scope)
    reached = first_words(scope, _REACH)
    near = scope[: reached[-1].end] if reached else ""
    if answer and len(answer) < len(sentence) / 2 and near.lstrip().startswith(_opening(answer)):
        return True
    asked = _asked(question)
    return any(word.stem in asked for word in reached)


def _asked(question: Question) -> frozenset[str]:
    return frozenset().union(*(family(each) for each in _predicates(question)))


def _opening(answer: str) -> tuple[str, ...]:
    """The answer, alone or behind a preposition, as it could open what is negated."""
    return tuple(
        f"{word}{answer}"
        for word in ("", "on ", "in ", "by ", "at ", "for ", "from ", "the ", "a ")
    )


def _predicates(question: Question) -> frozenset[str]:
    """The question's words that could be its verb: those that are no part of a name."""
    named = {stem(word) for span in question.names for word in span.value.words}
    return frozenset(each for each in question.stems if each not in named and not each[0].isdigit())
