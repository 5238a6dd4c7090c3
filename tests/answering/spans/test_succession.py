import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.succession import is_the_other_hand

LINE = "The first was Ann Reed, who served once; her successor, "


@pytest.mark.parametrize(
    ("question", "before", "other"),
    [
        ("Who was Ann Reed's predecessor?", LINE, True),
        ("Who was Ann Reed's successor?", LINE, False),
        ("Who was Ann Reed's successor?", LINE.replace("successor", "predecessor"), True),
        ("Who was Cy Dahl's predecessor?", LINE, False),
        ("Who was Ann Reed's predecessor?", f"{LINE}Cy, left. He was followed by ", True),
        ("Who was Ann Reed's predecessor?", "Ann Reed left; she was succeeded in 1990 by ", True),
        ("Who was Ann Reed's successor?", "Ann Reed left; she was succeeded in 1990 by ", False),
        (
            "Who was Ann Reed's predecessor?",
            f"{LINE}Cy, left. It rained. He was followed by ",
            False,
        ),
        ("Who followed Ann Reed?", LINE, False),
        ("Who was her predecessor?", LINE, False),
    ],
)
def test_a_successor_is_no_predecessor(question: str, before: str, other: bool) -> None:
    assert is_the_other_hand(understand(question), before) is other
