import pytest

from rag.answering.showing.steps import are_steps
from rag.types import Claim
from tests.cli.answers import answer, cited

QUOTE = "To open it:\n1. Turn the key.\n2. **Pull** the\n   handle.\n3. Step in."
CLAIMS = ("Turn the key", "**Pull** the\n   handle.", "Step in")


def steps(quote: str, *claims: str) -> bool:
    found = answer(claims=tuple(Claim(each, (1,)) for each in claims), citations=(cited(quote),))
    return are_steps(found)


def test_claims_that_the_article_numbers_are_steps() -> None:
    assert steps(QUOTE, *CLAIMS)


@pytest.mark.parametrize(
    ("quote", "claims"),
    [
        ("(1) Turn it.\n(2) Pull it.", ("Turn it", "Pull it")),
        ("1) Turn it.\n2) Pull it.", ("Turn it", "Pull it")),
        ("1、转动钥匙\n2、拉把手", ("转动钥匙", "拉把手")),
        ("1. **Key**: turn it\n2. **Handle**: pull it", ("Key", "Handle")),
        ("1. Turn it.\n1. Pull it.", ("Turn it", "Pull it")),
    ],
)
def test_numbers_are_known_in_each_of_the_ways_they_are_written(
    quote: str, claims: tuple[str, ...]
) -> None:
    assert steps(quote, *claims)


def test_a_quote_that_begins_behind_the_first_number_is_one_of_steps() -> None:
    assert steps("Turn it.\n2. Pull it.", "Turn it", "Pull it")


@pytest.mark.parametrize(
    ("quote", "claims"),
    [
        ("- Turn it.\n- Pull it.", ("Turn it", "Pull it")),
        ("1. Turn it.\n2. Pull it.\n3. Go.", ("Turn it", "Go")),
        ("1. Turn it.\n2. Pull it.", ("Pull it", "Turn it")),
        ("1. Red, green and blue", ("Red", "green", "blue")),
        ("In 2021. Turn it, in 2022. Pull it", ("Turn it", "Pull it")),
        ("Turn it.", ("Turn it",)),
        ("Turn it. Pull it.", ("Turn it", "Pull it")),
    ],
)
def test_items_without_numbers_or_out_of_their_order_are_no_steps(
    quote: str, claims: tuple[str, ...]
) -> None:
    assert not steps(quote, *claims)


def test_a_claim_that_is_cited_from_elsewhere_breaks_the_steps() -> None:
    claims = (Claim("Turn it", (1,)), Claim("Pull it", (2,)))
    citations = (cited("1. Turn it.\n2. Pull it."), cited("Pull it, he said.", number=2))
    assert not are_steps(answer(claims=claims, citations=citations))
