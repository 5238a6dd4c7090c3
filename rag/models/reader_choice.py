"""Chooses the reader network that a name stands for. Only the chosen one's library is imported."""

from pathlib import Path

from rag.models.answer_reranker import AnswerReranker
from rag.models.reader import TrainedReader
from rag.models.shipped import READER, RERANKER, SHIPPED
from rag.protocols import Reader, Reranker

SHIPPED_NAME = "pincite"


def load_reader(name: str, threads: int | None = None) -> Reader:
    """The reader of that name: `pincite`, or a folder.

    A folder holds weights that `rag.training.export` wrote, or an extractive question-answering
    model of the Hugging Face kind; a name that is no folder is looked up in the Hugging Face cache
    of this machine. `threads` of `None` takes every core. Nothing is fetched from the network:
    raises `ModelUnusable` where the model is not on this machine, or is not the recorded one.
    """
    folder = _folder(name)
    if name == SHIPPED_NAME or (folder / f"{READER}.json").is_file():
        return TrainedReader.load(folder, threads)
    from rag.models.reader_huggingface import HuggingFaceReader

    return HuggingFaceReader(name, threads)


def load_reranker(name: str, threads: int | None = None) -> Reranker | None:
    """The answer reranker that lies beside the reader of that name; `None` where there is none.

    Raises `ModelUnusable` where it is not the recorded one.
    """
    folder = _folder(name)
    if not (folder / f"{RERANKER}.json").is_file():
        return None
    return AnswerReranker.load(folder, threads)


def _folder(name: str) -> Path:
    return SHIPPED if name == SHIPPED_NAME else Path(name)
