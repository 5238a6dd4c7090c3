"""How near a quote is to the question, by the encoder that also finds passages.

A reader goes by words and their order; an encoder knows that "dropped" answers "How far did it
fall?". What that brings is in `eval/LOG.md`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Encoder

_DIGITS = 6  # processors that differ in the last bits agree


def similarities(
    encoder: Encoder, question: str, quotes: Sequence[str], *, exact: bool = False
) -> list[float]:
    """The inner products of the question's vector and those of the quotes, between -1 and 1.

    All are encoded as questions are, which is the fast way, several at a time; `exact`, as
    passages are.
    """
    if exact:
        asked, *others = encoder.encode([question, *quotes])
    else:
        asked, others = encoder.encode_question(question), _beside(encoder, quotes)
    return [round(float(vector @ asked), _DIGITS) for vector in others]


def _beside(encoder: Encoder, quotes: Sequence[str]) -> list[NDArray[np.float32]]:
    """The vectors of the quotes in order, each encoded once: candidates may share a sentence."""
    if not quotes:
        return []
    once = list(dict.fromkeys(quotes))
    with ThreadPoolExecutor(len(once), thread_name_prefix="quotes") as beside:
        known = dict(zip(once, beside.map(encoder.encode_question, once), strict=True))
    return [known[quote] for quote in quotes]
