"""A question whether the sources agree, as the question that they would agree on."""

import re

_SOURCES = (
    r"(?:all\s+)?(?:of\s+)?(?:the\s+|these\s+|those\s+|your\s+|our\s+|my\s+)?(?:\w+\s+)?"
    r"(?:sources|articles|documents|papers|reports|files|texts|accounts|outlets)"
)
_AGREE = re.compile(
    rf"\W*(?:(?:do|don['’]t|did)\s+{_SOURCES}\s+(?:all\s+)?(?:agree|disagree|differ|conflict"
    r"|contradict\s+(?:each\s+other|one\s+another))"
    r"|(?:is|are)\s+there\s+(?:any\s+|an?\s+)?(?:agreement|disagreements?|conflicts?"
    rf"|contradictions?|differences?)\s+(?:between|among)\s+{_SOURCES}"
    rf"|are\s+{_SOURCES}\s+(?:in\s+agreement|at\s+odds|of\s+one\s+mind))"
    r"\s+(?:on|about|over|as\s+to|regarding|concerning|in)\s+(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ASKS = re.compile(
    r"(?:wh(?:o|om|ose|at|ich|en|ere|y)|how)(?:ever)?\b|(?:(?:in|on|at|by|for|to|from)\s+)?wh\w+\b",
    re.IGNORECASE,
)


def asked_plainly(question: str) -> str:
    """What the sources may agree on, as a question; any other question as it is.

    "Do the articles agree on when the bridge opened?" is answered by the day, and by each other day
    that an article gives.
    """
    found = _AGREE.fullmatch(question)
    if found is None:
        return question
    what = found["what"]
    if re.match(r"(?:whether|if)\b", what, re.IGNORECASE):
        return question
    if _ASKS.match(what):
        return what[0].upper() + what[1:]
    return f"What is {what}"
