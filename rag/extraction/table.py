"""Tables of comma-separated values: each row a line that names its columns."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from rag.errors import UnreadableFile
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import clean, one_line
from rag.text.decoding import decode

_DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
"""Characters from which the delimiter is told."""
_LONGEST_CELL = 1 << 20
_PARTS_VALUES = re.compile(r";(?=\s|$)")
"""Stands between two values of a line."""
_WITHIN_ONE = ";\u2060"
"""The same semicolon within a cell: a word joiner, which is not seen, behind it parts nothing."""


def extract(content: bytes) -> Extracted:
    """Rows as `City: Bern; Canton: Bern`, so that a row alone says what its values mean."""
    text = decode(content).removeprefix("\ufeff")
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), _dialect(text[:_SAMPLE]))
    try:
        lines = list(_lines(rows))
    except csv.Error as error:
        raise UnreadableFile(f"not a table of separated values: {error}") from error
    return Extracted.of(Kind.CSV, "\n".join(lines), Facts())


def _dialect(sample: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(sample, _DELIMITERS)
    except csv.Error:
        return csv.excel


def _lines(rows: Iterator[list[str]]) -> Iterator[str]:
    first = next(rows, [])
    names = [one_line(cell) for cell in first]
    if not _are_names(names):
        names, rows = [], chain([first], rows)
    for row in rows:
        if line := "; ".join(_entries(names, row)):
            yield line


def _are_names(cells: Sequence[str]) -> bool:
    """Are the cells the names of columns: all there, each another, and none a number?"""
    distinct = len({cell.casefold() for cell in cells}) == len(cells)
    return len(cells) > 1 and all(cells) and distinct and not any(map(_is_number, cells))


def _is_number(cell: str) -> bool:
    return cell.strip("+-€$£%. ").replace(",", "").replace(".", "").isdigit()


def _entries(names: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    for place, cell in enumerate(row):
        if words := _PARTS_VALUES.sub(_WITHIN_ONE, one_line(clean(cell))):
            yield f"{names[place]}: {words}" if place < len(names) else words
