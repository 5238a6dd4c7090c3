"""What cannot be the answer to a question for a date, a count, a sum or a length of time."""

import pytest

from rag.answering.mismatch import mismatches
from rag.answering.questions import understand


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("In which month did the mill open?", "2022"),
        ("In what month did it shut?", "after a long summer"),
        ("In what year was the mill founded?", "4 May"),
        ("To which year was the fair put off?", "spring"),
        ("On which day of the month did it open?", "2022"),
        ("On what date did it open?", "in early 2023"),
        ("How many pictures does the agency sell a year?", "around $1 billion"),
        ("How many accidents were solved?", "five years"),
        ("how many copies were sold on saturday", "more"),
        ("How much did the bank lend the mill?", "unlimited credit"),
        ("How long did the smith work on the hinge?", "at first"),
        ("By what percentage will costs fall?", "much cheaper"),
        ("磨坊有多少工人？", "很多人"),
    ],
)
def test_an_answer_of_another_type_is_told(question: str, answer: str) -> None:
    assert mismatches(understand(question), answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("In which month did the mill open?", "May"),
        ("In which month did the mill open?", "late in 2022, on 3 May"),
        ("In what year was the mill founded?", "1871"),
        ("In which year did the vicar die?", "the year after the fire"),
        ("On which day does the old weaver come?", "Wednesdays"),
        ("On which day did customs open the box?", "the Sunday"),
        ("On what date did it open?", "3 May"),
        ("On which day was it?", "last Friday"),
        ("What day of the week is the market held?", "twice"),
        ("How many tries were needed?", "the sixth attempt"),
        ("How many recover?", "About half"),
        ("How many herds must be vaccinated?", "75 per cent"),
        ("How many people came?", "dozens"),
        ("How many pictures are sold?", "5 million for $2"),
        ("How many dollars did it cost?", "$5 million"),
        ("How many more days will it take?", "nine"),
        ("How much would a new roof cost?", "sixteen million"),
        ("How long would they wait?", "until ten winters are over"),
        ("By what percentage did it fall?", "a quarter"),
        ("磨坊有多少工人？", "三百人"),
        ("Why did the mill close?", "for want of corn"),
        ("Who opened the mill?", "the miller"),
    ],
)
def test_what_may_be_of_the_type_asked_for_is_left_alone(question: str, answer: str) -> None:
    assert not mismatches(understand(question), answer)
