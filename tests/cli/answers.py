"""Answers as the terminal is handed them."""

from rag.types import Alternative, Answer, ArticleHeader, Citation, Claim, Hit, Passage


def header(path: str = "door.md", title: str = "The door") -> ArticleHeader:
    return ArticleHeader("0" * 16, title, path, "0" * 64, None, None)


def cited(quote: str, number: int = 1, article: ArticleHeader | None = None) -> Citation:
    return Citation(number, article or header(), 0, len(quote), quote, 1, None)


def found(text: str, article: ArticleHeader, heading: str = "") -> Hit:
    return Hit(Passage(article.id, 0, len(text), text, heading), article, {"fused": 0.5})


def answer(
    claims: tuple[Claim, ...] = (),
    citations: tuple[Citation, ...] = (),
    alternatives: tuple[Alternative, ...] = (),
    confidence: float = 0.9,
    hits: tuple[Hit, ...] = (),
) -> Answer:
    """Without claims, a refusal."""
    return Answer(
        question="How is the door opened?",
        answered=bool(claims),
        text="; ".join(claim.text for claim in claims) or None,
        confidence=confidence,
        claims=claims,
        citations=citations,
        alternatives=alternatives,
        disagreement=bool(alternatives),
        hits=hits,
    )
