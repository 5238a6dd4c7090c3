import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.cutting import cut, nearness


@pytest.mark.parametrize(
    ("question", "sentence", "best"),
    [
        ("When did Acme open?", "Acme opened on 3 May 2021 with 40 people.", "3 May 2021"),
        ("How many people came?", "On 3 May 2021 some 40 people came.", "40"),
        ("How many people came?", "Those were 38 patients aged 65 to 82.", "38"),
        ("How many came?", "A 5-year-old came with 38 others.", "38"),
        ("How old were they?", "Those were 38 patients aged 65 to 82.", "65 to 82"),
        ("How much did it cost?", "In 2021 it cost $5 million for 9 days.", "$5 million"),
        ("How many targets may it have?", "Targets for each balancer: 1000", "1000"),
        ("How many people came?", "A 2021 study counted 40 people.", "40"),
        ("How many people came?", "At the show: 2019, 2020 and 2021 drew 40 people.", "40"),
        ("What time does it leave?", "From 3 May it leaves at 14.20 for 3.25 euros.", "14.20"),
        ("When does it leave?", "From 3 May it leaves at 14.20.", "3 May"),
        ("When does it open?", "It costs £9.30 and opens at 9 a.m. there.", "9 a.m."),
        ("How long did it last?", "It cost $5 million and lasted 9 days.", "9 days"),
        ("How long may it take?", "In 2021 ten working days were allowed.", "ten working days"),
        ("How long may he stay?", "He may stay for 21 nights in summer.", "21 nights"),
        ("By what percentage did it fall?", "It fell 7% in 9 days.", "7%"),
        ("Who opened Acme?", "Acme was opened by Jo Vane.", "Jo Vane"),
        ("Where is Acme based?", "Jo Vane runs it from a shed in Rome.", "Rome"),
    ],
)
def test_the_best_fit_is_of_the_asked_type(question: str, sentence: str, best: str) -> None:
    cuts = cut(understand(question), sentence)
    chosen = max(cuts, key=lambda each: each.fit)
    assert sentence[chosen.start : chosen.end] == best


def test_what_stands_in_the_question_is_no_answer() -> None:
    assert cut(understand("Who is taller than Jo Vane?"), "Jo Vane is tall.") == []
    assert cut(understand("How many more than 40 people came?"), "Some 40 people came.") == []


def test_an_hour_is_no_answer_where_a_date_is_asked_for() -> None:
    assert cut(understand("On what date does it leave?"), "It leaves at 14:20.") == []
    assert cut(understand("When does it leave?"), "It is 4.10 km and 3.5 kg, 22.75 of it.") == []


def test_why_has_no_short_answer() -> None:
    assert cut(understand("Why did Acme open on 3 May?"), "It opened on 4 May.") == []


def test_nearness_falls_with_distance() -> None:
    question = understand("When did Acme open?")
    sentence = "In 1999 nothing at all happened there, but Acme opened in 2004."
    near = nearness(question, sentence, sentence.index("2004"), sentence.index("2004") + 4)
    far = nearness(question, sentence, sentence.index("1999"), sentence.index("1999") + 4)
    assert 0 <= far < near <= 1


def test_a_bare_number_is_of_the_unit_that_its_column_names() -> None:
    sentence = "The Weeks of Birth parent is 20."
    for question, fit in (("How many weeks do they get?", 1.0), ("How many seconds?", 0.3)):
        [found] = cut(understand(question), sentence)
        assert found.fit == fit
