import math

import pytest

from rag.answering.answerer import Answerer
from rag.answering.reading import FIRST
from rag.answering.weighing.confidence import ConfidenceModel, load_confidence
from rag.types import Answer, Article
from tests.support.shelf import ScriptedReader, Shelf, article, hits

ONE = article("# Pens\n\nAcme released the Quill on 3 May 2021 in Rome. It sold well.", "one.md")
TWO = article("The Quill was launched by Acme on May 3rd.", "two.md", "2021-05-04")
THREE = article("Acme, they say, released the Quill on 4 May.", "three.md", "2021-06-01")
SCORES = {"3 May 2021": 3.0, "May 3rd": 2.5, "4 May": 2.0, "Rome": 1.0}
WHEN = "When did Acme release the Quill?"

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
DOUBTFUL = ConfidenceModel("scripted", -2.0, {}, {}, {}, (), 0.5, {})


def _ask(
    question: str,
    *articles: Article,
    scores: dict[str, float] = SCORES,
    model: ConfidenceModel = CONFIDENT,
    threshold: float | None = None,
) -> Answer:
    answerer = Answerer(ScriptedReader(scores), Shelf(articles), model, threshold)
    return answerer.answer(question, hits(*articles))


def _check(answer: Answer, *articles: Article) -> None:
    texts = {one.header.id: one.text for one in articles}
    cited = [
        *answer.citations,
        *(each for other in answer.alternatives for each in other.citations),
    ]
    for each in cited:
        assert texts[each.article.id][each.start : each.end] == each.quote
    assert [each.number for each in cited] == list(range(1, len(cited) + 1))
    known = {each.number for each in answer.citations}
    assert all(set(claim.citations) <= known and claim.citations for claim in answer.claims)


def test_agreeing_articles_are_cited_and_the_other_value_is_shown_with_its_date() -> None:
    answer = _ask(WHEN, ONE, TWO, THREE)
    _check(answer, ONE, TWO, THREE)
    assert (answer.text, answer.answered, answer.disagreement) == ("3 May 2021", True, True)
    assert [each.article.path for each in answer.citations] == ["one.md", "two.md"]
    (other,) = answer.alternatives
    assert (other.text, other.citations[0].article.published) == ("4 May", "2021-06-01")
    assert other.citations[0].number == 3


def test_a_value_that_hardly_answers_is_no_other_side(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = _ask(WHEN, ONE, THREE).alternatives[0].confidence
    monkeypatch.setattr("rag.answering.proposal._LEAST_SURE", sure + 0.01)
    monkeypatch.setattr("rag.answering.proposal._LEAST_SUM", math.inf)
    answer = _ask(WHEN, ONE, THREE)
    assert (answer.text, answer.alternatives, answer.disagreement) == ("3 May 2021", (), False)


def test_another_side_is_no_rival_of_the_answer() -> None:
    answerer = Answerer(ScriptedReader(SCORES), Shelf((ONE, THREE)), CONFIDENT)
    alone, beside = (answerer.propose(WHEN, hits(*each)) for each in ((ONE,), (ONE, THREE)))
    assert alone is not None
    assert beside is not None
    assert beside[1].disagreement
    for name in ("share", "lead"):
        assert beside[0].features[name] == alone[0].features[name]


@pytest.mark.parametrize("question", ["…", "?", "\U0001f600"])
def test_nothing_answers_a_question_without_words(question: str) -> None:
    assert not _ask(question, ONE).answered
    assert _ask("pens?", ONE).answered


def test_the_quote_carries_the_answer() -> None:
    answer = _ask(WHEN, ONE)
    assert answer.citations[0].quote == "Acme released the Quill on 3 May 2021 in Rome."
    assert answer.claims[0].text == answer.text == "3 May 2021"


def test_says_so_when_no_article_answers() -> None:
    answer = _ask(WHEN, ONE, TWO, model=DOUBTFUL)
    assert (answer.answered, answer.text, answer.citations, answer.claims) == (False, None, (), ())
    assert answer.confidence == pytest.approx(0.119, abs=1e-3)
    assert {hit.article.path for hit in answer.hits} == {"one.md", "two.md"}


def test_a_threshold_of_the_callers_own_is_kept() -> None:
    assert not _ask(WHEN, ONE, threshold=0.99).answered
    assert _ask(WHEN, ONE, model=DOUBTFUL, threshold=0.0).answered


def test_no_hits_are_no_answer() -> None:
    answer = _ask(WHEN)
    assert (answer.answered, answer.confidence, answer.hits) == (False, 0.0, ())


def test_nothing_found_in_the_hits_is_no_answer() -> None:
    answer = _ask(WHEN, article("#"), scores={}, threshold=0.0)
    assert answer.confidence < 1


def test_each_item_of_a_list_is_a_claim_with_its_citation() -> None:
    one = article("Pens are made by Acme, Borg and Cyan.", "one.md")
    two = article("In Rome pens are made by Dahl alone.", "two.md")
    scores = {"Acme, Borg and Cyan": 3.0, "Dahl": 2.0}
    answer = _ask("Which companies make pens?", one, two, scores=scores)
    _check(answer, one, two)
    assert [(claim.text, claim.citations) for claim in answer.claims] == [
        ("Acme", (1,)), ("Borg", (1,)), ("Cyan", (1,)), ("Dahl", (2,)),
    ]  # fmt: skip
    assert answer.text == "Acme; Borg; Cyan; Dahl"


def test_items_that_stand_together_are_shown_as_they_stand() -> None:
    one = article("Pens are made by Acme, Borg and Cyan.")
    answer = _ask("Which companies make pens?", one, scores={"Acme, Borg and Cyan": 3.0})
    assert answer.text == "Acme, Borg and Cyan"


def test_titles_in_emphasis_are_shown_apart() -> None:
    one = article("The pens are *The Salt Pen* (1963), after a drawing by Reed, and *Rain* (1984).")
    read = "*The Salt Pen* (1963), after a drawing by Reed, and *Rain"
    answer = _ask("Which two pens are there?", one, scores={read: 9.0})
    assert answer.text == "The Salt Pen; Rain"
    _check(answer, one)


def test_a_two_sentence_answer_has_a_claim_for_each() -> None:
    one = article("Ink prices doubled in spring. Therefore Acme dropped the Quill for good.")
    answer = _ask("Why did Acme drop the Quill?", one, scores={"dropped the Quill": 3.0})
    _check(answer, one)
    assert answer.text == one.text
    assert [claim.text for claim in answer.claims] == [one.text[:29], one.text[30:]]


def test_what_says_the_opposite_is_not_cited() -> None:
    denial = article("Acme denied that it released the Quill on 3 May 2021.", "denial.md")
    answer = _ask(WHEN, denial, THREE)
    assert answer.text == "4 May"
    assert all(each.article.path != "denial.md" for each in answer.citations)


def test_hits_that_were_read_tell_the_readers_score_and_keep_their_order() -> None:
    many = [article(f"Shelf number {i} is full of pens.", f"{i:02}.md") for i in range(30)]
    answer = _ask(WHEN, *many)
    assert [hit.article.path for hit in answer.hits] == [f"{i:02}.md" for i in range(30)]
    assert all("reader" in hit.scores for hit in answer.hits[:FIRST])
    assert "reader" not in answer.hits[-1].scores


def test_a_proposal_tells_its_features_below_any_threshold() -> None:
    answerer = Answerer(ScriptedReader(SCORES), Shelf((ONE, THREE)), DOUBTFUL)
    found = answerer.propose(WHEN, hits(ONE, THREE))
    assert found is not None
    proposal, answer = found
    assert proposal.text == answer.text == "3 May 2021"
    assert answer.citations
    assert proposal.features["score"] == 3.0
    assert proposal.features["agreement"] == 0.0


def test_the_shipped_rule_of_the_first_reader_says_what_it_is() -> None:
    assert load_confidence("lexical").provenance["made"].startswith("set by hand")


def test_who_and_when_are_told_by_the_whole_row() -> None:
    text = "- Ann Reed: mend the gate, by 3 May\n- Bo Lund: paint the door, by 9 June\n"
    one = article(text, "minutes.md")
    answer = _ask("Who mends the gate and by when?", one, scores={"by 3 May": 3.0})
    _check(answer, one)
    assert answer.text == "Ann Reed: mend the gate, by 3 May"
    assert _ask("By when is the gate mended?", one, scores={"by 3 May": 3.0}).text == "by 3 May"


def test_a_sentence_in_bold_is_told_without_its_marks() -> None:
    one = article("**Never use strong vinegar.** It is bad for the seals of it.", "one.md")
    answer = _ask("Can I use vinegar?", one, scores={"vinegar": 3.0})
    _check(answer, one)
    assert answer.text == answer.claims[0].text == "Never use strong vinegar."
    assert answer.citations[0].quote == "**Never use strong vinegar.**"


def test_an_answer_that_begins_with_a_lone_mark_stays_within_its_quote() -> None:
    one = article(
        "**Ann makes pens. " + "She has made many of them since then, " * 5 + "they say.**"
    )
    answer = _ask("What does Ann make?", one, scores={"**Ann makes pens": 9.0})
    _check(answer, one)
    assert (answer.text, answer.citations[0].quote) == ("Ann makes pens", "Ann makes pens.")
