"""Haystack: embedders and retriever of its FAISS document store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.retrievers.faiss import FAISSEmbeddingRetriever
from haystack_integrations.document_stores.faiss import FAISSDocumentStore
from protocol import Passages, main, model_path


class Haystack:
    """Saved with the store's `save`."""

    def __init__(self, folder: Path, _options: Sequence[str]) -> None:
        self._path = str(folder / "store")

    def build(self, passages: Passages, vectors: Any) -> None:
        """Documents that carry an embedding need no embedder."""
        if vectors is None:
            documents = _embedded(passages)
        else:
            rows = vectors.tolist()
            documents = [
                Document(id=name, content=text, embedding=row)
                for (name, text), row in zip(passages, rows, strict=True)
            ]
        store = FAISSDocumentStore(embedding_dim=384)
        store.write_documents(documents, policy=DuplicatePolicy.OVERWRITE)
        store.save(self._path)

    def open(self) -> None:
        """A query pipeline over the stored documents."""
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", _text_embedder())
        self._pipeline.add_component(
            "retriever", FAISSEmbeddingRetriever(document_store=self._store())
        )
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def replace(self, passages: Passages) -> None:
        """Written over the documents with the same ids."""
        store = self._store()
        store.write_documents(_embedded(passages), policy=DuplicatePolicy.OVERWRITE)
        store.save(self._path)

    def search(self, question: str, limit: int) -> list[str]:
        """Run the pipeline."""
        given = {"embedder": {"text": question}, "retriever": {"top_k": limit}}
        return [each.id for each in self._pipeline.run(given)["retriever"]["documents"]]

    def encode(self, texts: list[str]) -> Any:
        """By the document embedder."""
        named = [(str(number), text) for number, text in enumerate(texts)]
        return [each.embedding for each in _embedded(named)]

    def _store(self) -> FAISSDocumentStore:
        return FAISSDocumentStore(embedding_dim=384, index_path=self._path)


def _embedded(passages: Passages) -> list[Document]:
    embedder = SentenceTransformersDocumentEmbedder(model=model_path(), progress_bar=False)
    documents = [Document(id=name, content=text) for name, text in passages]
    return list(embedder.run(documents)["documents"])


def _text_embedder() -> SentenceTransformersTextEmbedder:
    return SentenceTransformersTextEmbedder(model=model_path(), progress_bar=False)


if __name__ == "__main__":
    main(Haystack)
