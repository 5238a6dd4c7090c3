"""sentence-transformers and a flat FAISS index, the two put together by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from protocol import Passages, main, model_path, read_passages, write_passages


class Plain:
    """A matrix in FAISS, the texts beside it in a file."""

    def __init__(self, folder: Path, _options: Sequence[str]) -> None:
        self._folder = folder
        self._model: Any = None

    def build(self, passages: Passages, vectors: Any) -> None:
        """Encode, add, write."""
        if vectors is None:
            vectors = self.encode([text for _, text in passages])
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        self._save(index, passages)

    def open(self) -> None:
        """Model, matrix and texts."""
        self._index = faiss.read_index(str(self._folder / "index.faiss"))
        self._passages = read_passages(self._folder / "passages.jsonl")

    def replace(self, passages: Passages) -> None:
        """A flat index has no update in place: the row is taken out and added at the end."""
        self.open()
        old = {name: row for row, (name, _) in enumerate(self._passages)}
        rows = np.array([old[name] for name, _ in passages], dtype=np.int64)
        self._index.remove_ids(rows)
        self._index.add(self.encode([text for _, text in passages]))
        kept = [each for each in self._passages if each[0] not in dict(passages)]
        self._save(self._index, [*kept, *passages])

    def search(self, question: str, limit: int) -> list[str]:
        """The nearest by inner product."""
        _, rows = self._index.search(self.encode([question]), limit)
        return [self._passages[row][0] for row in rows[0]]

    def encode(self, texts: list[str]) -> Any:
        """By sentence-transformers with its defaults."""
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(model_path(), device="cpu")
        return self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)

    def _save(self, index: Any, passages: Passages) -> None:
        faiss.write_index(index, str(self._folder / "index.faiss"))
        write_passages(self._folder / "passages.jsonl", passages)


if __name__ == "__main__":
    main(Plain)
