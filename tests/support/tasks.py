"""What a child process can be told to do to an index."""

import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import faiss

from rag.serving.generations import Generations
from rag.storage.index import Index
from rag.types import Reply
from tests.serving.corpus import SmallService
from tests.support.found import found, pipeline
from tests.support.orders import Order
from tests.support.syncing import compact, sync_folder

Say = Callable[[str], None]
"""Tells a line to whoever gave the order."""


def _sync(order: Order, say: Say) -> None:
    told = set[str]()

    def tell(stage: str, _done: int, _total: int) -> None:
        if stage not in told:
            told.add(stage)
            say(str(stage))

    rebuild = order.task == "rebuild"
    report = sync_folder(order.corpus, order.index, rebuild=rebuild, progress=tell)
    say(f"applied {report.generation}")


def _mend(order: Order, say: Say) -> None:
    """What a reader does that finds the derived files damaged."""
    with Index.open(order.index, threads=1) as index:
        index.warm()
        say(f"mended {len(index.warnings)}")


def _compact(order: Order, say: Say) -> None:
    compact(order.corpus, order.index)
    say("compacted")


def _follow(order: Order, say: Say) -> None:
    """Read the newest generation, whole, until killed; raises where two are mixed."""
    while True:
        with Index.open(order.index, threads=1) as index:
            found(index)
            paths = {header.path for header in index.articles()}
            hits = index.hits([passage for passage, _ in index.keyword("crate", 1000)])
            if {hit.article.path for hit in hits} != paths:
                raise AssertionError(f"hits of {len(hits)} passages, {len(paths)} articles")
            say(f"read {index.generation}")
            while not index.stale():
                time.sleep(0.002)


def _look(order: Order, say: Say) -> None:
    """Say what the index holds, and whether FAISS was given a file of none of these hashes."""
    _tell_parsed(set(order.arguments), say)
    with Index.open(order.index, threads=1) as index:
        digests = found(index).digests()
        say(f"found {len(index.warnings)} {' '.join(digests)}")


def _ask(order: Order, say: Say) -> None:
    """Ask until enough was asked of every generation up to the last, as the service does.

    Raises where an answer is not of the one generation that it names.
    """
    least, last = map(int, order.arguments)
    generations = Generations(lambda: _Service(Index.open(order.index, threads=1)))
    asked, seen = 0, set[int]()
    while asked < least or last not in seen:
        generations.refresh()
        with generations.lease() as generation:
            for name in "abcde":
                reply = generation.service.ask(f"When was the crate {name} sealed?")
                _require_one(reply)
                seen.add(reply.index.generation)
                asked += 1
        (order.index.parent / "asked").write_text(str(asked), "utf-8")
    generations.close()
    say(f"asked {asked} {len(seen)}")


class _Service(SmallService):
    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self.pipeline = pipeline(index)


def _require_one(reply: Reply) -> None:
    of = f"generation {reply.index.generation} "
    texts = [hit.passage.text for hit in reply.answer.hits]
    texts += [citation.quote for citation in reply.answer.citations]
    if len(reply.answer.hits) < 5 or not all(of in text for text in texts):
        raise AssertionError(f"not of {of}: {texts}")


def _tell_parsed(known: set[str], say: Say) -> None:
    """Let every reading function of FAISS say when it is given other bytes."""
    names = [name for name in dir(faiss) if name.startswith(("deserialize_", "read_index"))]
    for name in names:
        setattr(faiss, name, _telling(getattr(faiss, name), known, say))


def _telling(read: Callable[..., Any], known: set[str], say: Say) -> Callable[..., Any]:
    def reading(source: Any, *arguments: Any) -> Any:
        if isinstance(source, faiss.VectorIOReader):  # FAISS itself, on bytes that were seen
            return read(source, *arguments)
        content = Path(source).read_bytes() if isinstance(source, str) else bytes(source)
        if sha256(content).hexdigest() not in known:
            say(f"parsed {len(content)} bytes of another file")
        return read(source, *arguments)

    return reading


TASKS: dict[str, Callable[[Order, Say], None]] = {
    "index": _sync,
    "sync": _sync,
    "rebuild": _sync,
    "mend": _mend,
    "compact": _compact,
    "follow": _follow,
    "look": _look,
    "ask": _ask,
}
