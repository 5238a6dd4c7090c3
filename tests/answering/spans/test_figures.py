import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.figures import whole_figure, with_both_years, with_unit
from rag.text.spans import Span


@pytest.mark.parametrize(
    ("question", "text", "pointed", "whole"),
    [
        ("When is the pool open?", "Open from 8:00 to 19:00.", "19:00", "from 8:00 to 19:00"),
        ("When does the pool open?", "Open from 8:00 to 19:00.", "8:00", "8:00"),
        ("When does the pool close?", "Open from 8:00 to 19:00.", "19:00", "19:00"),
        ("When is it open?", "Open 9 am to 5 pm daily.", "9 am", "9 am to 5 pm"),
        ("When is it open?", "Open Monday to Friday.", "Friday", "Monday to Friday"),
        ("When is it on?", "From 3 May to 9 June 2025.", "3 May", "From 3 May to 9 June 2025"),
        ("How much is it?", "between 120 and 150 kW of it", "120", "between 120 and 150 kW"),
        ("How much do guides earn?", "from £14 to £19 an hour", "£14", "from £14 to £19"),
        ("How much does it weigh?", "It weighs 3–5 kg.", "3", "3–5 kg"),
        ("How long did it last?", "It lasted 1990-1995.", "1990", "1990-1995"),
        ("How much did it rise?", "It rose from 5% to 9%.", "9%", "9%"),
        ("How much is the fee?", "The fee was raised from €5 to €9.", "€9", "€9"),
        ("When was it?", "It was on 2024-05-14 there.", "2024-05-14", "2024-05-14"),
        ("How many rooms?", "Call 555-1234-9 for rooms.", "555", "555"),
        ("When is it due?", "in thirty (30) days of it", "in thirty", "in thirty (30) days"),
        ("How long is it?", "for sixty-four (64) days", "(64) days", "sixty-four (64) days"),
        ("How long must it be?", "at least 14 characters", "14", "at least 14"),
        ("How often is it?", "up to four times a year", "a year", "up to four times a year"),
        ("How often may I?", "and no guest more than 4 times", "4", "no guest more than 4"),
        ("How much do I pay?", "You don’t pay more than £5.", "£5", "don’t pay more than £5"),
        ("How old is it?", "It is not older than three years.", "three", "not older than three"),
        ("How often is it?", "We meet twice a week.", "twice", "twice a week"),
        ("How many may come?", "no more than 30 may come", "30", "no more than 30"),
        ("How many came?", "More than 1,000 came.", "1,000", "More than 1,000"),
        ("How many does it take?", "85 or more earn it", "85", "85 or more"),
        ("When must it be back?", "by 9.00 at the latest, or", "9.00", "9.00 at the latest"),
        ("How many came?", "30 and more of them later", "30", "30"),
        ("How many came?", "30 at least 5 times", "30", "30"),
        ("By when is it due?", "It is due before 31 March.", "31 March", "before 31 March"),
        ("How long is it?", "4 minutes and 10 seconds", "4 minutes", "4 minutes and 10 seconds"),
        ("How long is it?", "for 1 minute 55 then", "1 minute", "1 minute 55"),
        ("How long is it?", "The time is 2 h 35 min.", "35 min", "2 h 35 min"),
        ("How many came?", "in 5 days, 300 came", "300", "300"),
        ("When was it?", "Titanic (1997) is a film.", "1997", "1997"),
        ("How many goals?", "They won 3-2 there.", "3", "3"),
        ("How long is it?", "for 3-5 days in May", "3", "3-5 days"),
        ("When is it open?", "The movie runs from 8:00 to 16:00.", "8:00", "from 8:00 to 16:00"),
        ("How many minutes?", "It takes from 10 to 15 minutes.", "10", "from 10 to 15 minutes"),
        ("How much was it?", "It shrank from 400 to 300.", "300", "300"),
        ("When is it due?", "It is due three days before 31 March.", "31 March", "31 March"),
        ("How old is it?", "It was used before 1900.", "1900", "1900"),
        ("When is it free?", "After 10pm or with a card.", "10pm", "After 10pm or with a card"),
        ("When is it shut?", "on Friday or if it rains, too", "Friday", "Friday or if it rains"),
        ("When is it shut?", "It is on Friday or so.", "Friday", "Friday"),
        ("How much is it?", "It is £5 or with a card £4.", "£5", "£5"),
        ("How many die?", "One in four saplings dies.", "four", "One in four"),
        ("How many die?", "Nine out of ten saplings die.", "ten", "Nine out of ten"),
        ("How many were built?", "He built one in 1998.", "1998", "1998"),
        ("How many did he build?", "He built one in four weeks.", "four", "four"),
        ("How much does it cost?", "8 euros, or 5 for children.", "5", "8 euros, or 5"),
        ("How much does it cost?", "8 euros, or 5 for children.", "8 euros", "8 euros"),
        ("How much does it cost?", "8 euros or 5 apples.", "5", "5"),
    ],
)  # fmt: skip
def test_a_figure_takes_along_what_belongs_to_it(
    question: str, text: str, pointed: str, whole: str
) -> None:
    start = text.index(pointed)
    found = whole_figure(understand(question), text, Span(start, start + len(pointed)))
    assert found.of(text) == whole


def test_of_two_ranges_the_one_that_is_pointed_at_is_taken() -> None:
    text = "It runs from 22:30 to 23:45 on weekdays and from 9:00 to 10:15 on Sundays."
    for pointed, whole in (("23:45", "from 22:30 to 23:45"), ("9:00", "from 9:00 to 10:15")):
        start = text.index(pointed)
        span = Span(start, start + len(pointed))
        assert whole_figure(understand("When does it run?"), text, span).of(text) == whole


def test_no_range_goes_over_lines() -> None:
    text = "Room from 3\nto 5 euros"
    span = Span(text.index("3"), text.index("3") + 1)
    assert whole_figure(understand("How many rooms?"), text, span) == span


def test_how_long_takes_both_years() -> None:
    text = "The war of 1770 lasted from 1861 to 1865 and was long."
    for pointed, whole in (("1865", "from 1861 to 1865"), ("1770", "1770")):
        start = text.index(pointed)
        found = with_both_years(text, Span(start, start + len(pointed)))
        assert found.of(text) == whole
    for text in ("- 1861\n- 1865 sold", "Polls were in 1861 and 1865.", "From 1000 to 2000 kg."):
        year = Span(text.index("1"), text.index("1") + 4)
        assert with_both_years(text, year) == year


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1 litre of water", "1 litre"),
        ("250 ml", "250 ml"),
        ("3 cups of flour", "3 cups"),
        ("2 gates", "2"),
        ("5 men", "5"),
        ("12 A4 sheets", "12"),
    ],
)
def test_a_number_is_told_with_its_unit(text: str, figure: str) -> None:
    number = Span(0, text.index(" "))
    assert with_unit(text, number, len(text)).of(text) == figure
    assert with_unit(text, number, number.end) == number
