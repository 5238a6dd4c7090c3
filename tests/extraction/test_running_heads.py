from collections.abc import Sequence

from rag.extraction.page_line import PageLine
from rag.extraction.running_heads import without_running_heads

BODY = ("Owls hunt at night.", "They sleep by day.", "Some eat frogs.", "Few of them sing.")


def page(
    number: int, *, head: str = "", foot: str = "", body: Sequence[str] = ()
) -> list[PageLine]:
    """A page of A4; head and foot come last, as browsers write them."""
    texts = body or [f"{line} So says page {'abcdefgh'[number]}." for line in BODY]
    lines = [line(each, 700 - 14 * place) for place, each in enumerate(texts)]
    return [*lines, *([line(head, 780)] if head else []), *([line(foot, 30)] if foot else [])]


def line(text: str, top: float, height: float = 12) -> PageLine:
    return PageLine(text, top, top - height)


def texts(pages: Sequence[Sequence[PageLine]]) -> list[str]:
    return [line.text for page in without_running_heads(pages) for line in page]


def test_a_title_and_a_page_number_that_are_on_each_page_are_dropped() -> None:
    pages = [page(n, head="The owl book", foot=f"Page {n} of 3") for n in (1, 2, 3)]
    assert texts(pages) == texts([page(n) for n in (1, 2, 3)])


def test_left_and_right_pages_may_differ() -> None:
    heads = ["The owl book", "Chapter one", "The owl book", "Chapter one"]
    pages = [page(n, head=head, foot=str(n + 17)) for n, head in enumerate(heads)]
    assert texts(pages) == texts([page(n) for n in range(4)])


def test_a_sum_at_the_foot_is_no_page_number() -> None:
    pages = [page(n, foot=f"Carried forward {sum_}") for n, sum_ in ((1, 120), (2, 457))]
    assert "Carried forward 457" in texts(pages)


def test_a_line_on_one_page_of_many_stays() -> None:
    assert "Erratum" in texts([page(1, head="Erratum"), page(2), page(3)])


def test_a_heading_in_taller_letters_stays() -> None:
    pages = [[line(f"Chapter {n}", 780, 20), *page(n)] for n in (1, 2)]
    assert "Chapter 1" in texts(pages)


def test_what_is_repeated_within_the_page_stays() -> None:
    pages = [page(n, body=["Own words abc."[: 9 + n], "This clause holds."]) for n in (1, 2)]
    assert texts(pages).count("This clause holds.") == 2


def test_pages_of_nothing_else_stay() -> None:
    assert texts([page(n, body=["Scanned"]) for n in (1, 2)]) == ["Scanned", "Scanned"]


def test_what_a_browser_prints_is_dropped_of_a_single_page_too() -> None:
    for day in ("11/27/26, 12:13\u202fPM", "27.11.2026, 12:13", "2026/11/27 12:13"):
        alone = page(1, head=f"{day} The owl book", foot="file:///tmp/owls.html 1/1")
        assert texts([alone]) == texts([page(1)])


def test_a_day_without_the_address_below_is_text() -> None:
    told = "11/27/26, 12:13 PM The meeting began."
    assert told in texts([page(1, head=told)])
