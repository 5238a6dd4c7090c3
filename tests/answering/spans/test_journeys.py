import pytest

from rag.answering.spans.journeys import is_the_other_end


@pytest.mark.parametrize(
    ("question", "before", "answer", "other"),
    [
        ("When do we leave?", "11:00 Ferry departs, arrives at ", "14:20", True),
        ("When do we leave?", "11:00 Ferry departs, arrives ", "at 2 pm", True),
        ("When does the ferry go?", "11:00 Ferry departs, arrives at ", "14:20", True),
        ("When do we arrive?", "The train leaves at ", "9:15", True),
        ("When do we arrive?", "The train leaves at 9:15 and arrives at ", "11:00", False),
        ("When do we leave?", "It arrives at 10:00 and goes on at ", "10:05", False),
        ("When do we leave?", "We arrive on Sunday. Our ferry is at ", "14:20", False),
        ("When do we leave after they arrive?", "They arrive at ", "14:20", False),
        ("When does it open?", "The train leaves at ", "9:15", False),
        ("When did he leave?", "He arrived on ", "3 May 1990", False),
    ],
)
def test_tells_the_end_of_a_journey_from_its_beginning(
    question: str, before: str, answer: str, other: bool
) -> None:
    assert is_the_other_end(question, before, answer) is other
