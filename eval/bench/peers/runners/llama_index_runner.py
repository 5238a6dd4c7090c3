"""LlamaIndex: a vector store index over FAISS (`--faiss`) or over its default store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from protocol import Passages, main, model_path


class LlamaIndex:
    """Saved with `persist`."""

    def __init__(self, folder: Path, options: Sequence[str]) -> None:
        self._folder = str(folder)
        self._faiss = "--faiss" in options
        self._limit = 0

    def build(self, passages: Passages, vectors: Any) -> None:
        """Nodes that carry a vector are not encoded."""
        rows = [None] * len(passages) if vectors is None else vectors.tolist()
        nodes = [
            TextNode(id_=name, text=text, embedding=row)
            for (name, text), row in zip(passages, rows, strict=True)
        ]
        storage = StorageContext.from_defaults(vector_store=self._new_store())
        model = _model() if vectors is None else _no_model()
        VectorStoreIndex(nodes, storage_context=storage, embed_model=model)
        storage.persist(persist_dir=self._folder)

    def open(self) -> None:
        """All that was persisted, with the model."""
        storage = StorageContext.from_defaults(
            vector_store=self._stored(), persist_dir=self._folder
        )
        self._index = load_index_from_storage(storage, embed_model=_model())

    def replace(self, passages: Passages) -> None:
        """`delete_nodes`, `insert_nodes`, `persist`."""
        self.open()
        ids = [name for name, _ in passages]
        self._index.delete_nodes(ids, delete_from_docstore=True)
        self._index.insert_nodes([TextNode(id_=name, text=text) for name, text in passages])
        self._index.storage_context.persist(persist_dir=self._folder)

    def search(self, question: str, limit: int) -> list[str]:
        """The default retriever's nodes."""
        if limit != self._limit:
            self._retriever = self._index.as_retriever(similarity_top_k=limit)
            self._limit = limit
        return [each.node.node_id for each in self._retriever.retrieve(question)]

    def encode(self, texts: list[str]) -> Any:
        """As nodes are encoded."""
        return _model().get_text_embedding_batch(texts)

    def _new_store(self) -> Any:
        if not self._faiss:
            return None
        import faiss
        from llama_index.vector_stores.faiss import FaissMapVectorStore

        return FaissMapVectorStore(faiss_index=faiss.IndexIDMap2(faiss.IndexFlatL2(384)))

    def _stored(self) -> Any:
        if not self._faiss:
            return None
        from llama_index.vector_stores.faiss import FaissMapVectorStore

        return FaissMapVectorStore.from_persist_dir(self._folder)


def _model() -> HuggingFaceEmbedding:
    return HuggingFaceEmbedding(model_name=model_path(), device="cpu")


def _no_model() -> Any:
    from llama_index.core import MockEmbedding

    return MockEmbedding(embed_dim=384)


if __name__ == "__main__":
    main(LlamaIndex)
