"""What cannot be the answer to a question for a count, percentage, price, month, year or day."""

import pytest

from rag.answering.language.mismatch import mismatches


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("In which month did the mill open?", "2022"),
        ("On what date did the bridge fall?", "Tuesday morning"),
        ("In what month was it shut?", "late in 2022"),
        ("In what year was the mill founded?", "4 May"),
        ("To which year was the fair put off?", "spring"),
        ("what year did it burn down", "July 16th."),
        ("On which day did it open?", "in early 2023"),
        ("On which day of the month did it open?", "2022"),
        ("How many pictures does the agency sell a year?", "around $1 billion"),
        ("How many accidents were solved?", "five years"),
        ("How many rounds does it run?", "5 to 15 seconds"),
        ("how many copies were sold on saturday", "more"),
        ("How many stocks hit their limit?", "one after another"),
        ("And how many mills are left?", "fewer mills"),
        ("By what percentage will costs fall?", "much cheaper"),
        ("What was the price of Acme's shares?", "The price fell by more than 7% on Monday"),
        ("How much does a pen cost?", "five minutes"),
        ("What is the price target for Acme?", "+19%"),
        ("blood pressure left arm", "148 over 92 right arm"),
        ("What was the diastolic blood pressure?", "a systolic blood pressure of 140"),
    ],
)
def test_an_answer_of_another_type_is_told(question: str, answer: str) -> None:
    assert mismatches(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("On what date did the bridge fall?", "on Tuesday, 14 March"),
        ("On what date did it fall?", "the third of May"),
        ("What was the price of a pen?", "5 crowns, a rise of 7%"),
        ("What is the price rise?", "7%"),
        ("blood pressure left arm", "152 left arm, 148 right arm"),
        ("Which turn is left then?", "the right turn"),
        ("How does the left arm differ from the right arm?", "the right arm is longer"),
        ("How much does it cost?", "forty"),
        ("How much did the war cost the economy?", "about 3% a year"),
        ("What is the price of a loan?", "5%"),
        ("In which month did the mill open?", "May"),
        ("In which month did the mill open?", "late in 2022, on 3 May"),
        ("In which month did the mill open?", "2022-05"),
        ("In which month does the fast begin?", "Ramadan"),
        ("In what year was the mill founded?", "1871"),
        ("In what year was the abbey founded?", "722 AD"),
        ("In which year did the vicar die?", "the year after the fire"),
        ("in what year of his reign was it", "the third"),
        ("On which day does the old weaver come?", "Wednesdays"),
        ("On which day did it open?", "the first of May"),
        ("On what date will it close?", "by the end of 2030"),
        ("What day job has the poet?", "a postman"),
        ("What year-on-year growth was there?", "12%"),
        ("Why does nobody know what year the mill was built?", "The church burned down."),
        ("Who decides on which day the market is held?", "the bishop"),
        ("How many tries were needed?", "the sixth attempt"),
        ("How many were hiding?", "Thirty-one"),
        ("How many recover?", "About half"),
        ("How many herds must be vaccinated?", "75 per cent"),
        ("How many people came?", "dozens in two weeks"),
        ("How many members have left?", "none in two years"),
        ("How many of them stayed?", "the rest"),
        ("How many children did she have?", "an only child"),
        ("How many pictures are sold?", "5 million for $2"),
        ("How many dollars did it cost?", "$5 million"),
        ("How many million dollars did it cost?", "$5 million"),
        ("How many Australian dollars is it?", "$500"),
        ("How many working days does it take?", "12 days"),
        ("How many seasons did he come?", "sixteen years"),
        ("By what percentage did it fall?", "a quarter"),
        ("Which country has the largest number of lakes?", "Canada"),
        ("Which share did best?", "Portica"),
        ("How much would a new roof cost?", "an undisclosed sum"),
        ("How long would they wait?", "for life"),
        ("How often is the hall inspected?", "monthly"),
        ("who sang how deep is your love", "the Bee Gees"),
        ("磨坊有多少工人？", "很多人"),
    ],
)
def test_what_may_be_of_the_type_asked_for_is_left_alone(question: str, answer: str) -> None:
    assert not mismatches(question, answer)


def test_a_version_has_a_number_or_a_name() -> None:
    asked = "Which version fixed lockers that stayed marked?"
    assert mismatches(asked, "lockers stayed marked")
    for answer in ("4.1.1", "Mojave", "the second", "version X"):
        assert not mismatches(asked, answer)


def test_a_quote_may_speak_of_the_other_side() -> None:
    asked = "What was the diastolic blood pressure?"
    assert mismatches(asked, "6 mmHg", "Systolic blood pressure fell by 6 mmHg.")
    assert not mismatches(asked, "6 mmHg", "It fell by 6 mmHg.")
    both = "Diastolic blood pressure fell by 6 mmHg, and systolic blood pressure by 9 mmHg."
    assert not mismatches(asked, "6 mmHg", both)
