from collections.abc import Sequence

import pytest

from rag.answering.choosing.agreement import agreements
from rag.answering.choosing.selection import candidates
from rag.answering.disagreement.conflicts import Comparer, conflicts, rivals
from rag.answering.disagreement.contradictions import QUOTES, shipped_models, stated_text
from rag.answering.language.questions import understand
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
    return [stated_text(each.group.best) for each in conflicts(asked, agreed, comparer)]


def test_another_articles_value_for_the_same_question_is_shown() -> None:
    assert _shown(ONE, TWO, THREE) == ["4 May"]


def test_a_month_that_both_days_lie_in_does_not_reconcile_them() -> None:
    month = article("The Quill was released in May 2021.", "month.md")
    assert _shown(ONE, month, THREE, scores={**SCORES, "May 2021": 2.2}) == ["4 May"]


def test_a_contradiction_tells_how_likely_it_is_and_the_likeliest_comes_first() -> None:
    five = article("The Quill was released in May, on 5 May or so.", "five.md")
    scores = {**SCORES, "5 May": -2.0}
    asked = understand(QUESTION)
    readings = ScriptedReader(scores).read(QUESTION, hits(ONE, five, THREE))
    found = conflicts(asked, agreements(asked, candidates(asked, readings)))
    assert [each.group.best.text for each in found] == ["4 May", "5 May"]
    assert found[0].log_odds > found[1].log_odds > shipped_models().values.threshold


def test_an_article_that_states_the_answer_is_not_cited_for_the_other() -> None:
    both = article(f"{ONE.text} On 4 May the Quill was sold out.", "one.md", title="Pens")
    asked = understand(QUESTION)
    readings = ScriptedReader(SCORES).read(QUESTION, hits(both, THREE))
    (found,) = conflicts(asked, agreements(asked, candidates(asked, readings)))
    assert [each.hit.article.path for each in found.group.members] == ["three.md"]


def test_two_years_of_one_founding_conflict_though_the_sentences_are_unlike() -> None:
    town = article("The town was founded in 1179 by settlers.", "town.md", title="Quillton")
    text = "Quillton was founded in 1184. Leather came next, and glass in the end, as room 5 shows."
    leaflet = article(text, "leaflet.md", title="Museum")
    scores = {"1184": 9.0, "1179": 9.0}
    question = "When was Quillton founded?"
    assert _shown(leaflet, town, question=question, scores=scores) == ["1179"]


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


CRANES = article("The port of Rome bought eight cranes for $12 million.", "a.md", title="Port")
CRANE_SCORES = {"$12 million": 3.0, "$14 million": 1.0}


@pytest.mark.parametrize(
    ("question", "other", "shown"),
    [
        ("How much did the eight cranes cost?", "The cranes, bought for {}, are late.", True),
        ("How much did the eight cranes cost?", "The nine cranes cost {}.", False),
        ("How much did eight cranes cost?", "The cranes, bought for {}, are late.", False),
    ],
)
def test_a_number_that_tells_nothing_apart_need_not_be_repeated(
    question: str, other: str, *, shown: bool
) -> None:
    two = article(other.format("$14 million"), "b.md", title="Port of Rome")
    assert _shown(CRANES, two, question=question, scores=CRANE_SCORES) == ["$14 million"] * shown


@pytest.mark.parametrize(("title", "shown"), [("Port 8", True), ("Port 9", False)])
def test_a_number_that_does_may_stand_in_the_title(title: str, *, shown: bool) -> None:
    one = article("Port 8 of Rome bought cranes for $12 million.", "a.md", title="Ports")
    two = article("The port of Rome bought cranes for $14 million.", "b.md", title=title)
    question = "How much did port 8 of Rome pay for the cranes?"
    shown_by = _shown(one, two, question=question, scores=CRANE_SCORES)
    assert shown_by == ["$14 million"] * shown


@pytest.mark.parametrize(("published", "shown"), [("2022-11-07", []), ("1998-01-05", ["1997"])])
def test_a_weekday_is_of_its_papers_year(published: str, shown: list[str]) -> None:
    one = article("The strike in Rome ended on Friday night.", "one.md", published, "Strike")
    two = article("The strike in Rome ended in 1997.", "two.md", title="Strike")
    scores = {"Friday night": 6.0, "1997": 2.0}
    question = "When did the strike in Rome end?"
    asked = understand(question)
    readings = ScriptedReader(scores).read(question, hits(one, two))
    found = rivals(asked, agreements(asked, candidates(asked, readings)))
    assert [each.candidate.text for each in found] == shown


def test_of_each_article_one_value_is_shown() -> None:
    two = article("The Quill was released on 4 May. The Quill was in Rome on 5 May.", "two.md")
    assert _shown(ONE, two, scores={**SCORES, "5 May": 1.5}) == ["4 May"]


def test_of_an_articles_values_the_one_it_more_likely_answers_with_is_shown() -> None:
    """Though another lies nearer: "the strike lasted 33 days, that of 1997 21"."""
    one = article("The strike in Rome lasted 19 days.", "one.md", title="Strike")
    text = "The strike in Rome lasted 33 days. The one of old, in Rome, lasted 21 days."
    two = article(text, "two.md", title="Strike")
    question = "How long did the strike in Rome last?"
    for surer in ("21 days", "33 days"):
        scores = {"19 days": 9.0, "21 days": 3.0, "33 days": 3.0} | {surer: 4.0}
        assert _shown(one, two, question=question, scores=scores) == [surer]


def test_beside_a_likely_value_a_much_less_likely_one_is_something_else() -> None:
    """Alone it would be shown."""
    third = article("Pens of the Quill rose in Rome on 6 May.", "third.md", title="Pens")
    scores = {**SCORES, "6 May": -10.0}
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
