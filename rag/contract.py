"""The one JSON of an answer, for every way of asking. Fields may be added, never renamed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.errors import UsageError
from rag.types import Alternative, Citation, Hit, IndexSummary, Reply


@dataclass(frozen=True, slots=True)
class SavedCitation:
    """What of a saved citation can be checked again without an index."""

    number: int
    path: str
    sha256: str
    start: int
    end: int
    quote: str


def reply_json(reply: Reply) -> dict[str, object]:
    """The reply in plain types, its keys in the order in which people read them."""
    answer = reply.answer
    return {
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.text,
        "confidence": round(answer.confidence, 4),
        "claims": [
            {"text": claim.text, "citations": list(claim.citations)} for claim in answer.claims
        ],
        "citations": [citation_json(each) for each in answer.citations],
        "alternatives": [_alternative_json(each) for each in answer.alternatives],
        "disagreement": answer.disagreement,
        "passages": passages_json(answer.hits),
        "index": index_json(reply.index),
        "timing_ms": {stage: round(spent, 1) for stage, spent in reply.timing_ms.items()},
    }


def citation_json(citation: Citation) -> dict[str, object]:
    """One citation, its article's facts beside its own."""
    return {
        "number": citation.number,
        "article_id": citation.article.id,
        "title": citation.article.title,
        "path": citation.article.path,
        "sha256": citation.article.sha256,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "line": citation.line,
        "page": citation.page,
        "slide": citation.slide,
        "heading": citation.heading,
        "published": citation.article.published,
        "evidence": citation.evidence,
        "kind": citation.kind,
    }


def passages_json(hits: Sequence[Hit]) -> list[dict[str, object]]:
    """Hits with their ranks, counted from 1."""
    return [_passage_json(rank, hit) for rank, hit in enumerate(hits, 1)]


def search_json(question: str, hits: Sequence[Hit], index: IndexSummary) -> dict[str, object]:
    """What `rag search --json` and `POST /v1/search` give."""
    return {"question": question, "passages": passages_json(hits), "index": index_json(index)}


def index_json(index: IndexSummary) -> dict[str, object]:
    """The index that answered."""
    return {
        "generation": index.generation,
        "articles": index.articles,
        "passages": index.passages,
        "encoder": index.encoder,
    }


def saved_citations(reply: Mapping[str, object]) -> list[SavedCitation]:
    """The citations of a saved reply, those of its alternatives after its own.

    Raises `UsageError` where it is not a reply: it says which field is missing or wrong.
    """
    alternatives = _list(reply.get("alternatives", []), "alternatives")
    cited = _list(_field(reply, "citations"), "citations")
    for alternative in alternatives:
        cited = cited + _list(_field(_mapping(alternative), "citations"), "citations")
    return [_saved(_mapping(each)) for each in cited]


def _alternative_json(alternative: Alternative) -> dict[str, object]:
    return {
        "answer": alternative.text,
        "confidence": round(alternative.confidence, 4),
        "citations": [citation_json(each) for each in alternative.citations],
    }


def _passage_json(rank: int, hit: Hit) -> dict[str, object]:
    return {
        "rank": rank,
        "article_id": hit.article.id,
        "title": hit.article.title,
        "path": hit.article.path,
        "sha256": hit.article.sha256,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "heading": hit.passage.heading,
        "published": hit.article.published,
        "scores": {stage: round(float(score), 6) for stage, score in hit.scores.items()},
    }


def _saved(citation: Mapping[str, object]) -> SavedCitation:
    return SavedCitation(
        number=_whole(citation, "number"),
        path=_string(citation, "path"),
        sha256=_string(citation, "sha256").lower(),
        start=_whole(citation, "start"),
        end=_whole(citation, "end"),
        quote=_string(citation, "quote"),
    )


def _field(value: Mapping[str, object], name: str) -> object:
    if name not in value:
        raise UsageError(f"not an answer of `rag ask --json`: it has no {name!r}")
    return value[name]


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UsageError(f"not an answer of `rag ask --json`: {value!r:.60} is not an object")
    return value


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise UsageError(f"not an answer of `rag ask --json`: {name!r} is not a list")
    return value


def _string(value: Mapping[str, object], name: str) -> str:
    found = _field(value, name)
    if not isinstance(found, str):
        raise UsageError(f"not an answer of `rag ask --json`: {name!r} is not a string")
    return found


def _whole(value: Mapping[str, object], name: str) -> int:
    found = _field(value, name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise UsageError(f"not an answer of `rag ask --json`: {name!r} is not a whole number")
    return found
