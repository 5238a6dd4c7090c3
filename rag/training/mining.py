"""Hard negatives: what search finds for a question besides its own passage.

`python -m rag.training.mining --data train.jsonl.xz --out neighbours.json`. Dense and keyword ranks
over the training passages themselves are fused; whether a neighbour holds the answer after all is
checked when it is drawn.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Tokenizer

from rag.text.headed import headed_text
from rag.training.data import all_rows, contexts, passage_key, split_rows, words
from rag.training.model import encoder_folder, from_sentence_encoder

KEPT = 12
DEPTH = 40
RANK_OFFSET = 60  # Cormack et al. 2009
SATURATION, LENGTH_SHARE = 1.2, 0.75  # BM25's k1 and b as in Robertson & Zaragoza 2009
BLOCK = 512
PIECES = 128
"""Of a passage, what the dense side sees: enough to find its subject by."""
ENCODED_AT_ONCE = 64

Scores = NDArray[np.float32]


class Dense:
    """The retriever's own encoder in bfloat16, which a CPU runs five times as fast.

    Its vectors differ from the retriever's in the third digit: near enough to mine with.
    """

    def __init__(self, folder: Path) -> None:
        self._model = from_sentence_encoder(folder).eval()
        self._model.narrow()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(PIECES)
        self._tokenizer.no_padding()

    def vectors(self, texts: Sequence[str]) -> Scores:
        """Shape (texts, dimensions), each row of length 1."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
        found = np.empty((len(ids), self._model.words.embedding_dim), dtype=np.float32)
        for first in range(0, len(order), ENCODED_AT_ONCE):
            part = order[first : first + ENCODED_AT_ONCE]
            found[part] = self._pooled([ids[n] for n in part])
        return found

    @torch.inference_mode()
    def _pooled(self, ids: Sequence[Sequence[int]]) -> Scores:
        length = max(map(len, ids))
        padded = torch.tensor([[*one, *[0] * (length - len(one))] for one in ids])
        attended = torch.tensor([[1] * len(one) + [0] * (length - len(one)) for one in ids])
        states = self._model.encode(padded, torch.zeros_like(padded), attended).float()
        summed = (states * attended.unsqueeze(-1)).sum(1)
        pooled: Scores = torch.nn.functional.normalize(summed, dim=1).numpy()
        return pooled


class Keywords:
    """BM25 over a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(sorted(words(text))) for text in texts]
        vocabulary = sorted({word for count in counts for word in count})
        self._number = {word: n for n, word in enumerate(vocabulary)}
        self._weights = self._weighted(counts)

    def scores(self, questions: Sequence[str]) -> Scores:
        """Shape (questions, texts)."""
        columns = [[self._number[w] for w in words(q) if w in self._number] for q in questions]
        pointers = np.cumsum([0, *map(len, columns)])
        indices = np.concatenate([np.array(c, dtype=np.int64) for c in columns])
        ones = np.ones(len(indices), dtype=np.float32)
        asked = sparse.csr_matrix(
            (ones, indices, pointers), shape=(len(questions), len(self._number))
        )
        found: Scores = (asked @ self._weights.T).toarray()
        return found

    def _weighted(self, counts: Sequence[Counter[str]]) -> sparse.csr_matrix:
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float32)
        norms = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / lengths.mean())
        rows = np.repeat(np.arange(len(counts)), [len(count) for count in counts])
        columns = np.array([self._number[word] for count in counts for word in count])
        often = np.array([n for count in counts for n in count.values()], dtype=np.float32)
        spread = np.bincount(columns, minlength=len(self._number))
        rarity = np.log1p((len(counts) - spread + 0.5) / (spread + 0.5)).astype(np.float32)
        values = rarity[columns] * often * (SATURATION + 1) / (often + norms[rows])
        return sparse.csr_matrix((values, (rows, columns)), shape=(len(counts), len(self._number)))


def mine(passages: Sequence[tuple[str, str]], questions: Sequence[str]) -> dict[str, list[str]]:
    """The keys of the passages that search finds for each question, best first.

    Keys, not places: rows that are added or taken away later leave what was mined right.
    """
    keys = [passage_key(text) for _, text in passages]
    encoder = Dense(encoder_folder())
    held = encoder.vectors([headed_text(title, "", text) for title, text in passages])
    keywords = Keywords([f"{title} {text}" for title, text in passages])
    found: dict[str, list[str]] = {}
    for first in range(0, len(questions), BLOCK):
        part = questions[first : first + BLOCK]
        dense = encoder.vectors(part) @ held.T
        fused = _reciprocal(dense) + _reciprocal(keywords.scores(part))
        for question, row in zip(part, fused, strict=True):
            found[question] = [keys[n] for n in np.argsort(-row, kind="stable")[:KEPT]]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Mine the training split of a file of rows."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.mining")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[], help="sources of rows; none: all")
    given = parser.parse_args(arguments)
    training, _ = split_rows(all_rows(given.data))
    training = [row for row in training if not given.only or row.source in given.only]
    questions = sorted({row.question for row in training if row.answers})
    found = mine(list(contexts(training)), questions)
    given.out.write_text(json.dumps(found), encoding="utf-8")
    return 0


def _reciprocal(scores: Scores) -> Scores:
    fused = np.zeros_like(scores)
    best = np.argpartition(-scores, DEPTH, axis=1)[:, :DEPTH]
    order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable")
    ranked = np.take_along_axis(best, order, 1)
    values = 1.0 / (RANK_OFFSET + 1 + np.arange(DEPTH, dtype=np.float32))
    np.put_along_axis(fused, ranked, np.broadcast_to(values, ranked.shape), 1)
    return fused


if __name__ == "__main__":
    raise SystemExit(main())
