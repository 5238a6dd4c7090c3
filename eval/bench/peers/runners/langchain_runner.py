"""LangChain's FAISS store with its Hugging Face embeddings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from protocol import Passages, main, model_path


class LangChain:
    """Saved with `save_local`, which pickles the texts."""

    def __init__(self, folder: Path, _options: Sequence[str]) -> None:
        self._folder = str(folder)

    def build(self, passages: Passages, vectors: Any) -> None:
        """`from_texts`, or `from_embeddings` where vectors are given."""
        ids, texts = [name for name, _ in passages], [text for _, text in passages]
        facts = [{"id": name} for name in ids]
        if vectors is None:
            store = FAISS.from_texts(texts, _embeddings(), metadatas=facts, ids=ids)
        else:
            pairs = zip(texts, vectors.tolist(), strict=True)
            store = FAISS.from_embeddings(pairs, _Unused(), metadatas=facts, ids=ids)
        store.save_local(self._folder)

    def open(self) -> None:
        """The store with the model."""
        self._store = FAISS.load_local(
            self._folder, _embeddings(), allow_dangerous_deserialization=True
        )

    def replace(self, passages: Passages) -> None:
        """`delete`, `add_texts`, `save_local`."""
        self.open()
        ids = [name for name, _ in passages]
        self._store.delete(ids=ids)
        texts = [text for _, text in passages]
        self._store.add_texts(texts, metadatas=[{"id": name} for name in ids], ids=ids)
        self._store.save_local(self._folder)

    def search(self, question: str, limit: int) -> list[str]:
        """`similarity_search`."""
        return [each.metadata["id"] for each in self._store.similarity_search(question, k=limit)]

    def encode(self, texts: list[str]) -> Any:
        """`embed_documents`."""
        return _embeddings().embed_documents(texts)


def _Unused() -> Any:  # noqa: N802
    from langchain_core.embeddings import FakeEmbeddings

    return FakeEmbeddings(size=384)


def _embeddings() -> HuggingFaceEmbeddings:
    return HuggingFaceEmbeddings(model_name=model_path(), model_kwargs={"device": "cpu"})


if __name__ == "__main__":
    main(LangChain)
