"""The whole service in a few lines: a question in, a cited answer or an honest refusal out."""

import threading
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.errors import UsageError
from rag.protocols import Encoder, Found, Progress, Retriever, Vectors
from rag.types import Answer, Hit, IndexSummary, Reply

if TYPE_CHECKING:
    from rag.answering.answerer import Answerer

MAX_QUESTION = 10_000
"""Characters of a question."""
READ = 20
"""The most hits that the reader is handed; it stops earlier where more cannot change the answer."""
SHOWN = 10
"""Passages that an answer carries."""
_REMEMBERED = 256
"""Vectors of questions and quotes, a few KB each; an answer takes about ten."""
Order: TypeAlias = Callable[[Sequence[Hit]], Sequence[Hit]]
"""Hits, some with the score of a reader, in the order in which they are shown."""


class Summarised(Protocol):
    """An index, as far as a reply names it."""

    def summary(self) -> IndexSummary:
        """Say which generation of which articles answers."""


class Pipeline:
    """Retrieve, read, answer, over one generation of an index."""

    def __init__(
        self,
        retriever: Retriever,
        answerer: "Answerer",
        index: Summarised,
        encoder: "TimedEncoder | None" = None,
        order: Order = list,
    ) -> None:
        """With the retriever's `encoder`, `timing_ms` tells encoding from retrieving.

        `order` puts an answer's passages in order.
        """
        self._retriever = retriever
        self._order = order
        self._answerer = answerer
        self._index = index
        self._encoder = encoder

    def ask(self, question: str, found: Found | None = None) -> Reply:
        """Answer from the articles, or say that they do not; the question is repeated as given.

        What is `found` is told at once, for those who look at it while it is being read.
        Raises `UsageError` for an empty, too long or unreadable question, and `CitationMismatch`
        where a quote would not hold.
        """
        from rag.answering.language.plain import asked_plainly  # a search loads nothing of it

        started = time.perf_counter()
        asked = asked_plainly(checked_question(question))
        hits = self._retriever.retrieve(asked, READ)
        retrieved = time.perf_counter()
        encode = self._encoder.last_ms if self._encoder else 0.0
        if found is not None:
            found(hits[:SHOWN])
        answer = self._shown(self._answerer.answer(asked, hits), question)
        ended = time.perf_counter()
        timing = {
            "encode": encode,
            "retrieve": 1e3 * (retrieved - started) - encode,
            "read": 1e3 * (ended - retrieved),
            "total": 1e3 * (ended - started),
        }
        return Reply(answer, self._index.summary(), timing)

    def search(self, question: str, limit: int) -> list[Hit]:
        """The same as the function `search`, with this retriever."""
        return search(self._retriever, question, limit)

    def _shown(self, answer: Answer, question: str) -> Answer:
        return replace(answer, question=question, hits=tuple(self._order(answer.hits)[:SHOWN]))


class TimedEncoder:
    """An encoder that remembers its latest questions, and for each thread how long the last took.

    The same again costs nothing: a question is encoded to find passages and to choose an answer,
    and so are the quotes, to compare them and to find what else is said.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vector = lru_cache(maxsize=_REMEMBERED)(encoder.encode_question)
        self._spent = threading.local()

    @property
    def name(self) -> str:
        """The encoder's name."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """The encoder's fingerprint."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """The encoder's dimensions."""
        return self._encoder.dimensions

    @property
    def window(self) -> int:
        """The encoder's window."""
        return self._encoder.window

    @property
    def last_ms(self) -> float:
        """Milliseconds of this thread's last call; 0 where there was none."""
        return getattr(self._spent, "ms", 0.0)

    def count_pieces(self, text: str) -> int:
        """Word pieces of the text."""
        return self._encoder.count_pieces(text)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors in the order of the texts."""
        return self._encoder.encode(texts, progress)

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """The question's vector: the call whose time is remembered."""
        started = time.perf_counter()
        vector = self._vector(question)
        self._spent.ms = 1e3 * (time.perf_counter() - started)
        return vector


def search(retriever: Retriever, question: str, limit: int) -> list[Hit]:
    """At most `limit` passages nearest to the question, best first: nothing is read or answered.

    Raises `UsageError` as `Pipeline.ask` does, and for a limit below 1.
    """
    if limit < 1:
        raise UsageError(f"a search needs a limit of at least 1, not {limit}")
    return list(retriever.retrieve(checked_question(question), limit))


def checked_question(question: str) -> str:
    """The question in NFC without space around it; raises `UsageError` where it asks nothing.

    Only the question is normalised: an article's characters are never touched.
    """
    if len(question) > MAX_QUESTION:
        raise UsageError(
            f"the question has {len(question):,} characters, and at most {MAX_QUESTION:,} are read:"
            " ask it in fewer words"
        )
    if any("\ud800" <= letter <= "\udfff" for letter in question):
        raise UsageError("the question is not valid Unicode: save or type it as UTF-8")
    asked = unicodedata.normalize("NFC", question).strip()
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in asked):
        raise UsageError(
            "the question is empty: ask one, such as `rag ask 'When was it released?'`"
        )
    return asked
