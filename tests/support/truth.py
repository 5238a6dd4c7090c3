"""A folder of articles that changes by chance, and what a fresh index of it holds and answers."""

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.errors import IndexMissing
from rag.storage.hashing import NOTES_NAME
from rag.storage.index import Index
from rag.storage.lock import LOCK_NAME
from rag.storage.mending import broken_files, leftovers
from tests.support.found import Found, found
from tests.support.layouts import form
from tests.support.syncing import sync_folder

DATABASE = "pincite.sqlite3"
_STORE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", LOCK_NAME, NOTES_NAME)
_SEALS = ("seal", "rows")

_PEOPLE = ("Ann Owl", "Ben Ash", "Cleo Fry", "Dan Elm")
_PLACES = ("harbour", "river", "mill", "quarry")


class Walk:
    """Articles in a folder; each `step` adds, edits, renames and deletes some."""

    def __init__(self, folder: Path, seed: int, articles: int = 8) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.files: dict[str, str] = {}
        self._written = 0
        self._words: set[str] = set()
        self._fewest = articles // 2
        for _ in range(articles):
            self._add()
        self.lay()

    def step(self) -> None:
        """Change one to four articles, never the last away."""
        for _ in range(self.chance.randint(1, 4)):
            self.chance.choice((self._add, self._edit, self._edit, self._rename, self._delete))()
        self.lay()

    def step_adding(self) -> None:
        """Steps until there is a text that was not there."""
        before = set(self.files.values())
        while set(self.files.values()) <= before:
            self.step()

    def gone(self) -> set[str]:
        """The words of texts that are in no article any more."""
        texts = " ".join(self.files.values())
        return {word for word in self._words if word not in texts}

    def lay(self) -> None:
        """Make the folder hold the articles, and nothing else."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name, text in self.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="")

    def _add(self) -> None:
        self._written += 1
        folder = self.chance.choice(("", "deep/"))
        self.files[f"{folder}{self._written:03}.{self.chance.choice(('md', 'txt'))}"] = self._text()

    def _edit(self) -> None:
        self.files[self.chance.choice(sorted(self.files))] = self._text()

    def _rename(self) -> None:
        text = self.files.pop(self.chance.choice(sorted(self.files)))
        self._written += 1
        self.files[f"moved/{self._written:03}.md"] = text

    def _delete(self) -> None:
        if len(self.files) > self._fewest:
            del self.files[self.chance.choice(sorted(self.files))]

    def _text(self) -> str:
        """Some passages long, with a word that no other text has."""
        chance, word = self.chance, f"zq{self.chance.getrandbits(40):010x}"
        self._words.add(word)
        sentences = [
            f"The {chance.choice(_PLACES)} crate {word}n{number} was sealed by "
            f"{chance.choice(_PEOPLE)} in {chance.randint(1800, 1999)}."
            for number in range(chance.randint(1, 14))
        ]
        return f"# Of {word}\n\n" + " ".join(sentences) + "\n"


def fresh(corpus: Path) -> Found:
    """What an index that is built from nothing holds and answers."""
    with TemporaryDirectory(prefix="pincite-fresh-") as folder:
        sync_folder(corpus, Path(folder))
        with Index.open(Path(folder), threads=1) as index:
            return found(index)


def held(folder: Path) -> Found:
    """What the index holds now, after every check of it; nothing on disk is changed by it.

    Raises `AssertionError` where a derived file is broken or SQLite finds fault.
    """
    with closing(sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
    assert broken_files(folder) == []
    with Index.open(folder, threads=1) as index:
        index.verify()
        assert index.warnings == []
        return found(index)


def has_index(folder: Path) -> bool:
    """Is a whole generation there? A store that is damaged is an error."""
    try:
        Index.open(folder).close()
    except IndexMissing:
        return False
    return True


def require_tidy(folder: Path) -> str:
    """Raise where anything lies in the folder beside one or two generations; says in what form."""
    assert leftovers(folder) == []
    known = {*_STORE, *_recorded(folder)}
    with Index.open(folder) as index:
        before = f"-{index.generation - 1}-"
    for path in folder.iterdir():
        assert path.name in known or before in path.name, f"{path.name} is left over"
    return form(folder)


def _recorded(folder: Path) -> set[str]:
    """The files of the newest generation, and those it says are of the one before."""
    with closing(sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)) as store:
        [(content,)] = store.execute("SELECT content FROM state")
    state = json.loads(content)
    seals = [state["keywords"], *(part[seal] for part in state["vectors"] for seal in _SEALS)]
    return {seal["name"] for seal in seals if seal} | set(state["earlier"])
