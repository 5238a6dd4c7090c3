import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.namesakes import is_of_a_namesake

QUOTE = "Ann Reed was born on 17 June 1921 in the house that Bo Reed had built in 1889."


@pytest.mark.parametrize(
    ("question", "answer", "quote", "other"),
    [
        ("When was Bo Reed born?", "17 June 1921", QUOTE, True),
        ("When was Ann Reed born?", "17 June 1921", QUOTE, False),
        ("When did Bo Reed build the house?", "1889", QUOTE, False),
        ("When was Bo Lee born?", "17 June 1921", QUOTE, False),
        ("Where was Bo Reed born?", "Bern", "Ann Reed was born in Rome, Bo Reed in Bern.", False),
        ("When was Bo Reed born?", "1921", "Robert Reed was born in 1921.", False),
        ("When was Reed born?", "17 June 1921", QUOTE, False),
    ],
)
def test_what_another_of_the_name_did_is_no_answer(
    question: str, answer: str, quote: str, other: bool
) -> None:
    assert is_of_a_namesake(understand(question), answer, quote) is other
