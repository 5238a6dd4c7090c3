"""What other articles say of the very thing that an answer states: found by the answer's quote.

A passage that tells the same, or something else of the same, is like the quote and need not be like
the question: "It was put on sale in May" is found by "The device has been sold since June".
"""

from collections.abc import Sequence

from rag.answering.choosing.candidates import Candidate
from rag.protocols import Retriever
from rag.types import Hit, Reading

FOUND = 10
"""Passages that the quote is to find."""
LOOKED_AT = 3
"""Those of them that are read."""


def elsewhere(
    retriever: Retriever, chosen: Candidate, readings: Sequence[Reading]
) -> Sequence[Hit]:
    """Passages of other articles near to the quote that were not read yet, the nearest first."""
    read = {_place(reading.hit) for reading in readings}
    found = retriever.retrieve(chosen.quoted, FOUND)
    return [
        hit for hit in found if hit.article.id != chosen.hit.article.id and _place(hit) not in read
    ][:LOOKED_AT]


def _place(hit: Hit) -> tuple[str, int]:
    return hit.article.id, hit.passage.start
