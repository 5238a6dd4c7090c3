"""A folder of articles that changes by chance, and what a fresh index of it holds and answers."""

import random
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from rag.answering.answerer import Answerer
from rag.answering.confidence import load_confidence
from rag.answering.lexical_reader import LexicalReader
from rag.errors import IndexMissing
from rag.pipeline import Pipeline
from rag.retrieval.retriever import HybridRetriever
from rag.storage.index import Index
from rag.storage.lock import LOCK_NAME
from rag.storage.mending import broken_files, leftovers
from rag.types import Hit, Reply
from tests.support.indexes import ENCODER
from tests.support.syncing import sync_folder

DATABASE = "pincite.sqlite3"
QUESTIONS = ("Who sealed the crate of the harbour?", "When was the bridge over the river built?")
Found: TypeAlias = dict[str, object]
"""What an index holds and answers, in values that do not depend on how it came to be."""

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


def found(index: Index) -> Found:
    """Articles, passages, vectors, rankings and answers, all of them read and verified."""
    headers = list(index.articles())
    questions = [*QUESTIONS, *(header.title for header in headers[:1])]
    asked = ENCODER.encode(questions)
    return {
        "articles": [index.article(header.id) for header in headers],
        "counts": index.passage_counts(),
        "dense": [_places(index, index.dense(vector, 1000)) for vector in asked],
        "keyword": [_places(index, index.keyword(question, 1000)) for question in questions],
        "answers": [_answer(pipeline(index).ask(QUESTIONS[0]))],
    }


def digest(what: Found) -> str:
    """A few letters that differ where what is held does."""
    return sha256(repr(what).encode("utf-8", "surrogatepass")).hexdigest()[:16]


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


def require_tidy(folder: Path) -> None:
    """Raise where anything lies in the folder beside one or two generations."""
    assert leftovers(folder) == []
    with Index.open(folder) as index:
        expected = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", LOCK_NAME}
        ours = {f"-{index.generation}-", f"-{index.generation - 1}-"}
    for path in folder.iterdir():
        known = path.name in expected or any(part in path.name for part in ours)
        assert known, f"{path.name} is left over"


def pipeline(index: Index) -> Pipeline:
    """The whole service over the index, with the tiny encoder and the reader without a model."""
    reader = LexicalReader()
    answerer = Answerer(reader, index, load_confidence(reader.name))
    return Pipeline(HybridRetriever(ENCODER, index), answerer, index)


def _places(index: Index, ranking: list[tuple[int, float]]) -> list[tuple[str, int, int, float]]:
    hits = index.hits([passage for passage, _ in ranking])
    scores = [score for _, score in ranking]
    return [_place(hit, score) for hit, score in zip(hits, scores, strict=True)]


def _place(hit: Hit, score: float) -> tuple[str, int, int, float]:
    return hit.article.path, hit.passage.start, hit.passage.end, score


def _answer(reply: Reply) -> tuple[object, ...]:
    answer = reply.answer
    cited = [(each.article.path, each.start, each.end, each.quote) for each in answer.citations]
    return answer.answered, answer.text, answer.confidence, cited
