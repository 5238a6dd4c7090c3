"""The trained reader: finds answers in hits, and says how sure it is that there is one."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.models.reader_network import PassageScores, ReaderNetwork
from rag.models.shipped import SHIPPED
from rag.text.headed import headed_text
from rag.text.sentences import sentence_spans
from rag.text.spans import Span
from rag.types import Hit, Reading, ScoredSpan

MAX_SPANS = 10
MAX_SPAN_PIECES = 30
CANDIDATES = 40
"""Start and end pairs looked at before overlapping ones are dropped."""


class TrainedReader:
    """Reads hits with the shipped network, or with another one of the same kind.

    A span's score is the sum of its start and end logits, each over "no answer in this passage":
    above 0, the network would rather give the span than nothing. A sentence's score is the mean of
    its pieces' support logits. Both compare across the passages of one question.
    """

    def __init__(self, network: ReaderNetwork) -> None:
        self._network = network

    @classmethod
    def load(cls, folder: Path = SHIPPED, threads: int | None = None) -> "TrainedReader":
        """The reader in a folder; raises `ModelUnusable` where its weights are not as recorded."""
        return cls(ReaderNetwork.load(folder, threads))

    @property
    def name(self) -> str:
        """The name that the weights' card gives."""
        return self._network.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights."""
        return self._network.fingerprint

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """One reading a hit, in the order of the hits."""
        texts = [hit.passage.text for hit in hits]
        scores = self._network.read(question, texts, [header_of(hit) for hit in hits])
        return [reading_of(hit, one) for hit, one in zip(hits, scores, strict=True)]


def header_of(hit: Hit) -> str:
    """What stands in front of the passage when it is read: its title and headings."""
    text = hit.passage.text
    headed = headed_text(hit.article.title, hit.passage.heading, text)
    return headed[: len(headed) - len(text)].strip()


def reading_of(hit: Hit, scores: PassageScores) -> Reading:
    """The network's logits as spans and sentences of the hit's passage."""
    sentences = _sentences(hit.passage.text, hit.article.language)
    return Reading(
        hit=hit,
        relevance=scores.relevance,
        spans=tuple(best_spans(scores, sentences)),
        sentences=tuple(ranked_sentences(scores, sentences)),
    )


def best_spans(scores: PassageScores, sentences: Sequence[Span]) -> list[ScoredSpan]:
    """The best spans that do not overlap, each inside one sentence, best first."""
    pairs = _pair_scores(scores, sentences)
    first, more = np.unravel_index(_highest(pairs, CANDIDATES), pairs.shape)
    starts, ends = scores.offsets[first, 0].tolist(), scores.offsets[first + more, 1].tolist()
    found: list[ScoredSpan] = []
    for start, end, score in zip(starts, ends, pairs[first, more].tolist(), strict=True):
        if all(end <= one.start or start >= one.end for one in found):
            found.append(ScoredSpan(start, end, score))
    return found[:MAX_SPANS]


def ranked_sentences(scores: PassageScores, sentences: Sequence[Span]) -> list[ScoredSpan]:
    """Every sentence with a word piece in it, best first."""
    found = []
    sentence_of = _sentence_of(scores, sentences)
    for number, sentence in enumerate(sentences):
        inside = sentence_of == number
        if inside.any():
            score = float(scores.support[inside].mean())
            found.append(ScoredSpan(sentence.start, sentence.end, score))
    return sorted(found, key=lambda one: (-one.score, one.start))


@lru_cache(maxsize=1024)
def _sentences(text: str, language: str | None) -> tuple[Span, ...]:
    return tuple(sentence_spans(text, language))


def _highest(pairs: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Places in the flat table of the `count` best spans, best first, equal ones in their order."""
    flat = pairs.ravel()
    places = np.flatnonzero(np.isfinite(flat))
    if count < len(places):
        least = np.partition(flat[places], -count)[-count]
        places = places[flat[places] >= least]
    return places[np.argsort(-flat[places], kind="stable")][:count]


def _sentence_of(scores: PassageScores, sentences: Sequence[Span]) -> NDArray[np.int64]:
    """(n,) the number of the sentence in which each piece starts."""
    starts = np.array([sentence.start for sentence in sentences], dtype=np.int64)
    return np.searchsorted(starts, scores.offsets[:, 0], side="right") - 1


def _pair_scores(scores: PassageScores, sentences: Sequence[Span]) -> NDArray[np.float32]:
    """(n, k): start logit plus the end logit of up to k pieces; minus infinity where no span is."""
    number = _sentence_of(scores, sentences)
    reach = np.arange(len(number))[:, None] + np.arange(min(MAX_SPAN_PIECES, len(number)))
    last = np.minimum(reach, len(number) - 1)
    allowed = (reach < len(number)) & (number[:, None] == number[last])
    pairs: NDArray[np.float32] = np.where(
        allowed, scores.start[:, None] + scores.end[last], -np.inf
    ).astype(np.float32)
    return pairs
