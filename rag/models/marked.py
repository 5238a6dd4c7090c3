"""A possible answer marked in its passage: what the answer reranker reads.

The pieces of the answer have a token type of their own, so the network knows all along what it is
asked about; of a long passage, only what stands around the answer is read.
"""

from typing import NamedTuple

from tokenizers import Encoding, Tokenizer

from rag.models.shipped import CLS, SEP

MAX_QUESTION, MAX_HEADER = 48, 24  # of pieces: a reranker reads less than a reader
MAX_ASKED, MAX_STATEMENT = 24, 40  # where two statements are compared
LEAST_WINDOW = 96
FRONT, TEXT, ANSWER = 0, 1, 2
"""Token types: question, header and the pieces between; passage; answer."""
Slice = tuple[int, int]
"""Start and end in a text's characters."""


class Marked(NamedTuple):
    """`[CLS] question [SEP] header [SEP] text [SEP]`, the answer within the text marked.

    Or two statements in place of header and text, the second one marked as far as it fits.
    """

    ids: list[int]
    types: list[int]


class Marker:
    """Cuts passages into word pieces, to a window around an answer."""

    def __init__(self, tokenizer: Tokenizer, window: int) -> None:
        """`tokenizer` neither pads nor cuts; `window` is the most pieces of one reading.

        Raises `ValueError` where a long question would leave no room for the answer.
        """
        if window < LEAST_WINDOW:
            raise ValueError(f"a window of {window} word pieces is less than {LEAST_WINDOW}")
        self._tokenizer = tokenizer
        self._window = window

    def marked(self, question: str, header: str, text: str, answer: Slice) -> Marked:
        """The text around the answer, behind question and header."""
        asked = self._pieces(question).ids[:MAX_QUESTION]
        above = self._pieces(header).ids[:MAX_HEADER] if header else []
        front = [CLS, *asked, SEP, *above, SEP] if above else [CLS, *asked, SEP]
        return self._around(front, self._pieces(text), answer)

    def opposite(self, question: str, statement: str, other: str) -> Marked:
        """Two statements found for a question: the other one, marked as a whole, is judged."""
        asked = self._pieces(question).ids[:MAX_ASKED]
        stated = self._pieces(statement).ids[:MAX_STATEMENT]
        front = [CLS, *asked, SEP, *stated, SEP]
        return self._around(front, self._pieces(other), (0, len(other)))

    def _around(self, front: list[int], pieces: Encoding, answer: Slice) -> Marked:
        start, end = answer
        held = [n for n, (a, b) in enumerate(pieces.offsets) if b > start and a < end]
        room = self._window - len(front) - 1
        first, last = (held[0], min(held[-1] + 1, held[0] + room)) if held else (0, 0)
        low, high = _widened(first, last, room, len(pieces.ids))
        types = [TEXT] * (first - low) + [ANSWER] * (last - first) + [TEXT] * (high - last)
        return Marked(
            [*front, *pieces.ids[low:high], SEP], [*(FRONT for _ in front), *types, FRONT]
        )

    def _pieces(self, text: str) -> Encoding:
        return self._tokenizer.encode(text, add_special_tokens=False)


def _widened(first: int, last: int, room: int, length: int) -> Slice:
    """As much on either side as there is room for; what one side lacks, the other has."""
    spare = max(0, room - (last - first))
    before = min(first, spare // 2)
    after = min(length - last, spare - before)
    before = min(first, spare - after)
    return first - before, last + after
