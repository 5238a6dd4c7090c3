"""What a page unfolds at a click: the words to click on are the heading of what they unfold.

In lists of questions the question stands there, and the article of a page comes back without it.
"""

from rag.extraction.xml import Element

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_DEEPEST = 6
_ABOVE = 1  # the title's level, where no heading stands before


def head_details(root: Element) -> None:
    """Make a heading of each `summary`, and of each button that asks a question.

    It is the one that stands in it or around it, else a level below the last before.
    """
    level = _ABOVE
    for element in list(root.iter(*_LEVELS, "summary", "button")):
        outer = sum(1 for _ in element.iterancestors("details"))
        if element.tag in _LEVELS:
            level = _LEVELS[str(element.tag)]
        elif (around := next(element.iterancestors(*_LEVELS), None)) is not None:
            element.tag = "span"
            element.attrib.clear()  # what is called a button is left out, too
            _unfold(around)
        elif (inner := next(element.iter(*_LEVELS), None)) is not None:
            element.tag, inner.tag = inner.tag, "span"
        elif element.tag == "summary" or _asks(element):
            element.tag = f"h{min(_DEEPEST, level + max(1, outer))}"
            _unfold(element)


def _unfold(heading: Element) -> None:
    """Show what stands below it, which a click would."""
    panel = heading.getnext()
    if panel is not None:
        for name in ("hidden", "aria-hidden", "style"):
            panel.attrib.pop(name, None)


def _asks(element: Element) -> bool:
    return "".join(element.itertext()).rstrip().endswith(("?", "？"))
