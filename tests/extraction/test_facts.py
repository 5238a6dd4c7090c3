from datetime import datetime

import pytest

from rag.extraction.facts import a_day, a_language, a_title, an_author


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("On  owls", "On owls"),
        ("Microsoft Word - On owls.docx", None),
        ("owls.html", None),
        ("Untitled", None),
        ("PowerPoint Presentation", None),
        ("owls" * 100, None),
        (None, None),
    ],
)
def test_a_title_is_one_that_a_person_gave(given: str | None, title: str | None) -> None:
    assert a_title(given) == title


def test_a_program_s_default_is_no_author() -> None:
    assert (an_author("Ann"), an_author("python-docx"), an_author("")) == ("Ann", None, None)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("D:20240215093000+01'00'", "2024-02-15"),
        ("2024-02-15T09:30:00Z", "2024-02-15"),
        (datetime(2024, 2, 15, 23), "2024-02-15"),
        ("20241315", None),
        ("last spring", None),
        (None, None),
    ],
)
def test_a_day_is_read_or_left_out(given: object, day: str | None) -> None:
    assert a_day(given) == day


def test_a_language_looks_like_a_tag() -> None:
    assert (a_language("en_US"), a_language("English, mostly")) == ("en-US", None)
