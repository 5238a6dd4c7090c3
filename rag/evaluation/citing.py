"""Are the citations true, and are they the evidence?"""

from collections.abc import Sequence

from rag.errors import UnreadableFile
from rag.evaluation.articles import Articles
from rag.evaluation.coverage import Stretch, covered, share
from rag.evaluation.gold import EvidenceSet, GoldQuestion, GoldSpan
from rag.types import Answer, Citation

ENOUGH = 0.5
"""A quote carries a piece of evidence when it covers at least half of its core."""


def all_citations(answer: Answer) -> list[Citation]:
    """The answer's own and those of its alternatives."""
    others = [citation for other in answer.alternatives for citation in other.citations]
    return [*answer.citations, *others]


def fault(citation: Citation, articles: Articles) -> str | None:
    """What is wrong with the citation, read from the file itself; `None` where nothing is."""
    path = articles.resolve(citation.article.path)
    if path is None:
        return f"no article {citation.article.path!r}"
    if citation.article.sha256 != articles.sha256(path):
        return f"{path} is not the file that was cited: its SHA-256 differs"
    try:
        text = articles.text(path)
    except UnreadableFile as error:
        return f"{path}: {error}"
    if not citation.quote or text[citation.start : citation.end] != citation.quote:
        return f"{path}[{citation.start}:{citation.end}] is not the quote"
    return None


def supports(citation: Citation, question: GoldQuestion, articles: Articles) -> bool:
    """Whether the quote covers at least half of the core of a span of any evidence set."""
    spans = (span for spans in question.evidence for span in spans)
    return any(_carries([citation], span, articles) for span in spans)


def citation_precision(
    question: GoldQuestion, citations: Sequence[Citation], articles: Articles
) -> float:
    """The share of the citations that support; there is at least one."""
    return sum(supports(item, question, articles) for item in citations) / len(citations)


def citation_recall(
    question: GoldQuestion, citations: Sequence[Citation], articles: Articles
) -> float:
    """The share of an evidence set's spans that the citations carry; the best set's."""
    return max(
        sum(_carries(citations, span, articles) for span in spans) / len(spans)
        for spans in question.evidence
    )


def core_coverage(
    question: GoldQuestion, citations: Sequence[Citation], articles: Articles
) -> float:
    """The share of a set's cores, in code points, that the quotes cover; the best set's."""
    return max(
        (_core_share(spans, citations, articles) for spans in question.evidence), default=0.0
    )


def carries_set(spans: EvidenceSet, citations: Sequence[Citation], articles: Articles) -> bool:
    """Whether the quotes carry every span of the set."""
    return all(_carries(citations, span, articles) for span in spans)


def every_claim_cited(answer: Answer) -> bool:
    """Whether there is a claim, and each one names at least one citation that exists."""
    numbers = {citation.number for citation in answer.citations}
    return bool(answer.claims) and all(
        claim.citations and set(claim.citations) <= numbers for claim in answer.claims
    )


def _carries(citations: Sequence[Citation], span: GoldSpan, articles: Articles) -> bool:
    places = _places(citations, span.article, articles)
    return bool(places) and share(span.core, places) >= ENOUGH


def _core_share(spans: EvidenceSet, citations: Sequence[Citation], articles: Articles) -> float:
    total = sum(span.core[1] - span.core[0] for span in spans)
    found = sum(covered(span.core, _places(citations, span.article, articles)) for span in spans)
    return found / total if total else 0.0


def _places(citations: Sequence[Citation], article: str, articles: Articles) -> list[Stretch]:
    return [
        (citation.start, citation.end)
        for citation in citations
        if articles.resolve(citation.article.path) == article
    ]
