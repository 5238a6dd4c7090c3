"""Whether an answer's claims are the steps of a list that the article numbers."""

import re
from collections.abc import Sequence

from rag.types import Answer


def are_steps(answer: Answer) -> bool:
    """Does each claim stand behind its number in a quote that it is cited from?

    The numbers count up from 1, or are all 1, as Markdown allows. The first may be missing where
    the quote begins behind it.
    """
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return len(answer.claims) > 1 and all(
        _is_step(place, claim.text, [quotes[number] for number in claim.citations])
        for place, claim in enumerate(answer.claims, 1)
    )


def _is_step(place: int, claim: str, quotes: Sequence[str]) -> bool:
    words = r"\s+".join(map(re.escape, claim.split()))
    number = rf"^[ \t]*\(?(?:1|{place})[.)、．][ \t]*"
    opening = r"\A" if place == 1 else number
    numbered = re.compile(rf"(?:{number}|{opening})[*_`]*{words}", re.MULTILINE)
    return bool(quotes) and all(map(numbered.search, quotes))
