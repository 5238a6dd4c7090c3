from dataclasses import replace

import pytest

from rag.serving.wording import wording
from rag.types import Answer, Citation, Claim
from tests.serving.corpus import BRIDGE, article_of

QUOTE = "The engineer Ida Moreau designed the bridge."


def answer(page: int | None, slide: int | None) -> Answer:
    header = replace(article_of("bridge.md", BRIDGE).header, title="The Lantern Bridge")
    start = BRIDGE.index(QUOTE)
    citation = Citation(1, header, start, start + len(QUOTE), QUOTE, 7, page, slide)
    return Answer(
        question="Who designed the bridge?",
        answered=True,
        text="Ida Moreau",
        confidence=0.9,
        claims=(Claim("Ida Moreau", (1,)),),
        citations=(citation,),
        alternatives=(),
        disagreement=False,
        hits=(),
    )


@pytest.mark.parametrize(
    ("page", "slide", "place"),
    [
        (None, None, "bridge.md:7"),
        (3, None, "bridge.md, page 3"),
        (None, 12, "bridge.md, slide 12"),
    ],
)
def test_a_quote_says_where_a_person_finds_it(
    page: int | None, slide: int | None, place: str
) -> None:
    said = wording("Who designed the bridge?", resolved=False, answer=answer(page, slide))
    assert said.text.startswith("Ida Moreau [1]\n")
    assert f"“{QUOTE}” (The Lantern Bridge, 2021-03-02, {place})" in said.text
    for mark in said.marks:
        assert said.text[mark.start : mark.end] == "[1]"


def test_the_steps_of_a_numbered_list_are_numbered() -> None:
    one = answer(None, None)
    quote = "To build it:\n\n1. Draw the\n   bridge.\n2. Build it."
    steps = replace(
        one,
        claims=(Claim("Draw the\n   bridge.", (1,)), Claim("Build it.", (1,))),
        citations=(replace(one.citations[0], quote=quote),),
    )
    said = wording("How do I build it?", resolved=False, answer=steps)
    assert said.text.startswith("1. Draw the bridge. [1]\n2. Build it. [1]\n")
