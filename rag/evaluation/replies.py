"""A reply read back from its JSON, so that a stored run is scored exactly as a fresh one.

Any service that speaks the contract can be judged; nothing here needs ours.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, cast

from rag.types import Alternative, Answer, ArticleHeader, Citation, Claim, Hit, Passage

Json: TypeAlias = Mapping[str, object]


def answer_from_json(reply: Json) -> Answer:
    """The answer of a reply; `KeyError` or `TypeError` where the contract is not kept."""
    text = reply["answer"]
    return Answer(
        question=str(reply["question"]),
        answered=bool(reply["answered"]),
        text=None if text is None else str(text),
        confidence=_number(reply["confidence"]),
        claims=tuple(_claim(item) for item in _objects(reply["claims"])),
        citations=_citations(reply["citations"]),
        alternatives=tuple(_alternative(item) for item in _objects(reply["alternatives"])),
        disagreement=bool(reply["disagreement"]),
        hits=tuple(_hit(item) for item in _objects(reply["passages"])),
    )


def _claim(item: Json) -> Claim:
    numbers = cast("list[int]", item["citations"])
    return Claim(str(item["text"]), tuple(numbers))


def _alternative(item: Json) -> Alternative:
    confidence = _number(item["confidence"])
    return Alternative(str(item["answer"]), confidence, _citations(item["citations"]))


def _citations(items: object) -> tuple[Citation, ...]:
    return tuple(_citation(item) for item in _objects(items))


def _citation(item: Json) -> Citation:
    page = item.get("page")
    return Citation(
        number=_whole(item["number"]),
        article=_header(item),
        start=_whole(item["start"]),
        end=_whole(item["end"]),
        quote=str(item["quote"]),
        line=_whole(item["line"]),
        page=None if page is None else _whole(page),
    )


def _hit(item: Json) -> Hit:
    passage = Passage(
        article_id=str(item["article_id"]),
        start=_whole(item["start"]),
        end=_whole(item["end"]),
        text=str(item["text"]),
        heading=str(item.get("heading") or ""),
    )
    scores = {stage: _number(score) for stage, score in _object(item["scores"]).items()}
    return Hit(passage, _header(item), scores)


def _header(item: Json) -> ArticleHeader:
    published = item.get("published")
    return ArticleHeader(
        id=str(item["article_id"]),
        title=str(item["title"]),
        path=str(item["path"]),
        sha256=str(item.get("sha256") or ""),
        published=None if published is None else str(published),
        language=None,
    )


def _objects(items: object) -> list[Json]:
    if not isinstance(items, Iterable):
        raise TypeError(f"expected a list, found {items!r}")
    return [_object(item) for item in items]


def _object(item: object) -> Json:
    if not isinstance(item, Mapping):
        raise TypeError(f"expected an object, found {item!r}")
    return item


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError(f"expected a number, found {value!r}")
    return float(value)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"expected a whole number, found {value!r}")
    return value
