import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.storage.terms import article_terms, question_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The Cat's café", ["the", "cat's", "cafe"]),
        ("the cat’s", ["the", "cat's"]),
        ("state-of-the-art", ["state", "of", "the", "art"]),
        ("$1,200.50 and 1,200", ["1200.50", "and", "1200"]),
        ("12,5 percent", ["12,5", "percent"]),
        ("the U.S. economy", ["the", "us", "economy"]),
        ("COVID-19 b2b snake_case", ["covid", "19", "b2b", "snake", "case"]),
        ("ＦＵＬＬ　ｗｉｄｔｈ", ["full", "width"]),
        ("İstanbul STRASSE Straße", ["istanbul", "strasse", "strasse"]),
        ("हिन्दी भाषा।", ["हिन्दी", "भाषा"]),
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("银行", ["银", "行", "银行"]),
        ("2024年", ["2024", "年", "年"]),
        ("がく", ["が", "く", "がく"]),
        ("", []),
        ("… — !!", []),
    ],
)
def test_terms_of_an_article(text: str, terms: list[str]) -> None:
    assert list(article_terms(text)) == terms


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("What is the price?", ["price"]),
        ("who is it", ["who", "is", "it"]),
        ("银行在哪", ["银行", "行在", "在哪"]),
        ("火", ["火"]),
        ("US growth in May", ["us", "growth", "may"]),
    ],
)
def test_terms_of_a_question_are_those_that_say_something(question: str, terms: list[str]) -> None:
    assert question_terms(question) == terms


@given(st.text())
def test_no_term_is_empty_or_holds_a_space(text: str) -> None:
    for term in (*article_terms(text), *question_terms(text)):
        assert term
        assert term.split() == [term]


@given(st.text())
def test_every_term_of_a_question_finds_the_same_words_in_an_article(text: str) -> None:
    assert set(question_terms(text)) <= set(article_terms(text))
