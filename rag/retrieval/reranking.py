"""The order of hits once a reader has read them: how it rates them, beside how they were found.

An answer's passages are shown so, for they have been read. A search does not read: on public
collections that makes some rankings better and others worse, see `eval/LOG.md`.
"""

from collections.abc import Sequence

import numpy as np

from rag.retrieval.fusion import rounded, standardised
from rag.types import Hit

READER, SENTENCE, FUSED = "reader", "sentence", "fused"


def reordered(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that a reader rated, best first; then the others.

    The sum of three scores, each standardised, decides: the reader's of the passage and of its
    best sentence, and how it was found. Equal sums, and the others, stay in the order given.
    """
    read = [hit for hit in hits if READER in hit.scores and FUSED in hit.scores]
    sums = np.zeros(len(read))
    for stage in (READER, SENTENCE, FUSED):
        sums += standardised(_scores(read, stage))
    rounded_sums = rounded(range(len(read)), sums)
    best = sorted(rounded_sums, key=lambda place: -rounded_sums[place])
    return [*(read[place] for place in best), *(hit for hit in hits if hit not in read)]


def _scores(hits: Sequence[Hit], stage: str) -> list[float]:
    """The hits' scores at the stage; one without, a passage of no sentence, has the least."""
    known = [hit.scores[stage] for hit in hits if stage in hit.scores]
    return [hit.scores.get(stage, min(known, default=0.0)) for hit in hits]
