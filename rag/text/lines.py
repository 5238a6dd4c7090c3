"""Lines of a text, as editors number them: ended by LF, CR LF or a lone CR, and by nothing else."""

import re

LINE_END = re.compile(r"\r\n?|\n")


def line_of(text: str, offset: int) -> int:
    """The number of the line that the character at `offset` stands on, counted from 1.

    A line's end belongs to the line that it ends.
    """
    feeds = text.count("\n", 0, offset)
    returns = text.count("\r", 0, offset)
    if not returns:
        return feeds + 1
    pairs = text.count("\r\n", 0, offset)
    inside_a_pair = text[offset - 1 : offset + 1] == "\r\n"
    return feeds + returns - pairs - inside_a_pair + 1
