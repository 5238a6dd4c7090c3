"""What is told of a namesake: "Ann Reed was born in the house of Bo Reed", where Bo is asked."""

import re

from rag.answering.language.names import NameSpan
from rag.answering.language.questions import Question
from rag.answering.language.words import stem

_GIVEN = r"(?P<given>[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){0,2})"
_DEED = r"(?: (?:was|is|were|had|has|been))*(?: also| then| later)? (?P<deed>[a-z]+)\b"


def is_of_a_namesake(question: Question, answer: str, quote: str) -> bool:
    """Does the quote tell the asked deed of another of the same surname, and so the answer?

    Only where it names the asked person, too, who then is another one, and not in between.
    """
    start = quote.find(answer)
    return any(_is_told_of_another(question, name, quote, start) for name in question.names)


def _is_told_of_another(question: Question, asked: NameSpan, quote: str, start: int) -> bool:
    written = question.text[asked.start : asked.end]
    given, _, family = written.rpartition(" ")
    if not given or written not in quote or start < 0:
        return False
    for told in re.finditer(rf"\b{_GIVEN} {re.escape(family)}{_DEED}", quote[:start]):
        is_other = not set(told["given"].split()) & set(given.split())
        if is_other and stem(told["deed"]) in question.stems:
            return written not in quote[told.end() : start]
    return False
