"""Near-identical hits: which of them a reader of the ranking needs to see."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rag.types import Hit, Passage

MOST_OVERLAP = 0.8
"""The share of the shorter of two passages that both may hold. A sentence stands in two neighbours,
and may be long: with half, what only one of them holds was lost for one pair in eight."""
MOST_COPIES = 3
"""Articles whose passage of one wording is shown: enough to see that they agree."""


def distinct(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits in their order, without those that add nothing to a better one.

    Left out are a passage of which more than `MOST_OVERLAP` lies in a better hit of the same
    article or whose wording that article already gave, and the copies of a wording in further
    articles after `MOST_COPIES`. Articles that say the same are witnesses of their own, so the
    first copies stay.
    """
    kept: dict[str, list[Passage]] = {}
    wordings: dict[str, set[str]] = {}
    copies: Counter[str] = Counter()
    for hit in hits:
        passage, wording = hit.passage, _wording(hit.passage)
        own = kept.setdefault(passage.article_id, [])
        given = wordings.setdefault(passage.article_id, set())
        if copies[wording] >= MOST_COPIES or wording in given or _overlaps(passage, own):
            continue
        own.append(passage)
        given.add(wording)
        copies[wording] += 1
        yield hit


def _overlaps(passage: Passage, others: Iterable[Passage]) -> bool:
    for other in others:
        shared = min(passage.end, other.end) - max(passage.start, other.start)
        shorter = min(passage.end - passage.start, other.end - other.start)
        if shared > MOST_OVERLAP * shorter:
            return True
    return False


def _wording(passage: Passage) -> str:
    return " ".join(passage.text.casefold().split())
