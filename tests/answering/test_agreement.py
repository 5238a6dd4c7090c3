import math

import pytest

from rag.answering.agreement import agreements, conflicts, supports
from rag.answering.questions import understand
from rag.answering.selection import candidates
from rag.types import Article
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "When was the Quill released?"
ONE = article("Acme released the Quill on 3 May 2021 in Rome.", "one.md")
TWO = article("The Quill was launched on May 3rd.", "two.md")
THREE = article("The Quill was released on 4 May.", "three.md")
OTHER = article("Borg sold its shed on 9 May, as the Quill sold well.", "other.md")
SCORES = {"3 May 2021": 3.0, "May 3rd": 2.5, "4 May": 2.0, "9 May": 2.0}


def _agreed(*articles: Article, question: str = QUESTION):  # type: ignore[no-untyped-def]
    asked = understand(question)
    readings = ScriptedReader(SCORES).read(question, hits(*articles))
    return asked, agreements(asked, candidates(asked, readings))


def test_articles_that_state_the_same_date_agree_and_are_cited_both() -> None:
    _, agreed = _agreed(ONE, TWO)
    assert len(agreed) == 1
    assert [each.hit.article.path for each in supports(agreed[0])] == ["one.md", "two.md"]


def test_agreement_adds_up_the_odds_of_the_articles() -> None:
    _, agreed = _agreed(ONE, TWO)
    assert agreed[0].strength == pytest.approx(math.log(math.exp(3.0) + math.exp(2.5)))


def test_two_statements_of_one_article_count_once() -> None:
    twice = article("The Quill was released on 3 May 2021. Released on May 3rd, the Quill sold.")
    _, agreed = _agreed(twice)
    assert agreed[0].strength == 3.0


def test_two_values_for_one_question_conflict() -> None:
    asked, agreed = _agreed(ONE, TWO, THREE)
    assert [each.best.text for each in conflicts(asked, agreed)] == ["4 May"]


def test_the_date_of_another_event_is_no_conflict() -> None:
    asked, agreed = _agreed(ONE, OTHER)
    assert len(agreed) == 2
    assert conflicts(asked, agreed) == []


def test_one_article_does_not_contradict_itself() -> None:
    both = article("The Quill was released on 3 May 2021. The Quill was released on 4 May.")
    asked, agreed = _agreed(both)
    assert len(agreed) == 2
    assert conflicts(asked, agreed) == []


def test_items_of_a_list_do_not_conflict() -> None:
    asked, agreed = _agreed(ONE, THREE, question="Which days are the Quill releases?")
    assert conflicts(asked, agreed) == []


def test_a_doubt_stands_beside_a_praise_where_a_judgement_is_asked_for() -> None:
    praise = article("The Quill writes smoothly, Acme says.", "praise.md")
    doubt = article("The Quill does not always write smoothly.", "doubt.md")
    scores = {"writes smoothly": 3.0, "always write smoothly": 2.0}
    asked = understand("Does the Quill write smoothly?")
    readings = ScriptedReader(scores).read(asked.text, hits(praise, doubt))
    agreed = agreements(asked, candidates(asked, readings))
    (other,) = conflicts(asked, agreed)
    assert other.best.hit.article.path == "doubt.md"
