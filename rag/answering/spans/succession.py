"""Who came before and who came after: somebody's successor is not the predecessor."""

import re

from rag.answering.language.evidence import named_stems, prepare
from rag.answering.language.questions import Question

_LED_BY = r"(?: in \d{4})? by (?:(?:Dr|Sir|Dame|Prof)\.? )?\Z"
_HANDS = tuple(
    (re.compile(rf"\b{asked}\b", re.IGNORECASE), re.compile(rf"\b(?:{told})"))
    for asked, told in (
        (
            "predecessor",
            rf"(?:his|her|their) successor,? \Z|[Ss]?[Hh]e was (?:follow|succeed)ed{_LED_BY}",
        ),
        ("successor", rf"(?:his|her|their) predecessor,? \Z|[Ss]?[Hh]e was preceded{_LED_BY}"),
    )
)
_SENTENCE_END = re.compile(r"[.!?]\s")


def is_the_other_hand(question: Question, before: str) -> bool:
    """Is it named as the successor of whose predecessor is asked for, or the other way round?

    `before` is what stands before the answer in its line, "Reed served once; her successor, ". Who
    is asked about stands in this sentence or in the one before.
    """
    if not any(asked.search(question.text) and told.search(before) for asked, told in _HANDS):
        return False
    near = prepare(" ".join(_SENTENCE_END.split(before)[-2:]))
    return bool(named_stems(question)) and named_stems(question) <= near.stems
