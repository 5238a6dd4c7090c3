"""Lives of an index, drawn at random: after each step it holds the articles a plain dict holds.

Syncs are killed at any call of the storage and indexing rooms, and before any SQL statement; about
half of the latter fall into a transaction, which is counted. A compaction leaves the derived files
of one generation, no row or vector without an article, and no byte of a text that is gone.
`test_life_defects.py` plants what this must notice. What it does not see: which words stand in the
keyword index, for a canary is stored there in pieces; `storage/test_compacted.py` looks for words.
"""

import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rag.answering.answerer import Answerer
from rag.answering.choosing.lexical_reader import LexicalReader
from rag.answering.weighing.confidence import load_confidence
from rag.errors import IndexMissing, UsageError
from rag.indexing.sync import sync
from rag.pipeline import Pipeline
from rag.retrieval.retriever import HybridRetriever
from rag.storage.index import Index, IndexWriter
from rag.storage.mending import broken_files, clear_leftovers, leftovers
from rag.types import Evidence, Reply
from rag.wiring.evidence import EvidenceCheck
from tests.support.indexes import ENCODER, small_manifest
from tests.support.killing import Nursery
from tests.support.orders import Order
from tests.support.syncing import SPLITTER, sync_folder

LIVES = int(os.environ.get("PINCITE_LIVES", "50"))
STEPS = 20
"""Of one life, at most."""
KILL_BEFORE = 1500
"""Steps of a sync: a first one of three articles makes 1,299."""
KILL_BEFORE_STATEMENT = 60
"""SQL statements of a sync: a first one of three articles runs 58, of which 37 in a transaction."""

UNUSED = (
    "SELECT count(*) FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages)",
    "SELECT count(*) FROM passages WHERE article_id NOT IN (SELECT id FROM articles)",
    "SELECT count(*) FROM texts WHERE article_id NOT IN (SELECT id FROM articles)",
)

names = st.sampled_from(["a.txt", "b.md", "deep/c.txt", "deep/d.md"])
endings = st.sampled_from(
    ["", "\n", "\n\nA quiet river.\n", "\r\n中国人民银行宣布降息。", " İ 🙂 e\u0301"]
)


class Life(RuleBasedStateMachine):
    """`files` is the folder of articles, `indexed` the newest generation: path to text."""

    nursery: Nursery
    kills: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="pincite-life-"))
        self.corpus, self.index = self.place / "corpus", self.place / "index"
        self.corpus.mkdir()
        self.files: dict[str, str] = {}
        self.indexed: dict[str, str] = {}
        self.canaries: dict[str, str] = {}
        """Every text that was ever written, by the word that only it holds."""
        self.held: tuple[Index, dict[str, str]] | None = None

    def teardown(self) -> None:
        self.let_go()
        # A thread of tantivy may still be about; the folder is in the system's temporary one.
        shutil.rmtree(self.place, ignore_errors=True)

    @initialize(written=st.sets(names, min_size=2), statement=st.integers(0, KILL_BEFORE_STATEMENT))
    def begin(self, written: set[str], statement: int) -> None:
        """The first sync is killed or not; the second may have its remains to mend."""
        for name in sorted(written):
            self.write(name, "")
        self.killed(Order("sync", self.corpus, self.index, statement=statement))
        self.sync()

    @rule(name=names, ending=endings)
    def write(self, name: str, ending: str) -> None:
        """Add an article, or edit one."""
        canary = f"zq{len(self.canaries)}x"
        text = f"Of {canary}\n\nThe {canary} crate was sealed by Ann Owl in 19{len(name)}0.{ending}"
        self.canaries[canary] = self.files[name] = text
        (self.corpus / name).parent.mkdir(exist_ok=True)
        (self.corpus / name).write_bytes(text.encode())

    @precondition(lambda self: self.files)
    @rule(data=st.data(), to=names)
    def rename(self, data: st.DataObject, to: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.corpus / to).parent.mkdir(exist_ok=True)
        (self.corpus / name).replace(self.corpus / to)
        self.files[to] = self.files.pop(name)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.corpus / name).unlink()
        del self.files[name]

    @rule()
    def sync(self) -> None:
        if self.files:
            sync_folder(self.corpus, self.index)
            self.indexed = dict(self.files)
        else:
            with pytest.raises(UsageError):
                sync_folder(self.corpus, self.index)

    @precondition(lambda self: self.files)
    @rule()
    def rebuild(self) -> None:
        with IndexWriter.rebuild(self.index, small_manifest(corpus=self.corpus)) as writer:
            sync([self.corpus], writer, ENCODER, SPLITTER)
        self.indexed = dict(self.files)

    @precondition(lambda self: self.files)
    @rule(step=st.integers(0, KILL_BEFORE))
    def sync_killed(self, step: int) -> None:
        self.killed(Order("sync", self.corpus, self.index, step=step))

    @rule(statement=st.integers(0, KILL_BEFORE_STATEMENT), name=names, ending=endings)
    def sync_killed_at_a_statement(self, statement: int, name: str, ending: str) -> None:
        """Of a sync that has something to write: one that has nothing is done before."""
        self.write(name, ending)
        self.killed(Order("sync", self.corpus, self.index, statement=statement))

    def killed(self, order: Order) -> None:
        """Before, or after: the file holds one of the two, and after where it was told."""
        end = self.nursery.run(order)
        assert end.killed or end.code == 0, end
        self.kills["outside a transaction" if end.killed else "done before"] += 1
        if "inside" in end.said:
            self.kills["outside a transaction"] -= 1
            self.kills["inside a transaction"] += 1
        if end.code == 0 or self.held_now() == self.files:
            self.indexed = dict(self.files)

    @precondition(lambda self: self.indexed)
    @rule()
    def clear(self) -> None:
        clear_leftovers(self.index)
        assert leftovers(self.index) == []

    @precondition(lambda self: self.indexed)
    @rule(beside_reader=st.booleans())
    def compact(self, beside_reader: bool) -> None:
        """Not a byte is left of what the index does not hold, once no reader holds it."""
        if not beside_reader:
            self.let_go()
        with IndexWriter.open(self.index, small_manifest(corpus=self.corpus)) as writer:
            emptied = writer.compact()
        if self.held is None:
            assert emptied
            assert self.traces() == set()
            self.check_nothing_is_over()

    @precondition(lambda self: self.indexed)
    @rule()
    def reopen(self) -> None:
        """A reader that stays through what comes, and answers from its own generation."""
        self.let_go()
        self.held = (Index.open(self.index), dict(self.indexed))

    @rule()
    def let_go(self) -> None:
        if self.held:
            self.held[0].close()
            self.held = None

    @precondition(lambda self: self.canaries and self.indexed)
    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        canary = data.draw(st.sampled_from(sorted(self.canaries)))
        with Index.open(self.index) as index:
            reply = self.reply(index, f"Who sealed the {canary} crate?")
        self.check_reply(reply, self.indexed)
        holders = {path for path, text in self.indexed.items() if canary in text}
        first = [hit.article.path for hit in reply.answer.hits[: len(holders)]]
        assert set(first) == holders

    @precondition(lambda self: self.held)
    @rule()
    def ask_the_one_held(self) -> None:
        assert self.held
        index, texts = self.held
        self.check_reply(self.reply(index, "Who sealed the crate?"), texts)
        assert {header.path: index.article(header.id).text for header in index.articles()} == texts

    @invariant()
    def holds_what_the_dict_holds(self) -> None:
        assert self.held_now() == self.indexed

    def held_now(self) -> dict[str, str]:
        """All that is indexed, every row and derived file verified; nothing before the first."""
        if not (self.index / "pincite.sqlite3").exists():
            return {}
        with ExitStack() as stack:
            try:
                index = stack.enter_context(Index.open(self.index))
            except IndexMissing:
                return {}
            assert broken_files(self.index) == []
            index.verify()
            assert index.warnings == []
            return {header.path: index.article(header.id).text for header in index.articles()}

    def reply(self, index: Index, question: str) -> Reply:
        reader = LexicalReader()
        answerer = Answerer(reader, index, load_confidence(reader.name))
        return Pipeline(HybridRetriever(ENCODER, index), answerer, index).ask(question)

    def check_reply(self, reply: Reply, texts: dict[str, str]) -> None:
        """Every passage and quote is the dict's, and stale evidence is known for it."""
        for hit in reply.answer.hits:
            passage = hit.passage
            assert texts[hit.article.path][passage.start : passage.end] == passage.text
        marked = EvidenceCheck(self.corpus).marked(reply)
        for citation in marked.answer.citations:
            path = citation.article.path
            assert texts[path][citation.start : citation.end] == citation.quote
            assert citation.evidence == self.evidence(path, texts[path])

    def evidence(self, path: str, text: str) -> Evidence:
        if path not in self.files:
            return Evidence.GONE
        return Evidence.UNCHANGED if self.files[path] == text else Evidence.CHANGED

    def traces(self) -> set[str]:
        """Canaries of texts that are not indexed, wherever below the index folder."""
        content = b"\0".join(self.bytes_below())
        gone = {
            canary: text
            for canary, text in self.canaries.items()
            if text not in self.indexed.values()
        }
        return {
            canary
            for canary, text in gone.items()
            if canary.encode() in content or sha256(text.encode()).hexdigest().encode() in content
        }

    def check_nothing_is_over(self) -> None:
        """The files of one generation, no vector that is unused, no row without an article."""
        with closing(sqlite3.connect(self.index / "pincite.sqlite3")) as store:
            for what in UNUSED:
                assert store.execute(what).fetchone() == (0,), what
        derived = sorted(path.name.split("-")[0] for path in self.index.glob("*-*-*"))
        assert derived == ["keywords", "vectors"]

    def bytes_below(self) -> Iterator[bytes]:
        for path in self.index.rglob("*"):
            yield path.name.encode()
            if path.is_file():
                yield path.read_bytes()


def live(lives: int, plant: str = "", phases: Sequence[Phase] = tuple(Phase)) -> Counter[str]:
    """So many lives; returns when their syncs were killed."""
    with Nursery(plant=plant) as nursery:
        Life.nursery, Life.kills = nursery, Counter()
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=lives,
                stateful_step_count=STEPS,
                deadline=None,
                phases=phases,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return Life.kills


@pytest.mark.slow
def test_any_life_leaves_the_index_with_what_was_last_synced() -> None:
    kills = live(LIVES)
    print(dict(kills))  # noqa: T201 - `pytest -s` shows it
    assert kills["inside a transaction"] >= LIVES // 10
