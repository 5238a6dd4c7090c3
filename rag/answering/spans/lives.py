"""The two dates of a life in brackets, "Ann Reed (1836–1911)": of a birth and of a death."""

import re

from rag.text.spans import Span

_BORN = re.compile(r"\b(?:born|birth|birthday|birthdate)\b", re.IGNORECASE)
_DIED = re.compile(r"\b(?:die|died|dies|death)\b", re.IGNORECASE)
_MONTH = r"[A-Z][a-z]{2,8}\.?"
_DATE = rf"(?:\d\d?\.? {_MONTH} |{_MONTH} (?:\d\d?, )?)?\d{{3,4}}"
_PLACE = r"(?:(?:,| in) [^\W\d_][^()\d–—\n]{1,40})?"
_LIFE = re.compile(
    rf"\((?:born |b\. |\* ?)?(?P<born>{_DATE}){_PLACE}"
    rf"(?:\s?[-–—]\s?|[;,]\s)(?:died |d\. |† ?)?(?P<died>{_DATE}){_PLACE}\)"
)
_LONGEST = 150  # characters


def with_one_end(asked: str, text: str, span: Span) -> Span:
    """The date of birth or of death, whichever is asked for, where the span holds of both.

    `asked` is the question's text.
    """
    born, died = _BORN.search(asked), _DIED.search(asked)
    if bool(born) == bool(died):
        return span
    for life in _LIFE.finditer(text, max(0, span.start - _LONGEST), span.end + _LONGEST):
        if span.start < life.end("born") and life.start("died") < span.end:
            return Span(*life.span("born" if born else "died"))
    return span
