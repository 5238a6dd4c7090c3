"""The order of hits once a reader has read them: how it rates them, beside how they were found.

An answer's passages are shown so, for they have been read. A search does not read: on public
collections that makes some rankings better and others worse, see `eval/LOG.md`.
"""

from collections.abc import Sequence

from rag.retrieval.fusion import rounded, standardised
from rag.types import Hit

READER, FUSED = "reader", "fused"


def reordered(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that a reader rated by both their scores, each standardised; then the others.

    Equal sums, and the others, stay in the order given.
    """
    read = [hit for hit in hits if READER in hit.scores and FUSED in hit.scores]
    rated = standardised([hit.scores[READER] for hit in read])
    found = standardised([hit.scores[FUSED] for hit in read])
    sums = rounded(dict(enumerate((rated + found).tolist())))
    best = sorted(sums, key=lambda place: -sums[place])
    return [*(read[place] for place in best), *(hit for hit in hits if hit not in read)]
