"""Follow-up questions made whole from the turns before them, as far as rules honestly can.

Two rules, each visible in what it returns: a pronoun takes the name of the question before, and
"what about X?" asks the question before of X. Anything else is asked as it stands.
"""

import re
from collections.abc import Sequence
from functools import reduce

_ABOUT = re.compile(
    r"^(?:and|but|or)?[\s,]*(?:(?:what|how) about|and)\s+"
    r"(?!(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|can)\b)"
    r"(?P<name>[^?？]{1,80}?)\s*[?？]?$",
    re.IGNORECASE,
)
_ABOUT_CHINESE = re.compile(r"^那么?(?P<name>[^?？]{1,40}?)呢[?？]?$")
_PRONOUN = re.compile(r"\b(?:it|this|that|they|them|he|she|him)\b(?!')", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b", re.IGNORECASE)
_PRONOUN_CHINESE = re.compile(r"[它他她]们?")
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b(?:the )?[A-Z][\w·.-]*\w(?: [A-Z0-9][\w·.-]*\w| \d+)*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.-]*(?: [A-Z0-9][A-Za-z0-9.-]*)*")


def whole_question(turns: Sequence[str]) -> str:
    """The last turn, asked so that it stands alone; the turns are the person's, oldest first."""
    return reduce(_resolved, turns)


def _resolved(before: str, turn: str) -> str:
    turn = turn.strip()
    name = _last_name(before)
    if name is None:
        return turn
    about = _ABOUT.match(turn) or _ABOUT_CHINESE.match(turn)
    if about:
        return name_replaced(before, name, about["name"])
    if _last_name(turn) is not None:
        return turn
    return _with_name(turn, name)


def name_replaced(question: str, name: str, other: str) -> str:
    """The question, asked of another name."""
    head, _, tail = question.rpartition(name)
    return f"{head}{other}{tail}"


def _with_name(turn: str, name: str) -> str:
    """The first pronoun says whom the question is about; later ones follow it."""
    for pattern, put in (
        (_POSSESSIVE, f"{name}'s"),
        (_PRONOUN, name),
        (_PRONOUN_CHINESE, name),
    ):
        if pattern.search(turn):
            return pattern.sub(lambda _, put=put: put, turn, count=1)  # type: ignore[misc]
    return turn


def _last_name(question: str) -> str | None:
    """The last capitalised name past the first word; in Chinese, the last Latin one."""
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in question)
    names = (_LATIN if chinese else _NAME).findall(question)
    return names[-1] if names else None
