"""Does a sentence say the opposite of what a question takes for granted?

Such a sentence is never cited as support. The scope of a negation is guessed from the words near
it, as NegEx does for clinical notes (Chapman et al. 2001): it ends at "until" and "but".
"""

import re

from rag.answering.kinds import Kind
from rag.answering.questions import Question
from rag.answering.words import family, stem, words

_REACH = 4  # words that a negation governs to its right
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut\w+|debunk\w+|disput\w+|dismiss\w+|reject\w+)\s+"
    r"(?:\w+\s+){0,3}?"
    r"(?:that|having|reports?|claims?|rumou?rs?|allegations?|suggestions?|speculation|\w+ing\b)"
    r"|\b(?:false(?:ly)?|wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|erroneous(?:ly)?)\s+"
    r"(?:\w+\s+){0,2}?(?:said|say|saying|claim\w*|report\w*|stat\w+|believ\w*|assum\w*|attribut\w*"
    r"|suggest\w*|rumou?rs?|dat\w+)"
    r"|\bcontrary to\b|\bno (?:truth|evidence|indication|sign)\b|\bnot true\b|\buntrue\b"
    r"|\bunfounded\b|\bhoax\b"
    r"|\b(?:claims?|reports?|rumou?rs?|stor(?:y|ies)|post)\b[^.;]{0,80}"
    r"\b(?:is|are|was|were|proved|turned out)\s+(?:\w+\s+)?"
    r"(?:false|fake|wrong|incorrect|baseless|fabricated|unfounded)|否认|不实|谣言|辟谣",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|no longer|neither|nor|(?:has|have|had) yet to|fail(?:s|ed|ing)? to"
    r"|refus(?:es|ed|ing) to|declin(?:es|ed) to|without|instead of|rather than)\b"
    r"(?! (?:only|just|merely|simply|least)\b)"
    r"|n['’]t\b|没有|并未|并非|不是|未能|不会",
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
    if _DENIAL.search(sentence) and not _DENIAL.search(question.text):
        return True
    return any(
        _governs(question, sentence, match.end(), answer) for match in _NEGATION.finditer(sentence)
    )


def _governs(question: Question, sentence: str, start: int, answer: str) -> bool:
    scope = sentence[start:]
    if end := _ENDS_SCOPE.search(scope):
        if "until" in end.group().lower() or end.group() == "直到":
            return False
        scope = scope[: end.start()]
    reached = words(scope)[:_REACH]
    near = scope[: reached[-1].end] if reached else ""
    if answer and len(answer) < len(sentence) / 2 and near.lstrip().startswith(_opening(answer)):
        return True
    asked = frozenset().union(*(family(each) for each in _predicates(question)))
    return any(word.stem in asked for word in reached)


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
