"""The items of a list answer, each with the sentence that carries it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.likeness import Likeness
from rag.answering.language.values import compare, value_of
from rag.answering.language.words import content_stems
from rag.answering.spans.rows import row_around
from rag.text.spans import Span

_CLOSE = 1.5  # nats below the best: further down, the reader is not speaking of the same list
_CLOSE_ELSEWHERE = 1.0  # of the weighed score: one sentence lists, and few others go on
_MOST_ITEMS = 20
_LONGEST_ITEM = 10  # words
_SEPARATOR = re.compile(
    r"[,;、；]\s*(?:and|or|as well as)\s+|[,;、；]\s*|\s(?:and|or|as well as)\s+"
    r"|(?P<last>以及|(?<![共温饱总缓柔祥调亲附])和(?![平谐解服尚睦])|(?<![埃涉普顾波遍危不提触以])及(?![其时格])"
    r"|(?<![参给赠授付干])与(?![会其众否共]))\s*"
)
"""`last` parts the last item from those before, and no word: "埃及", "和平"."""
_PARTS = ",;、；"
_SERIAL = re.compile(r"[,;]\s*(?:and|or|as well as)\s+")
_CLAUSE = re.compile(
    r"[,;]\s*(?:which|who|whose|where|while|although|because|but)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?:It|They|He|She|We|You|I|This|That|These|Those|There)(?= [a-z])")
"""Begins what says something, and names no items: "It sees and hears"."""
_PAIR_BEFORE = re.compile(r"\bbetween\b(?!.*\band\b)", re.IGNORECASE | re.DOTALL)
_OPEN_END = re.compile(r"(?:etc\.?|others?|more|so on|the like)", re.IGNORECASE)
_TITLE = re.compile(r"(?<![\w*])(?P<mark>\*{1,3}|_{1,3})(?P<title>\w[^*_\n]*)(?P=mark)(?![\w*])")
_YEARS = re.compile(r"(?: \([^()\n]{1,20}\))?")
_OPENING = re.compile(
    r"(?:such as|including|namely|like|the|both|for example|e\.g\.)\s+", re.IGNORECASE
)


def items(found: Sequence[Candidate]) -> list[Candidate]:
    """The items that the best candidates name, in the order of the text, each value once."""
    best = found[0]
    near = [x for x in found if x is best or _belongs(x, best)]
    kept: list[Candidate] = []
    for each in near:
        own: list[Candidate] = []
        for item in _split(each):
            if not (any(_is_same(item, x) for x in own) or any(_repeats(item, x) for x in kept)):
                own.append(item)
        kept += own
    return sorted(kept[:_MOST_ITEMS], key=lambda each: _place(each, best))


def _belongs(candidate: Candidate, best: Candidate) -> bool:
    """Is it as likely as the best, and, where it stands apart, nearly as good an answer?"""
    if candidate.is_sentence or candidate.likelihood < best.likelihood - _CLOSE:
        return False
    together = (candidate.hit.article.id, candidate.quote) == (best.hit.article.id, best.quote)
    return together or candidate.score >= best.score - _CLOSE_ELSEWHERE


def _place(item: Candidate, best: Candidate) -> tuple[bool, str, int]:
    """The best candidate's article first, then by path and offset."""
    return item.hit.article.id != best.hit.article.id, item.hit.article.path, item.answer.start


def _repeats(item: Candidate, other: Candidate) -> bool:
    return compare(item.value, other.value) is Likeness.SAME


def _is_same(item: Candidate, other: Candidate) -> bool:
    """Items of one list differ where their words do: "Norman" and "Norman French"."""
    return set(content_stems(item.text)) == set(content_stems(other.text))


def _split(candidate: Candidate) -> Iterator[Candidate]:
    if _SENTENCE.match(candidate.text):
        yield candidate
        return
    if row := row_around(candidate.quoted, candidate.answer.shifted(-candidate.quote.start)):
        yield from (_item(candidate, each.shifted(candidate.quote.start)) for each in row)
        return
    if titles := _titles(candidate.text):
        yield from (_item(candidate, each.shifted(candidate.answer.start)) for each in titles)
        return
    parts = [part for part in _parts(candidate.text) if content_stems(part.of(candidate.text))]
    too_long = any(len(part.of(candidate.text).split()) > _LONGEST_ITEM for part in parts)
    if len(parts) < 2 or too_long:
        yield candidate
        return
    yield from (_item(candidate, each.shifted(candidate.answer.start)) for each in parts)


def _item(candidate: Candidate, answer: Span) -> Candidate:
    passage = candidate.hit.passage
    written = answer.shifted(-passage.start).of(passage.text)
    return replace(candidate, answer=answer, text=written, value=value_of(written))


def _titles(text: str) -> list[Span]:
    """What stands in emphasis, where the text begins and ends with such: "*Salt* and *Rain*"."""
    found = list(_TITLE.finditer(text))
    if len(found) < 2 or found[0].start() or not _YEARS.fullmatch(text, found[-1].end()):
        return []
    return [Span(*each.span("title")) for each in found]


def _parts(text: str) -> Iterator[Span]:
    """The items as they stand, without what a clause adds to the last or "etc." stands for."""
    clause = _CLAUSE.search(text)
    end = len(text[: clause.start()].rstrip()) if clause else len(text)
    found = [x for x in _SEPARATOR.finditer(text, 0, end) if _is_outside_number(text, x)]
    if _is_serial(text, end, found):
        found = [each for each in found if each[0][0] in _PARTS]
    last = max((x.start() for x in found if not x["last"]), default=-1)
    start = 0
    for separator in found:
        inside = separator["last"] and not (last < separator.start() and _is_between(separator))
        if not inside and not _PAIR_BEFORE.search(text, start, separator.start()):
            yield _opened(text, start, separator.start())
            start = separator.end()
    if not _OPEN_END.fullmatch(text, start, end):
        yield _opened(text, start, end)


def _is_serial(text: str, end: int, found: Sequence[re.Match[str]]) -> bool:
    """Do commas part all items, ", and" the last: "ink, pen and paper, and glue"?"""
    last = found[-1] if found else None
    if last is None or not _SERIAL.fullmatch(last[0]) or sum(x[0][0] in _PARTS for x in found) < 2:
        return False
    return not _OPEN_END.fullmatch(text, last.end(), end)


def _is_between(separator: re.Match[str]) -> bool:
    return separator.start() > 0 and separator.end() < separator.endpos


def _opened(text: str, start: int, end: int) -> Span:
    end = start + len(text[start:end].rstrip())
    opening = _OPENING.match(text, start, end)
    return Span(opening.end() if opening else start, end)


def _is_outside_number(text: str, separator: re.Match[str]) -> bool:
    around = text[max(0, separator.start() - 1) : separator.end() + 1]
    return not re.fullmatch(r"\d,\d", around)
