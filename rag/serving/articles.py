"""The articles over HTTP: their list, their texts, and the files themselves."""

from http import HTTPStatus
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from fastapi.responses import Response

from rag.errors import UnreadableFile
from rag.indexing.files import read_file
from rag.serving.generations import Generation
from rag.serving.parts import Shared
from rag.serving.problems import Refusal
from rag.serving.schemas import MAX_LIMIT, ArticleBody, ArticlesBody
from rag.types import ArticleHeader

TEXT_TYPES = frozenset({".txt", ".md", ".markdown"})
"""Files shown as plain text; every other kind is only ever saved."""

ArticleId = Annotated[str, InPath(pattern="^[0-9a-f]{16}$", examples=["3f1c0e5a9b7d2c48"])]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
After = Annotated[str | None, Query(description="`next` of the page before.")]
router = APIRouter(prefix="/v1/articles", tags=["articles"])


@router.get("", response_model=ArticlesBody)
async def list_articles(
    parts: Shared, limit: Limit = MAX_LIMIT, after: After = None
) -> dict[str, object]:
    """List the articles by path, each with the state of its file."""
    return await parts.with_articles(lambda held: _page(held, limit, after))


@router.get("/{article_id}", response_model=ArticleBody)
async def show_article(article_id: ArticleId, parts: Shared) -> dict[str, object]:
    """Give the text that citations point into, as it was indexed."""

    def whole(held: Generation) -> dict[str, object]:
        header = _header(held, article_id)
        article = held.service.article(article_id)
        return {
            **header_json(header, held.service.corpus),
            "length": len(article.text),
            "text": article.text,
            "metadata": dict(article.metadata),
        }

    return await parts.with_articles(whole)


@router.get(
    "/{article_id}/original",
    response_class=Response,
    responses={
        200: {
            "description": "The file's bytes as they are now.",
            "content": {
                "text/plain": {"schema": {"type": "string"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    },
)
async def show_original(article_id: ArticleId, parts: Shared) -> Response:
    """Give the file itself, byte for byte, as it is now."""

    def original(held: Generation) -> Response:
        header = _header(held, article_id)
        file = file_of(header, held.service.corpus)
        if file is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "The article's file is not there any more.")
        return _file_response(file.name, _content(file))

    return await parts.with_articles(original)


def header_json(header: ArticleHeader, corpus: Path) -> dict[str, object]:
    """An article's facts, with the state of its file."""
    return {
        "id": header.id,
        "title": header.title,
        "path": header.path,
        "sha256": header.sha256,
        "published": header.published,
        "language": header.language,
        "state": _state(header, corpus),
    }


def file_of(header: ArticleHeader, corpus: Path) -> Path | None:
    """The article's file; `None` where it is gone, or a link stands in its place or on the way.

    Nothing is ever indexed through a link, so behind one lies something else, were it in the folder
    of another article: with several sources the corpus is their common ancestor, and may be `/`.
    """
    root = corpus.resolve()
    file = root / header.path
    return file if file.is_file() and file.resolve() == file else None


def _page(held: Generation, limit: int, after: str | None) -> dict[str, object]:
    rest = (each for each in held.headers.values() if after is None or each.path > after)
    page = list(islice(rest, limit + 1))
    shown = page[:limit]
    return {
        "total": len(held.headers),
        "articles": [header_json(each, held.service.corpus) for each in shown],
        "next": shown[-1].path if len(page) > limit else None,
    }


def _header(held: Generation, article_id: str) -> ArticleHeader:
    header = held.headers.get(article_id)
    if header is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "The index holds no article of this id.")
    return header


def _state(header: ArticleHeader, corpus: Path) -> str:
    file = file_of(header, corpus)
    if file is None:
        return "missing"
    try:
        same = read_file(file, file.parent).sha256 == header.sha256
    except (OSError, UnreadableFile):
        return "missing"
    return "current" if same else "changed"


def _content(file: Path) -> bytes:
    """Read as indexing reads it, which follows no link that took the file's place meanwhile."""
    try:
        return read_file(file, file.parent).content
    except (OSError, UnreadableFile) as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "The article's file cannot be read now.") from error


def _file_response(name: str, content: bytes) -> Response:
    """Shown as text or saved, never run: the policy keeps even a page of HTML inert."""
    shown = PurePosixPath(name).suffix.lower() in TEXT_TYPES
    place = "inline" if shown else "attachment"
    return Response(
        content,
        media_type="text/plain; charset=utf-8" if shown else "application/octet-stream",
        headers={
            "Content-Disposition": f"{place}; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
