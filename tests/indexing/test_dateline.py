import pytest

from rag.indexing.dateline import is_dateline, iso_date, published_in


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("July 20, 2025", "2025-07-20"),
        ("Sept. 3 2024", "2024-09-03"),
        ("3rd September 2024", "2024-09-03"),
        ("Updated Feb 25, 2024", "2024-02-25"),
        ("By Ann Owl   Published on Monday, 5 May 2025 at 10:30 AM", "2025-05-05"),
        ("2024-02-19T07:07:00Z", "2024-02-19"),
        ("2024/2/9", "2024-02-09"),
        ("发布于 2024年2月19日 07:07", "2024-02-19"),
    ],
)
def test_reads_datelines(line: str, day: str) -> None:
    assert published_in(["A title", line]) == day


@pytest.mark.parametrize(
    "line",
    [
        "Feb 19 07:07",
        "02/03/2024",
        "February 30, 2024",
        "Owls were first seen here on February 15, 2024.",
        "Since February 15, 2024, owls have been seen in every one of the gardens here",
        "Version 2024-02-19-beta",
        "Mayor 5 2024",
    ],
)
def test_does_not_guess(line: str) -> None:
    assert published_in([line]) is None


def test_published_counts_before_updated_and_two_that_differ_not_at_all() -> None:
    assert published_in(["Updated May 2, 2024", "Published May 1, 2024"]) == "2024-05-01"
    assert published_in(["May 2, 2024", "Updated May 3, 2024"]) == "2024-05-02"
    assert published_in(["May 2, 2024", "May 1, 2024"]) is None


def test_looks_near_the_top_only() -> None:
    assert published_in([*["A line"] * 12, "May 1, 2024"]) is None


def test_a_field_may_hold_a_date_in_words() -> None:
    assert iso_date("first of all, May 1, 2024, at noon.") == "2024-05-01"
    assert iso_date("spring") is None


def test_a_date_without_a_year_is_a_dateline_all_the_same() -> None:
    assert is_dateline("Owl News · Feb 19 07:07")
    assert not is_dateline("Owls hunt at night")
