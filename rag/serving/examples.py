"""Questions to begin with, made from the articles and kept only where the articles answer them."""

import re
from collections.abc import Iterator
from itertools import islice

from rag.errors import UsageError
from rag.serving.generations import Generation

TRIED = 24
"""Questions asked before the list is given as it is."""
READ = 12
"""Articles whose texts are looked at."""

_HEADING = re.compile(r"^#{1,6} +(?:[\d.]+ +)?(?P<words>.{6,80}[?？])$", re.MULTILINE)
_EVENT = re.compile(
    r"\b(?P<who>[A-Z]\w+(?: [A-Z]\w+)?),? (?:was|were) "
    r"(?P<what>released|launched|founded|introduced|opened|published|discovered|elected)\b"
)
_MAKER = re.compile(
    r"\b(?P<who>[A-Z]\w+(?: [A-Z]\w+)?) (?P<what>released|launched|founded|introduced|presented)"
    r" (?P<whom>[A-Z]\w+)\b"
)


def examples(generation: Generation, wanted: int) -> list[str]:
    """At most `wanted` questions, of as many articles as can be; made once for each generation."""
    if generation.examples is None:
        generation.examples = _answered(generation, wanted)
    return generation.examples[:wanted]


def _answered(generation: Generation, wanted: int) -> list[str]:
    found: list[str] = []
    for question in islice(_in_turn(generation), TRIED):
        if len(found) == wanted:
            break
        if _is_answered(generation, question):
            found.append(question)
    return found


def _is_answered(generation: Generation, question: str) -> bool:
    try:
        return generation.service.ask(question).answer.answered
    except UsageError:
        return False


def _in_turn(generation: Generation) -> Iterator[str]:
    """The first question of each article, then the second of each, without repeats."""
    texts = (generation.service.article(each).text for each in islice(generation.headers, READ))
    waiting = [_questions(text) for text in texts]
    seen: set[str] = set()
    while waiting:
        for questions in list(waiting):
            question = next(questions, None)
            if question is None:
                waiting.remove(questions)
            elif question.casefold() not in seen:
                seen.add(question.casefold())
                yield question


def _questions(text: str) -> Iterator[str]:
    for heading in _HEADING.finditer(text):
        yield heading["words"].strip()
    for event in _MAKER.finditer(text):
        yield f"When was {event['whom']} {event['what']}?"
    for event in _EVENT.finditer(text):
        yield f"When was {event['who']} {event['what']}?"
    for event in _MAKER.finditer(text):
        yield f"Who {event['what']} {event['whom']}?"
