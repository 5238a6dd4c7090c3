"""txtai's embeddings database with its texts; `--hybrid` adds its keyword index."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from protocol import Passages, main, model_path
from txtai import Embeddings


class Txtai:
    """FAISS beside SQLite, as it makes them by default."""

    def __init__(self, folder: Path, options: Sequence[str]) -> None:
        self._path = str(folder / "embeddings")
        self._kind = {"content": True, "hybrid": "--hybrid" in options, "gpu": False}

    def build(self, passages: Passages, vectors: Any) -> None:
        """`index` and `save`; vectors that are given come in by an external transform."""
        settings = {"path": model_path(), **self._kind}
        if vectors is not None:
            settings |= {"method": "external", "transform": _handing_out(vectors)}
        embeddings = Embeddings(settings)
        embeddings.index((name, text, None) for name, text in passages)
        for mine in ("method", "transform"):  # so that it is opened with the model
            embeddings.config.pop(mine, None)
        embeddings.save(self._path)

    def open(self) -> None:
        """The saved database, with the model for questions."""
        self._embeddings = Embeddings(path=model_path(), **self._kind)
        self._embeddings.load(self._path)

    def replace(self, passages: Passages) -> None:
        """`upsert` and `save`."""
        self.open()
        self._embeddings.upsert((name, text, None) for name, text in passages)
        self._embeddings.save(self._path)

    def search(self, question: str, limit: int) -> list[str]:
        """`search`."""
        return [each["id"] for each in self._embeddings.search(question, limit)]

    def encode(self, texts: list[str]) -> Any:
        """`batchtransform`, with the category of what is indexed."""
        embeddings = Embeddings(path=model_path(), **self._kind)
        return embeddings.batchtransform(texts, "data")


def _handing_out(vectors: Any) -> Callable[[Sequence[str]], Any]:
    """The next rows for the next texts: texts are transformed in their order."""
    taken = 0

    def transform(texts: Sequence[str]) -> Any:
        nonlocal taken
        taken += len(texts)
        return vectors[taken - len(texts) : taken]

    return transform


if __name__ == "__main__":
    main(Txtai)
