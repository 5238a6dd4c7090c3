import math

import pytest

from rag.answering.choosing.agreement import agreements, stating, supports
from rag.answering.choosing.selection import candidates
from rag.answering.language.questions import understand
from rag.types import Article
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "When was the Quill released?"
ONE = article("Acme released the Quill on 3 May 2021 in Rome.", "one.md")
TWO = article("The Quill was launched on May 3rd.", "two.md")
SCORES = {"3 May 2021": 3.0, "May 3rd": 2.5}


def _agreed(*articles: Article, question: str = QUESTION):  # type: ignore[no-untyped-def]
    asked = understand(question)
    readings = ScriptedReader(SCORES).read(question, hits(*articles))
    return asked, agreements(asked, candidates(asked, readings))


def test_articles_that_state_the_same_date_agree_and_are_cited_both() -> None:
    asked, agreed = _agreed(ONE, TWO)
    assert len(agreed) == 1
    assert [each.hit.article.path for each in supports(asked, agreed[0])] == ["one.md", "two.md"]


def test_a_further_quote_names_what_the_first_one_does() -> None:
    """That its passage does is enough to agree."""
    two = article("The Quill is a pen. Something was launched on May 3rd.", "two.md")
    asked, agreed = _agreed(ONE, two)
    assert len(agreed[0].members) == 2
    assert [each.hit.article.path for each in supports(asked, agreed[0])] == ["one.md"]


def test_a_further_quote_holds_a_word_of_the_question() -> None:
    """Else it mentions the value and says nothing of it: "Her opponent Jo Vane was patient"."""
    question = "When was the pen released?"
    one, two = (article(text) for text in ("Sold since 3 May 2021.", "It rained on May 3rd."))
    texts = {one.text: "one.md", two.text: "two.md"}
    one, two = (article(text, path, title="The pen") for text, path in texts.items())
    asked, agreed = _agreed(one, two, question=question)
    assert len(agreed[0].members) == 2
    assert [each.hit.article.path for each in supports(asked, agreed[0])] == ["one.md"]


def test_what_asks_is_a_worse_witness_than_what_states() -> None:
    asks = article("Was the Quill released on 3 May 2021?", "asks.md")
    asked, agreed = _agreed(asks, TWO)
    carried = supports(asked, agreed[0])
    assert [each.hit.article.path for each in carried] == ["asks.md", "two.md"]
    assert stating(carried) is carried[1]
    assert stating(carried[:1]) is carried[0]


def test_agreement_adds_up_the_odds_of_the_articles() -> None:
    _, agreed = _agreed(ONE, TWO)
    assert agreed[0].strength == pytest.approx(math.log(math.exp(3.0) + math.exp(2.5)))


def test_a_copy_of_a_file_is_no_second_article() -> None:
    asked, agreed = _agreed(ONE, article(ONE.text, "two.md"))
    assert agreed[0].strength == 3.0
    assert [each.hit.article.path for each in supports(asked, agreed[0])] == ["one.md"]


def test_two_statements_of_one_article_count_once() -> None:
    twice = article("The Quill was released on 3 May 2021. Released on May 3rd, the Quill sold.")
    _, agreed = _agreed(twice)
    assert agreed[0].strength == 3.0
