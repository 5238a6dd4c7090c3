"""Entries: lines of options, exit codes or settings, laid out by blanks, as command lines print.

Such a line is never the middle of a paragraph, however full it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.markup import marker_length

_OPTION = re.compile(r"--?[A-Za-z?][\w-]*(?=[\s=,\[<:]|$)")
_GAP = re.compile(r"(?<=[^\s.!?)\"'”’])(?:[ ]{2,}|[ ]*\t[ \t]*)(?=[^\s<])")
"""Between two columns. People also put two blanks behind a sentence, and behind `a)`, and some
programs before a tag."""
_SURE_GAP = 3
"""Blanks that part columns by themselves; two do where the line above or below has them there."""
_JUSTIFIED = 3
"""Lines that all end at one column were padded by a program, with blanks anywhere."""
_NARROWEST_JUSTIFIED = 40
_RAGGED = 2  # columns by which such lines may still differ


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a line is laid out; columns are counted from 0."""

    indent: int
    second: int
    """Where its second column begins; 0 where it has none."""
    is_sure: bool
    is_option: bool
    is_small: bool
    """Does it begin with a small letter, as the middle of a sentence does?"""

    @property
    def columns(self) -> tuple[int, int]:
        return self.indent, self.second


def entry_heads(lines: Sequence[str]) -> list[int]:
    """For each line the one that begins its entry; -1 where it belongs to none."""
    laid_out = [_layout(line) for line in lines]
    if not any(line.second or line.is_option for line in laid_out):
        return [-1] * len(lines)
    justified = _are_justified(lines)
    heads: list[int] = []
    for at, line in enumerate(laid_out):
        head = heads[-1] if heads else -1
        starts = (not justified and _is_columned(laid_out, at)) or _is_option(lines, laid_out, at)
        if head >= 0 and _is_below(line, laid_out[head], starts):
            heads.append(head)
        else:
            heads.append(at if starts else -1)
    return heads


def _layout(line: str) -> _Layout:
    words = line.lstrip()
    indent = len(line) - len(words)
    gap = _GAP.search(line, max(indent, marker_length(line)))
    second, is_option = gap.end() if gap else 0, _OPTION.match(words) is not None
    is_sure = gap is not None and _is_sure(line[indent : gap.start()], gap[0])
    return _Layout(indent, second, is_sure, is_option, words[:1].islower())


def _is_sure(first: str, gap: str) -> bool:
    """Codes are of one digit or two, so that what they mean need not stand in one column."""
    return "\t" in gap or len(gap) >= _SURE_GAP or first.isdigit()


def _are_justified(lines: Sequence[str]) -> bool:
    widths = [len(line.rstrip()) for line in lines]
    apart = max(widths[:-1], default=0) - min(widths[:-1], default=0)
    even = apart <= _RAGGED and widths[0] >= _NARROWEST_JUSTIFIED
    return even and len(lines) >= _JUSTIFIED


def _is_columned(lines: Sequence[_Layout], at: int) -> bool:
    line = lines[at]
    around = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
    if not line.second or any(other.columns == line.columns for other in around):
        return line.second > 0
    goes_on = any(
        below.is_small and not below.second and below.indent <= line.indent
        for below in lines[at + 1 : at + 2]
    )
    return line.is_sure and not goes_on


def _is_option(lines: Sequence[str], laid_out: Sequence[_Layout], at: int) -> bool:
    """Not where a paragraph only happens to wrap before one, or begins with a dash."""
    line = laid_out[at]
    if not line.is_option or line.second:
        return line.is_option
    if at:
        above = laid_out[at - 1]
        return above.is_option or line.indent > above.indent or lines[at - 1].endswith(":")
    return all(below.is_option or below.indent > line.indent for below in laid_out[1:2])


def _is_below(line: _Layout, head: _Layout, starts: bool) -> bool:
    return line.indent > head.indent and (not starts or line.indent == head.second)
