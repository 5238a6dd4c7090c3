"""What the encoder and the reader see in front of a passage: the one place that says so."""

HEADING_JOINT = " > "
"""Between the headings of a path, the outermost first."""

MAX_HEADING_BYTES = 80
MAX_FRONT_BYTES = 200
"""Of UTF-8, for title and heading together. No word piece or byte pair is shorter than a byte, so
they never take more than this of an encoder's window, in whatever script they are written."""


_OPENING = 400
_OPENING_LINES = 6
"""Characters and lines of a text in which its own title and heading are looked for."""


def headed_text(title: str, heading: str, text: str) -> str:
    """Title, heading path and text, each on lines of its own.

    A long title is cut at its end, a long heading path at its beginning. A title or heading that
    is one of the text's own first lines is not said twice.
    """
    opening = _opening_lines(text)
    heading = _last_bytes(_without_repeated_last(_one_line(heading), opening), MAX_HEADING_BYTES)
    title = _one_line(title)
    room = MAX_FRONT_BYTES - len(heading.encode()) - 2
    front = (_first_bytes(title, room) if title not in opening else "", heading)
    return "\n".join([*filter(None, front), text])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _opening_lines(text: str) -> set[str]:
    lines = text[:_OPENING].splitlines()[:_OPENING_LINES]
    return {_one_line(line.strip("#* \t")) for line in lines}


def _without_repeated_last(heading: str, opening: set[str]) -> str:
    above, _, last = heading.rpartition(HEADING_JOINT)
    return above if last in opening else heading


def _first_bytes(text: str, size: int) -> str:
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore").rstrip()


def _last_bytes(text: str, size: int) -> str:
    return text.encode("utf-8", "replace")[-size:].decode("utf-8", "ignore").lstrip()
