"""Articles made from a text, as reading a file of that text would make them."""

from rag.indexing.files import File
from rag.indexing.reading import article_of
from rag.types import Article


def article_from(text: str, path: str = "birds/owls.md") -> Article:
    return article_of(File(path, text.encode("utf-8")))
