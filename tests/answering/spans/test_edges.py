import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.spans.edges import (
    tidied,
    with_both_ends,
    with_bound,
    with_other_hours,
    with_partners,
)
from rag.text.spans import Span


def _tidied(text: str, pointed: str) -> str:
    start = text.index(pointed)
    return tidied(text, Span(start, start + len(pointed))).of(text)


@pytest.mark.parametrize(
    ("text", "pointed", "tidy"),
    [
        ('They call it a "world simulator" now.', 'a "world simulator"', 'a "world simulator"'),
        ('They call it a "world simulator" now.', 'a "world simulator', 'a "world simulator"'),
        ('They call it a "world simulator" now.', '"world simulator"', "world simulator"),
        ("He spoke of “standardizing” photos.", "standardizing” photos", "“standardizing” photos"),
        ("The Transformer (ChatGPT) came.", "ChatGPT)", "ChatGPT"),
        ("The Transformer (ChatGPT) came.", "(ChatGPT", "ChatGPT"),
        ("The Transformer (ChatGPT) came.", "Transformer (ChatGPT", "Transformer (ChatGPT)"),
        ("The Transformer (ChatGPT) came.", "Transformer (ChatGPT)", "Transformer (ChatGPT)"),
        ("A 6“ pipe, said “Nobody knows.", "A 6“ pipe", "A 6“ pipe"),
        ("Costs rose by 7.5% today.", "7.5", "7.5%"),
        ("It hits one in 141 people.", "141", "one in 141"),
        ("It hits 3 out of every 5 people.", "5", "3 out of every 5"),
        ("It opened in 141 towns.", "141", "141"),
        ("+ **Acme** of Rome", "+ **Acme", "Acme"),
        ("See `a` and `b` there.", "`a` and `b`", "`a` and `b`"),
        ("See `a` and `b` there.", "`a` and `b", "`a` and `b`"),
        ("Run SELECT * there.", "SELECT *", "SELECT *"),
        ("They took *args of it.", "*args", "*args"),
        ("1. **Acme** of Rome", "**Acme", "Acme"),
        ("> - **Acme** of Rome", "> - **Acme**", "Acme"),
        ("Windows 10 in 2015.", "2015", "2015"),
        ("It costs $US5 million.", "$US5 million", "$US5 million"),
        ("It costs $.50 now.", "$.50", "$.50"),
        ("See `a` there.", "`a`", "a"),
        ("See **a** there.", "a**", "a"),
        ("These:\n+ Kind of pen\n", "\n+ Kind of pen", "Kind of pen"),
        ("Up to 3000 * a day.", "3000 *", "3000"),
        ("- Acme, of Rome", "- Acme,", "Acme"),
        ("Ada ($ADBE) fell.", "$ADBE", "ADBE"),
        ("It costs $5 today.", "$5", "$5"),
        ("It costs $ 5 today.", "$ 5", "$ 5"),
        ("He thinks “it needs more” now.", "He thinks “it needs", "He thinks “it needs more”"),
        ("He thinks “it\n\nneeds” now.", "He thinks “it", "He thinks “it"),
        ("Saw Bo (Al is away\ntill May).", "Bo (Al", "Bo (Al is away\ntill May)"),
        ("Saw Bo (Al is away", "Bo (Al", "Bo"),
        ("- Bo (Al is away\n- Cy) too", "Bo (Al", "Bo"),
        ("Signed by J. R.", "J. R.", "J. R."),
        ("It opens at 8 p.m. today.", "8 p.m", "8 p.m."),
        ("It is at 78 dB(A) now.", "78 dB", "78 dB(A)"),
        ("Write to help@a-b.example.", "help@a", "help@a-b.example"),
        ("See http://a.example/b/c, now.", "http://a", "http://a.example/b/c"),
        ("It is on intra.acme.example now.", "intra", "intra.acme.example"),
        ("Run setup.py now.", "setup", "setup.py"),
        ("It came to an end.The next", "end", "end"),
        ("1. Open it.\n2. Close it.", "2", "Close it"),
        ("Use --log FILE for it.", "log FILE", "--log FILE"),
        ("Use `--dry-run` for it.", "run", "--dry-run"),
        ("A well-known man.", "known man", "known man"),
        ("A bug that bites or that eats.", "bites or that eats", "A bug that bites or that eats"),
        ("A bug that bites or that eats.", "bites", "bites"),
        ("It is kept at 28 °C.", "28 °C.", "28 °C"),
        ("It takes 230 V.", "230 V.", "230 V"),
        ("From: Ann Reed <ann@a.example>", "Ann Reed <ann@a", "Ann Reed <ann@a.example>"),
    ],
)
def test_an_answer_is_cut_where_a_person_would_cut_it(text: str, pointed: str, tidy: str) -> None:
    assert _tidied(text, pointed) == tidy


@given(st.text('ab "“”()[]«».,5%', max_size=30), st.data())
def test_whatever_is_pointed_at_stays_inside_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = tidied(text, Span(start, end))
    assert 0 <= found.start <= found.end <= len(text)


def test_who_did_it_together_is_named_together() -> None:
    text = "Brightloom was founded by Aoife Gallagher and Rory Nolan in 2011. So said Ann Lee."
    for pointed, whole in (
        ("Aoife Gallagher", "Aoife Gallagher and Rory Nolan"),
        ("Rory Nolan", "Aoife Gallagher and Rory Nolan"),
        ("Ann Lee", "Ann Lee"),
    ):
        start = text.index(pointed)
        assert with_partners(text, Span(start, start + len(pointed))).of(text) == whole


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        ("She said not before she has seen it.", "she has seen it", "not before she has seen it"),
        ("It is not published before 3 May.", "before 3 May", "before 3 May"),
        ("Not until 3 May, she said.", "until 3 May", "Not until 3 May"),
        ("Taxi: only after 10pm.", "after 10pm", "only after 10pm"),
        ("Open only on the Friday.", "Friday", "only on the Friday"),
        ("It was £60, not £80.", "£80", "£80"),
        ("There are only six of them.", "six", "six"),
        ("It is due before 3 May.", "3 May", "3 May"),
    ],
)
def test_what_turns_a_condition_belongs_to_it(text: str, pointed: str, whole: str) -> None:
    start = text.index(pointed)
    assert with_bound(text, Span(start, start + len(pointed))).of(text) == whole


def test_a_change_is_told_by_both_of_its_ends() -> None:
    text = "Landings fell from 2,075 tonnes to 1,760 tonnes, and the price from £3 to £2."
    for pointed in ("2,075 tonnes", "1,760"):
        start = text.index(pointed)
        whole = with_both_ends(text, Span(start, start + len(pointed)))
        assert whole.of(text) == "from 2,075 tonnes to 1,760 tonnes"
    alone = Span(0, len("Landings"))
    assert with_both_ends(text, alone) == alone


def test_hours_that_are_named_together_stay_together() -> None:
    text = "Boats leave on 3 May and 4 May at 9.15, 11.30 am and 13.45, and cost £3.50 and £4.50."
    start = text.index("13.45")
    assert with_other_hours(text, Span(start, start + 5)).of(text) == "9.15, 11.30 am and 13.45"
    for pointed in ("3 May", "3.50"):
        span = Span(text.index(pointed), text.index(pointed) + len(pointed))
        assert with_other_hours(text, span) == span
