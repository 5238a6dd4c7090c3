"""Answers that their place rules out: in a mail's head, a heading, of another end or person."""

import re

from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question
from rag.answering.spans.journeys import is_the_other_end
from rag.answering.spans.namesakes import is_of_a_namesake
from rag.answering.spans.succession import is_the_other_hand

_MAIL_BOX = re.compile(r"\w\"? <[^<>\s]+@")
"""With the name of whose it is: "Ann Reed <ann@a.example>"."""
_BY_MAIL = re.compile(
    r"\b(?:e-?mails?|mails?|send|sent|writ\w+|wrote|address\w*|reach|contact|report|apply|from)\b",
    re.IGNORECASE,
)
_SENT = re.compile(r"\b[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4}\b")
_WROTE = re.compile(
    r"^(?:On|Am|Le|El|Il)\b[^\n]*\d{4}\b[^\n]*"
    r"\b(?:wrote|schrieb[^:\n]*|a écrit|escribió|ha scritto)\s?:[ \t]*$",
    re.MULTILINE,
)
"""Above the words of an earlier mail."""
_WHEN_IT_IS = re.compile(
    r"\W*(?:by |until |till |from |since )?when (?:is|are|does|do|can|could|will|would|shall|should"
    r"|must|may|might)\b",
    re.IGNORECASE,
)


def is_misplaced(question: Question, before: str, answer: str, quote: str) -> bool:
    """Does it stand where no such answer is found?

    `before` is what stands before the answer in its line. Somebody's mail box is no place, save
    one that something is sent to; when a mail was sent is not when something is or will be; the
    8400 of "# Dryer TW 8400" is no price; nor is what a namesake did told of who is asked about.
    """
    if is_of_a_namesake(question, answer, quote):
        return True
    match question.kind:
        case Kind.MONEY:
            return answer.isdigit() and before.startswith("#")
        case Kind.PLACE:
            return bool(_MAIL_BOX.search(answer)) and not _BY_MAIL.search(question.text)
        case Kind.PERSON:
            return is_the_other_hand(question, before)
        case Kind.DATE:
            return is_the_other_end(question.text, before, answer) or _is_sent(
                question, answer, quote
            )
        case _:
            return False


def _is_sent(question: Question, answer: str, quote: str) -> bool:
    if not _WHEN_IT_IS.match(question.text) or _BY_MAIL.search(question.text):
        return False
    wrote = _WROTE.search(quote)
    return bool(_SENT.search(quote)) or (wrote is not None and answer in wrote[0])
