"""The two layouts of an index: that of few passages, and that of very many.

In the grown one the sizes are lowered at which an index takes another form, so that small folders
go through parts and their merging, compressed codes, inverted lists, mapped files and remembered
hashes. A process has one layout at a time; children of `tests.support.killing` take their parent's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from rag.storage import compressed, hashing, segments, vectors
from rag.storage.index import Index
from rag.storage.segments import LAYOUT, Kind, Layout

SMALL, GROWN = "small", "grown"


@dataclass(frozen=True, slots=True)
class Sizes:
    """What decides of an index's form."""

    layout: Layout
    lists: int
    large: int
    """Bytes from which files are mapped, and their hashes remembered."""


SIZES = {
    SMALL: Sizes(Layout(), compressed.LISTS, hashing.LARGE),
    GROWN: Sizes(Layout(flat=12, scan=22, grown=1, share=5), lists=4, large=1024),
}
_current = [SMALL]


def current() -> str:
    """The layout of this process."""
    return _current[-1]


def use(name: str) -> None:
    """From now on, for the whole process."""
    sizes = SIZES[name]
    for field in fields(Layout):
        # The one object that every writer and every mending reader takes by default.
        object.__setattr__(LAYOUT, field.name, getattr(sizes.layout, field.name))
    for module, constant, value in (
        (segments, "LISTS", sizes.lists),
        (vectors, "LARGE", sizes.large),
        (hashing, "LARGE", sizes.large),
    ):
        setattr(module, constant, value)
    _current[:] = [name]


@contextmanager
def used(name: str) -> Iterator[str]:
    """For a while."""
    before = current()
    use(name)
    try:
        yield name
    finally:
        use(before)


def form(folder: Path) -> str:
    """How the newest generation lies in the folder; raises where the sizes ask for another form."""
    with Index.open(folder) as index:
        base, *tail = index.parts
    assert base.kind is LAYOUT.kind(base.count)
    assert all(part.kind is Kind.FLAT for part in tail)
    assert not tail or current() == GROWN
    for part in (base, *tail):
        assert (part.rows is None) == (part.kind is Kind.FLAT)
        assert all((folder / seal.name).stat().st_size == seal.size for seal in part.seals)
    return f"{base.kind} and {len(tail)} more" if tail else str(base.kind)
