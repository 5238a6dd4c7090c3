"""bm25s with English stop words and the stemmer that its documentation recommends."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import Stemmer
from protocol import Passages, main


class Words:
    """BM25 scores computed when indexing; there is no way to change one text of an index."""

    def __init__(self, folder: Path, _options: Sequence[str]) -> None:
        self._folder = folder
        self._stemmer = Stemmer.Stemmer("english")

    def build(self, passages: Passages, _vectors: Any) -> None:
        """Tokenise, score, write; the corpus is kept beside it."""
        tokens = self._tokens([text for _, text in passages])
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        corpus = [{"id": name, "text": text} for name, text in passages]
        retriever.save(self._folder, corpus=corpus)

    def open(self) -> None:
        """Scores and corpus."""
        self._retriever = bm25s.BM25.load(self._folder, load_corpus=True)

    def replace(self, passages: Passages) -> None:
        """Build it all again from the corpus that was kept."""
        self.open()
        corpus = {each["id"]: each["text"] for each in self._retriever.corpus}
        self.build(list({**corpus, **dict(passages)}.items()), None)

    def search(self, question: str, limit: int) -> list[str]:
        """The best by BM25."""
        found, _ = self._retriever.retrieve(self._tokens([question]), k=limit, show_progress=False)
        return [each["id"] for each in found[0]]

    def encode(self, texts: list[str]) -> Any:
        """Never: it knows words only."""
        raise NotImplementedError("bm25s knows words only and encodes nothing")

    def _tokens(self, texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)


if __name__ == "__main__":
    main(Words)
