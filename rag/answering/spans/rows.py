"""Names in one row, each told with what it is: "the miller Ann Reed and the baker Bo Lee".

The items of a plain row, "Ann, Bo and Cy", are found by other rules: here each must have a word of
its own in front, or years behind, and all of them the same sort of it.
"""

import re
from collections.abc import Sequence

from rag.text.spans import Span

_NAME = (
    r"(?:Dr\.? |Sir |Dame )?[A-Z][\w’'-]*[a-z]"
    r"(?:[ ](?:[A-Z]\.|[A-Z][\w’'-]*|(?:de|da|di|von|van|der|la|le|al|bin)(?= [A-Z])))*"
)
_WORD = r"[a-z][\w’'-]*"
_NOUN = rf"(?!(?:of|in|for|by|to|with|at|from|on|and|or|than)\b){_WORD}"
_IN_TIME = r"(?:in|since|from|until) \d{4}"
_ITEM = re.compile(
    rf"(?P<lead>(?:{_IN_TIME} )?(?:with|by|to|from|at|in) (?=[A-Zt]))?"
    rf"(?P<what>(?:the|an?|his|her|their|its|my|our) (?:{_WORD} ){{0,5}}{_NOUN},? )?"
    rf"(?P<name>{_NAME})(?P<years> {_IN_TIME}| \(\d{{4}}[^()\n]{{0,12}}\))?"
)
_BETWEEN = re.compile(r",? and |, ")
_LOOKED_AT = 400  # characters before a name


def row_around(text: str, span: Span) -> Sequence[Span]:
    """The names of the row in which the span is one, in order; none where it is of no row."""
    start = max(0, span.start - _LOOKED_AT)
    for found in _ITEM.finditer(text, start, span.end + _LOOKED_AT):
        row = _row_from(text, found)
        names = [Span(*each.span("name")) for each in row]
        if len(row) > 1 and _is_alike(row) and any(_names(each, span) for each in row):
            return names
    return ()


def _names(item: re.Match[str], span: Span) -> bool:
    """Is the span the item's name, be it with what is told in front or but the surname?"""
    return span.end == item.end("name") and item.start() <= span.start


def _row_from(text: str, first: re.Match[str]) -> list[re.Match[str]]:
    """The items from the first on, up to the one behind the last "and"."""
    row, kept = [first], 1
    while between := _BETWEEN.match(text, row[-1].end()):
        following = _ITEM.match(text, between.end())
        if following is None:
            break
        row.append(following)
        if "and" in between[0]:
            kept = len(row)
    return row[:kept]


def _is_alike(row: Sequence[re.Match[str]]) -> bool:
    """Has each a word of the same sort in front, or each its years behind?"""
    leads = {(each["lead"] or "").rstrip().rpartition(" ")[2] for each in row}
    is_led = len(leads) == 1 and "" not in leads
    return is_led or any(all(each[part] for each in row) for part in ("what", "years"))
