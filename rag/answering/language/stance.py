"""Whether a sentence speaks for or against what a question asks about.

Told by words of doubt and denial alone. It finds articles that judge one thing differently, to show
them side by side; it never decides which of them is right.
"""

import re
from collections.abc import Sequence

from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question

_AGAINST = re.compile(
    r"\b(?:not|no|never|nor|neither|cannot|hardly|barely|rarely|without|unlike|lack\w*|fail\w*|limit\w*|refus\w*|reject\w*|den(?:y|ies|ied)"
    r"|doubt\w*|scrutiny|question(?:s|ed|able)\b|concern\w*|discrepanc\w*|unrealistic|inconsisten\w*"
    r"|errors?|flaw\w*|wrong|weak\w*|poor\w*|low-quality|volatil\w*|diverg\w*|glitch\w*|bugs?"
    r"|immature|too early|still (?:in|requires?|needs?)|far from|unable|incorrect\w*|worse"
    r"|struggl\w*|problem\w*|drawback\w*|shortcoming\w*)\b|n['’]t\b|不|没有|缺|难以|问题|错误",
    re.IGNORECASE,
)
_JUDGES = re.compile(
    r"^\W*how (?:good|well|faithful\w*|realistic\w*|reliabl\w*|safe\w*|accurate\w*|mature|ready"
    r"|consistent\w*|likely|useful|strong|bad)\b|\bor not\W*$",
    re.IGNORECASE,
)


def asks_for_judgement(question: Question) -> bool:
    """Could two articles answer yes and no?"""
    return question.kind is Kind.YES_NO or bool(_JUDGES.search(question.text))


def speaks_against(sentence: str) -> bool:
    """Does the sentence doubt or deny?"""
    return bool(_AGAINST.search(sentence))


def are_opposed(sentences: Sequence[str]) -> bool:
    """Does one of two sentences doubt what the other does not?"""
    return len({speaks_against(each) for each in sentences}) == 2
