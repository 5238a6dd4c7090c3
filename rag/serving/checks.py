"""Saved answers checked again over HTTP, against the articles' files as they are now.

Whoever may ask may send any path, so no file is looked at but those of indexed articles: a quote
that "holds" in another would tell what stands in it.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body

from rag.answering.showing.verification import CitationCheck, Finding, verify
from rag.contract import saved_citations
from rag.errors import UsageError
from rag.serving.articles import file_of
from rag.serving.bodies import JSON_BODY
from rag.serving.generations import Generation
from rag.serving.parts import Shared
from rag.serving.problems import Refusal
from rag.serving.schemas import ChecksBody

SavedAnswer = Annotated[
    dict[str, object],
    Body(
        description="An answer of `/v1/ask` or `rag ask --json`; only its citations are read.",
        examples=[
            {
                "citations": [
                    {
                        "number": 1,
                        "path": "market-surge.md",
                        "sha256": "0" * 64,
                        "start": 812,
                        "end": 880,
                        "quote": "OpenAI presented Sora, its newest AI model, on 15 February 2024.",
                    }
                ]
            }
        ],
    ),
]
MAX_CITATIONS = 200
"""Citations of one answer: the file of each is read."""

router = APIRouter(prefix="/v1", tags=["verification"])


@router.post("/verify", response_model=ChecksBody, dependencies=[JSON_BODY])
async def verify_answer(answer: SavedAnswer, parts: Shared) -> dict[str, object]:
    """Check every citation of an answer against the articles' files."""
    checks = await parts.with_articles(lambda held: _verify(held, answer))
    return {"holds": all(each.holds for each in checks), "checks": [_json(each) for each in checks]}


def _verify(held: Generation, answer: Mapping[str, object]) -> list[CitationCheck]:
    corpus = held.service.corpus
    if len(saved_citations(answer)) > MAX_CITATIONS:
        raise UsageError(f"at most {MAX_CITATIONS} citations are checked at once")
    if not corpus.is_dir():
        detail = "The articles' folder is not there, so nothing can be checked."
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, detail)
    return verify(answer, corpus, files=_IndexedFiles(held))


class _IndexedFiles:
    """The articles of one generation; what one of them has become is known by its stored hash."""

    def __init__(self, held: Generation) -> None:
        self._held = held

    def holds(self, path: str) -> bool:
        """Is it an article's path, and does its file lie there, behind no link?"""
        header = self._held.by_path.get(path)
        return header is not None and file_of(header, self._held.service.corpus) is not None

    def same(self, sha256: str) -> str | None:
        """The first by path that was indexed with these bytes, and is still there."""
        header = self._held.by_hash.get(sha256)
        return header.path if header and self.holds(header.path) else None


def _json(check: CitationCheck) -> dict[str, object]:
    """A detail may name the folder on the server, which is no business of the client's."""
    outside = check.finding is Finding.OUTSIDE
    return {
        "number": check.number,
        "path": check.path,
        "holds": check.holds,
        "finding": str(check.finding),
        "detail": "The path leads out of the articles' folder." if outside else check.detail,
        "found_path": check.found_path,
        "found_start": check.found_start,
    }
