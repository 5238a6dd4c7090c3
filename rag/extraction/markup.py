"""From a tree of HTML, or of trafilatura's likeness of TEI, to a manuscript."""

from collections.abc import Callable, Iterator
from typing import Final

from rag.extraction.manuscript import Manuscript, one_line
from rag.extraction.ordered_lists import mark_and_words
from rag.extraction.xml import Element

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_SKIPPED = frozenset(
    (
        *("audio", "button", "canvas", "datalist", "embed", "graphic", "head", "iframe", "map"),
        *("meta", "noscript", "object", "option", "script", "style", "svg", "template", "title"),
        *("math", "video"),
    )
)
_ITEMS = frozenset({"li", "item", "dd"})
_LISTS = frozenset({"ul", "ol", "dl", "list", "menu"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})
_VERBATIM = frozenset({"pre", "code"})
_BLOCKS = (
    _ITEMS
    | _LISTS
    | frozenset(
        (
            *("address", "article", "aside", "blockquote", "body", "center", "details", "div"),
            *("dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html"),
            *("main", "nav", "p", "pre", "quote", "section", "summary", "table", "tbody", "tfoot"),
            *("thead", "td", "th", "tr", "cell", "row", "caption", "legend"),
        )
    )
)
_WRAPS = frozenset({"p", "div"})
"""One of them alone, as around all of a `dd`, is no more than a line."""
_RUNNING = 300
"""Characters from which a cell is text laid out in a table, not an entry of one."""


def write_tree(root: Element, manuscript: Manuscript) -> None:
    """Write what a reader of the page would see, in the order of the file."""
    _Walk(manuscript).over(root)


class _Walk:
    """Gathers inline text until a block starts or ends."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._manuscript = manuscript
        self._words: list[str] = []
        self._write: Callable[[str], None] = manuscript.paragraph
        self._depth = 0
        self._is_counted = False

    def over(self, element: Element) -> None:
        self._children(element)
        self._flush()

    def _visit(self, element: Element) -> None:
        name = _name(element)
        if name in _BREAKS:
            self._words.append("\n")
        elif name in _ROWS and (cells := _entries(element)):
            self._flush()
            self._manuscript.row(cells)
        elif name in _LISTS and (pairs := _pairs(element)):
            self._flush()
            for term, words in pairs:
                self._manuscript.item(f"{term}: {words}", self._depth)
        elif level := _heading_level(element, name):
            self._flush()
            self._manuscript.heading(level, _all_words(element))
        elif name in _BLOCKS:
            self._block(element, name)
        elif name and name not in _SKIPPED and element.get("hidden") is None:
            self._children(element)

    def _block(self, element: Element, name: str) -> None:
        self._flush()
        before, was_counted = self._write, self._is_counted
        self._depth += name in _LISTS
        if name in _LISTS:
            self._is_counted = "ol" in (name, element.get("rend"))
        if name in _ITEMS:
            self._write = self._item
        elif name not in _WRAPS:
            self._write = self._manuscript.paragraph
        self._children(element, verbatim=name in _VERBATIM)
        self._flush()
        self._depth -= name in _LISTS
        self._is_counted = was_counted
        if name not in _WRAPS or not self._is_counted:  # a second paragraph is no item to count
            self._write = before

    def _children(self, element: Element, verbatim: bool = False) -> None:
        self._say(element.text, verbatim)
        for child in element:
            self._visit(child)
            self._say(child.tail, verbatim)

    def _item(self, words: str) -> None:
        """The first words of an item carry its mark; paragraphs after them are text below it."""
        mark, words = mark_and_words(words) if self._is_counted else ("-", words)
        self._manuscript.item(words, self._depth - 1, mark)
        self._write = self._manuscript.paragraph

    def _say(self, words: str | None, verbatim: bool) -> None:
        if words:
            self._words.append(words if verbatim else _spaced(words))

    def _flush(self) -> None:
        words = "".join(self._words)
        self._words = []
        if words.strip():
            self._write("\n".join(" ".join(line.split(" ")).strip() for line in _lines(words)))


def _lines(words: str) -> Iterator[str]:
    return (line for line in words.split("\n"))


def _name(element: Element) -> str:
    """The tag without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _heading_level(element: Element, name: str) -> int:
    """0 where it is none. trafilatura calls headings `head`, with the HTML tag beside."""
    if name == "head":
        name = element.get("rend", "")
    return _HEADINGS.get(name, 0)


def _entries(row: Element) -> list[str]:
    """A row's cells; none where the table lays out text instead of holding entries."""
    cells = [cell for cell in row if _name(cell) in _CELLS]
    if len(cells) < 2 or any(_name(part) in ("table", "list") for cell in cells for part in cell):
        return []
    words = [_all_words(cell) for cell in cells]
    return [] if any(len(each) > _RUNNING for each in words) else words


def _pairs(element: Element) -> list[tuple[str, str]]:
    """Terms with what is said of each; none unless each has one short line, as in a list of facts.

    trafilatura makes them `item`s, with the HTML tag and a number beside.
    """
    parts = [part for child in element for part in (child if _name(child) == "div" else [child])]
    names = [_name(part) if _name(part) in ("dt", "dd") else _tag_beside(part) for part in parts]
    if not parts or names != ["dt", "dd"] * (len(parts) // 2) or any(map(_holds_lines, parts)):
        return []
    words = [_all_words(part) for part in parts]
    terms, said = [term.rstrip(" :") for term in words[::2]], words[1::2]
    if not all(words) or any(len(each) > _RUNNING for each in words) or "?" in "".join(terms):
        return []
    return list(zip(terms, said, strict=True))


def _tag_beside(item: Element) -> str:
    return item.get("rend", "").partition("-")[0] if _name(item) == "item" else ""


def _holds_lines(element: Element) -> bool:
    """More than one line: paragraphs, a list, a table, or a `dd` that the page did not close."""
    names = [_name(part) for part in element.iterdescendants()]
    paragraphs = sum(name in _WRAPS for name in names)
    return paragraphs > 1 or any(name in _BLOCKS | _BREAKS for name in names if name not in _WRAPS)


def _all_words(element: Element) -> str:
    parts: list[str] = []
    for part in element.iter():
        kept = _name(part) and _name(part) not in _SKIPPED - {"head"}
        parts.append((part.text or "") if kept else "")
        if part is not element:
            parts.append(f" {part.tail or ''}" if _name(part) in _BREAKS else part.tail or "")
    return one_line("".join(parts))


def _spaced(words: str) -> str:
    """Runs of white space are one space, as browsers show them."""
    kept = " ".join(words.split())
    if not kept:
        return " "
    return f"{' ' if words[0].isspace() else ''}{kept}{' ' if words[-1].isspace() else ''}"
