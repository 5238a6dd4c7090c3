from collections.abc import Sequence

from rag.answering.agreement import agreements
from rag.answering.conflicts import Comparer, conflicts
from rag.answering.contradictions import QUOTES, stated_text
from rag.answering.questions import understand
from rag.answering.selection import candidates
from rag.types import Article
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "When was the Quill released?"
ONE = article("Acme released the Quill on 3 May 2021 in Rome.", "one.md", title="Pens")
TWO = article("The Quill was launched on May 3rd.", "two.md")
THREE = article("The Quill was released on 4 May.", "three.md")
OTHER = article("Borg sold its shed on 9 May, after a dry winter.", "other.md", title="Sheds")
SCORES = {"3 May 2021": 3.0, "May 3rd": 2.5, "4 May": 2.0, "9 May": 2.0}


def _shown(
    *articles: Article,
    question: str = QUESTION,
    scores: dict[str, float] = SCORES,
    comparer: Comparer | None = None,
) -> list[str]:
    asked = understand(question)
    readings = ScriptedReader(scores).read(question, hits(*articles))
    agreed = agreements(asked, candidates(asked, readings))
    return [stated_text(each.best) for each in conflicts(asked, agreed, comparer)]


def test_another_articles_value_for_the_same_question_is_shown() -> None:
    assert _shown(ONE, TWO, THREE) == ["4 May"]


def test_the_date_of_another_event_is_no_conflict() -> None:
    assert _shown(ONE, OTHER) == []


def test_one_article_does_not_contradict_itself() -> None:
    assert _shown(article("The Quill was released on 3 May 2021. It was released on 4 May.")) == []


def test_an_agreeing_value_is_no_conflict() -> None:
    assert _shown(ONE, TWO) == []


def test_bare_numbers_conflict_as_answers_to_one_question() -> None:
    many = article("The Quill sold 61 barrels of ink in Rome.", "many.md")
    few = article("In Rome the Quill sold 58 barrels.", "few.md")
    question, scores = "How many barrels of ink did the Quill sell?", {"61": 3.0, "58": 1.0}
    assert _shown(many, few, question=question, scores=scores) == ["58"]


def test_a_value_is_shown_with_the_unit_that_the_reader_left_out() -> None:
    nine = article("The Quill is dried for nine years in Rome.", "nine.md")
    eleven = article("In Rome the Quill has to be dried for eleven years.", "eleven.md")
    question, scores = "How long is the Quill dried?", {"nine years": 3.0, "eleven": 1.0}
    assert _shown(nine, eleven, question=question, scores=scores) == ["eleven years"]


def test_of_each_article_one_value_is_shown() -> None:
    two = article("The Quill was released on 4 May. The Quill was in Rome on 5 May.", "two.md")
    assert _shown(ONE, two, scores={**SCORES, "5 May": 1.5}) == ["4 May"]


def test_beside_a_likely_value_a_much_less_likely_one_is_something_else() -> None:
    """Alone it would be shown."""
    third = article("Pens of the Quill rose in Rome on 6 May.", "third.md", title="Pens")
    scores = {**SCORES, "6 May": -8.0}
    four = article("The Quill was released in Rome on 4 May.", "four.md", title="Pens")
    assert _shown(ONE, third, scores=scores) == ["6 May"]
    assert _shown(ONE, four, third, scores=scores) == ["4 May"]


def test_a_far_value_is_something_else() -> None:
    """Contradictions lie near; a date of eighty years before belongs to another event."""
    old = article("The first Quill in Rome was released in 1938.", "old.md")
    assert _shown(ONE, old, scores={**SCORES, "1938": 2.5}) == []


def test_a_name_contradicts_only_where_a_name_is_asked_for() -> None:
    odd = article("The Quill was released in Rome by Jo Vane.", "odd.md")
    assert _shown(ONE, odd, scores={**SCORES, "Jo Vane": 2.9}) == []


def test_a_doubt_stands_beside_a_praise_where_a_judgement_is_asked_for() -> None:
    praise = article("The Quill writes smoothly, Acme says.", "praise.md")
    doubt = article("The Quill does not always write smoothly.", "doubt.md")
    scores = {"writes smoothly": 3.0, "always write smoothly": 2.0}
    question = "Does the Quill write smoothly?"

    def alike(_: str, quotes: Sequence[str]) -> list[dict[str, float]]:
        return [{QUOTES: 0.9}] * len(quotes)

    shown = _shown(praise, doubt, question=question, scores=scores, comparer=alike)
    assert shown == ["The Quill does not always write smoothly."]


def test_a_sentence_about_something_else_does_not_judge_otherwise() -> None:
    praise = article("The Quill writes smoothly, Acme says.", "praise.md")
    other = article("The nib of the Borg does not last.", "other.md")
    scores = {"writes smoothly": 3.0, "does not last": 2.0}

    def unlike(_: str, quotes: Sequence[str]) -> list[dict[str, float]]:
        return [{QUOTES: 0.1}] * len(quotes)

    question = "Does the Quill write smoothly?"
    assert _shown(praise, other, question=question, scores=scores, comparer=unlike) == []
