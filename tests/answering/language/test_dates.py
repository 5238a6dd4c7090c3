import time

import pytest

from rag.answering.language.dates import Date, find_dates
from rag.answering.language.likeness import Likeness


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("It came on 15 February 2024.", "15 February 2024", Date(2024, 2, 15)),
        ("on Feb. 15, 2024, it", "Feb. 15, 2024", Date(2024, 2, 15)),
        ("on February 19th, shares", "February 19th", Date(None, 2, 19)),
        ("the 15th of February was", "the 15th of February", Date(None, 2, 15)),
        ("dated 2024-02-15.", "2024-02-15", Date(2024, 2, 15)),
        ("dated 2024/03/04.", "2024/03/04", Date(2024, 3, 4)),
        ("12/31/2024 was a Tuesday", "12/31/2024", Date(2024, 12, 31)),
        ("31/12/2024 was a Tuesday", "31/12/2024", Date(2024, 12, 31)),
        ("于2024年2月15日发布", "2024年2月15日", Date(2024, 2, 15)),
        ("2月15日发布", "2月15日", Date(None, 2, 15)),
        ("in February 2024 it", "February 2024", Date(2024, 2, None)),
        ("born in May and", "May", Date(None, 5, None)),
        ("began in late 2022 with", "late 2022", Date(2022, None, None)),
        ("when is the fair on 10 may", "10 may", Date(None, 5, 10)),
        ("It opens 10 may 2024", "10 may 2024", Date(2024, 5, 10)),
        ("It opens on the 10th of may", "the 10th of may", Date(None, 5, 10)),
        ("In 2024 sales rose", "2024", Date(2024, None, None)),
        ("the 2024 elections", "2024", Date(2024, None, None)),
        ("the 1848 uprisings", "1848", Date(1848, None, None)),
        ("since 1850 ships came", "1850", Date(1850, None, None)),
        ("it fell last Friday", "last Friday", None),
        ("The day after the launch, it", "The day after the launch", None),
    ],
)
def test_reads_a_date_as_it_is_written(text: str, written: str, value: Date | None) -> None:
    (span,) = find_dates(text)
    assert text[span.start : span.end] == written
    assert span.value == value


@pytest.mark.parametrize(
    "text",
    [
        "it may rain", "we march on", "$2000", "20%", "1,999 people", "3.2024", "",
        "up to 10 may enter", "Up to 10 may enter", "They march 5 miles", "they march 5 miles",
        "1500 employees", "It has 2000 employees.", "1200 metres", "a 1200-metre run", "1984 km",
    ],
)  # fmt: skip
def test_finds_no_date_where_there_is_none(text: str) -> None:
    assert find_dates(text) == ()


def test_does_not_guess_whether_the_day_or_the_month_comes_first() -> None:
    (span,) = find_dates("on 3/4/2024")
    assert span.value == Date(2024, None, None)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (Date(2024, 2, 15), Date(None, 2, 15), Likeness.SAME),
        (Date(2024, 2, 15), Date(2024, None, None), Likeness.SAME),
        (Date(None, 2, 15), Date(None, 2, 16), Likeness.DIFFERENT),
        (Date(2024, 2, 15), Date(2025, 2, 15), Likeness.DIFFERENT),
        (Date(2024, None, None), Date(None, 2, 15), Likeness.INCOMPARABLE),
    ],
)
def test_compares_the_parts_that_both_dates_give(
    one: Date, other: Date, likeness: Likeness
) -> None:
    assert one.likeness(other) is likeness
    assert other.likeness(one) is likeness


@pytest.mark.parametrize("text", ["2024 " * 20_000, "on 10 may " * 10_000, "1500 men " * 10_000])
def test_a_long_text_takes_no_time(text: str) -> None:
    started = time.perf_counter()
    find_dates(text)
    assert time.perf_counter() - started < 5  # a guard against a hang: it takes 0.5 s at most
