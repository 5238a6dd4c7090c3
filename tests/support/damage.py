"""Damaged files of an index: it answers as before, from what is made again, or is refused."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from rag.storage.index import Index, IndexWriter
from rag.storage.lock import HOLDER_NAME
from tests.support.found import Found
from tests.support.indexes import small_manifest
from tests.support.killing import Nursery
from tests.support.layouts import GROWN, current, form
from tests.support.orders import LONGEST, End, Order
from tests.support.syncing import sync_folder
from tests.support.tally import Tally
from tests.support.truth import DATABASE, Walk, held

LOG = f"{DATABASE}-wal"
REBUILT = "refused and rebuilt"
_REBUILT = 25
"""One refusal in so many is followed by the rebuild that it names."""

Mutate = Callable[[bytearray, bytes, random.Random], bytes]
"""Of the file's content and that of another."""


def _flip(content: bytearray, _: bytes, chance: random.Random) -> bytes:
    for _flipped in range(chance.choice((1, 1, 1, 8))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def _cut(content: bytearray, _: bytes, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def _zero(content: bytearray, _: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    length = min(chance.choice((1, 512, 4096)), len(content) - start)
    content[start : start + length] = bytes(length)
    return bytes(content)


def _grow(content: bytearray, _: bytes, chance: random.Random) -> bytes:
    return bytes(content) + chance.randbytes(chance.choice((1, 512, 4096)))


def _swap(_: bytearray, other: bytes, _chance: random.Random) -> bytes:
    return other


MUTATIONS: dict[str, Mutate] = {
    "flipped": _flip, "cut": _cut, "zeroed": _zero, "grown": _grow, "swapped": _swap,
}  # fmt: skip


class Damage:
    """An index of two generations, of which one file is damaged each time.

    The older generation lies in the database, the newer one in its log too; and once more with an
    empty log, as a writer leaves it that ends in peace. In the grown layout both have parts.
    """

    def __init__(self, place: Path, seed: int = 0, articles: int = 4) -> None:
        self.tally = Tally("damaged file")
        self._chance = random.Random(seed)
        self._place, self._corpus = place, place / "corpus"
        walk = Walk(self._corpus, seed=11, articles=articles)
        self._older = self._generation(place / "older", walk)
        with Index.open(place / "older"):  # a reader keeps the log from being emptied
            shutil.copytree(place / "older", place / "logged", symlinks=True)
        walk.step_adding()
        self._newer = self._logged(place / "logged")
        self.tally.forms[form(place / "work")] += 1
        shutil.copytree(place / "logged", place / "settled")
        self._settle(place / "settled")
        self._intact = {
            sha256(path.read_bytes()).hexdigest()
            for folder in (place / "older", place / "logged", place / "fresh")
            for path in folder.rglob("vectors-*")
        }

    def run(self, rounds: int) -> Tally:
        """Damage one file so many times, each kind of file as often as the others."""
        kinds = list(self._kinds())
        assert LOG in dict(kinds), "whoever opened the index has emptied its log"
        with Nursery() as nursery:
            for number in range(rounds):
                kind, paths = kinds[number % len(kinds)]
                path = self._chance.choice(paths)
                named = self._chance.choice(sorted(MUTATIONS))
                with self.tally.round(f"round {number}, {path.parent.name}/{path.name} {named}"):
                    self._round(nursery, number, path, named, kind)
        return self.tally

    def by_kind(self) -> Iterator[Tally]:
        """What was counted, apart for each kind of file, those of the keyword index together."""
        tallies: dict[str, Tally] = {}
        for name, count in self.tally.seen.items():
            kind, _, outcome = name.partition(": ")
            group = "keywords-*/*" if kind.startswith("keywords") else kind
            tally = tallies.setdefault(group, Tally(f"damaged: {group}"))
            tally.seen[outcome] += count
            tally.rounds += count if outcome != REBUILT else 0
            tally.slowest = self.tally.slowest
            tally.forms = self.tally.forms
        yield from tallies.values()
        if self.tally.failures:
            yield Tally("damaged: wrong", len(self.tally.failures), self.tally.failures)

    def _generation(self, folder: Path, walk: Walk) -> "Known":
        sync_folder(self._corpus, folder)
        while current() == GROWN and " and " not in form(folder):
            walk.step()
            sync_folder(self._corpus, folder)
        return self._known(folder)

    def _known(self, folder: Path) -> "Known":
        """As it is, and as it is when it was made again, which a child does as any child would."""
        again = self._place / "fresh" / folder.name
        with Nursery() as nursery:
            assert nursery.run(Order("index", self._corpus, again)).code == 0
        assert held(again) == held(folder)
        return Known.of(held(folder), held(again))

    def _logged(self, folder: Path) -> "Known":
        """A second generation, copied while a reader of the first keeps it in the log."""
        work = self._place / "work"
        shutil.copytree(folder, work)
        with Index.open(work):
            sync_folder(self._corpus, work)
            shutil.rmtree(folder)
            shutil.copytree(work, folder)
        # As a killed writer leaves it: with shared memory, and the lock's note.
        (folder / HOLDER_NAME).write_text('{"pid": 1, "host": "x", "since": "2026"}', "utf-8")
        assert (folder / LOG).stat().st_size
        return self._known(work)

    def _settle(self, folder: Path) -> None:
        with IndexWriter.open(folder, small_manifest(corpus=self._corpus)):
            pass
        assert not (folder / LOG).exists()

    def _kinds(self) -> Iterator[tuple[str, list[Path]]]:
        """Every kind of file that an index has, with all the files of the kind."""
        found: dict[str, list[Path]] = {}
        for folder in (self._place / "logged", self._place / "settled"):
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    found.setdefault(_kind(path.relative_to(folder)), []).append(path)
        yield from sorted(found.items())

    def _round(self, nursery: Nursery, number: int, path: Path, named: str, kind: str) -> None:
        source = next(parent for parent in path.parents if parent.parent == self._place)
        index = self._place / "index"
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(source, index)
        damaged = index / path.relative_to(source)
        before = damaged.read_bytes()
        other = self._other(path, source)
        mutate = MUTATIONS[named] if before else _grow
        damaged.write_bytes(mutate(bytearray(before), other.read_bytes(), self._chance))
        end = nursery.run(self._order(index))
        self.tally.slowest = max(self.tally.slowest, end.seconds)
        outcome = self._judge(end, damaged)
        self.tally.seen[f"{kind}: {outcome}"] += 1
        if outcome == "refused" and number % _REBUILT == 0:
            sync_folder(self._corpus, index, rebuild=True)
            assert self._newer.has(held(index).digests())
            self.tally.seen[f"{kind}: {REBUILT}"] += 1

    def _other(self, path: Path, source: Path) -> Path:
        """A file of the same kind, mostly of the other generation; else any other file."""
        wanted = _kind(path.relative_to(source))
        files = [each for each in self._place.glob("[los]*/**/*") if each.is_file()]
        places = {each: each.relative_to(self._place / each.relative_to(self._place).parts[0])
                  for each in files}  # fmt: skip
        alike = [each for each, place in places.items() if _kind(place) == wanted and each != path]
        return self._chance.choice(alike if alike and self._chance.random() < 0.8 else files)

    def _order(self, index: Path) -> Order:
        return Order(
            "look", self._corpus, index, longest=LONGEST, arguments=tuple(sorted(self._intact))
        )

    def _judge(self, end: End, damaged: Path) -> str:
        assert not end.hung, f"no end after {end.seconds} s of its own"
        assert end.code in (0, 1), f"died of signal {-end.code}"
        parsed = [line for line in end.said if line.startswith("parsed")]
        assert not parsed, f"FAISS was given a file that is not the recorded one: {parsed}"
        if end.raised:
            assert end.raised.startswith(("IndexDamaged", "IndexMissing", "IndexStale")), end.raised
            assert "`rag index" in end.raised, end.raised
            return "refused"
        [(warned, *answered)] = [line.split()[1:] for line in end.said if line.startswith("found")]
        if DATABASE in damaged.name and self._older.has(answered):
            return "the older generation held"
        assert self._newer.has(answered), "wrong"
        return "made again" if warned != "0" else "no harm"


@dataclass(frozen=True, slots=True)
class Known:
    """The digests of one generation, whose parts may have been made again each by itself."""

    digests: Sequence[set[str]]

    @classmethod
    def of(cls, *found: Found) -> Self:
        return cls([set(each) for each in zip(*(one.digests() for one in found), strict=True)])

    def has(self, digests: Sequence[str]) -> bool:
        return all(each in known for each, known in zip(digests, self.digests, strict=True))


def _kind(path: Path) -> str:
    """A kind of file by its place in the index folder."""
    if len(path.parts) > 1:
        return f"keywords {path.suffix or path.name}"
    name = path.name.split("-")[0] + path.suffix if "-" in path.stem else path.name
    return path.name if path.name.startswith(DATABASE) else name
