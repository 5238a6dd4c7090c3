"""Judgements over one small article, each worked out by hand."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from rag.evaluation.articles import Articles
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.gold_lines import read_questions
from rag.evaluation.judging import Judgement, Stage, judge
from rag.evaluation.scoring import Outcome
from rag.types import Alternative, Answer, ArticleHeader, Citation, Claim, Hit, Passage

TEXT = "Ships left on 3 May.\nOthers say 4 May.\nThey carried tin, wool and salt.\n"


@pytest.fixture
def articles(tmp_path: Path) -> Articles:
    (tmp_path / "ships.txt").write_text(TEXT, "utf-8", newline="\n")
    return Articles(tmp_path)


def question(articles: Articles, line: str) -> GoldQuestion:
    return read_questions(['{"id": "q", "question": "?", ' + line + "}"], articles)[0]


def cite(quote: str, number: int = 1) -> Citation:
    header = ArticleHeader("s", "Ships", "ships.txt", sha256(TEXT.encode()).hexdigest(), None, None)
    start = TEXT.index(quote)
    return Citation(number, header, start, start + len(quote), quote, 1, None)


def said(text: str | None, *citations: Citation) -> Answer:
    numbers = tuple(citation.number for citation in citations)
    claims = () if text is None else (Claim(text, numbers),)
    return Answer("?", text is not None, text, 0.5, claims, citations, (), False, ())


def judged(asked: GoldQuestion, answer: Answer, articles: Articles) -> Judgement:
    return judge(asked, answer, articles, None)


def conflict(articles: Articles) -> GoldQuestion:
    return question(
        articles,
        '"type": "conflict", "answers": ['
        '{"text": "3 May", "match": "date", "value": "2020-05-03"},'
        '{"text": "4 May", "match": "date", "value": "2020-05-04"}],'
        '"evidence": [[{"article": "ships.txt", "quote": "Ships left on 3 May."}],'
        '[{"article": "ships.txt", "quote": "Others say 4 May."}]]',
    )


def test_sides_count_only_where_the_disagreement_is_stated(articles: Articles) -> None:
    asked = conflict(articles)
    one = said("3 May", cite("Ships left on 3 May."))
    other = Alternative("4 May", 0.4, (cite("Others say 4 May."),))
    both = replace(one, alternatives=(other,), disagreement=True)
    assert judged(asked, one, articles).measures["sides_shown"] == 0
    assert judged(asked, replace(one, disagreement=True), articles).measures["sides_shown"] == 0.5
    assert judged(asked, both, articles).measures["all_sides_shown"] == 1
    assert judged(asked, replace(both, disagreement=False), articles).measures["sides_shown"] == 0


def test_a_side_told_in_sentences_is_shown_by_the_evidence_it_names(articles: Articles) -> None:
    asked = question(
        articles,
        '"tags": ["disagree"], "answers": ['
        '{"text": "early", "match": "evidence", "sets": [0]},'
        '{"text": "late", "match": "evidence", "sets": [1]}],'
        '"evidence": [[{"article": "ships.txt", "quote": "Ships left on 3 May."}],'
        '[{"article": "ships.txt", "quote": "Others say 4 May."}]]',
    )
    one = said("Ships left on 3 May.", cite("Ships left on 3 May."))
    other = Alternative("Others say 4 May.", 0.4, (cite("Others say 4 May."),))
    both = replace(one, alternatives=(other,), disagreement=True)
    assert judged(asked, replace(one, disagreement=True), articles).measures["sides_shown"] == 0.5
    assert judged(asked, both, articles).measures["sides_shown"] == 1


def test_an_invented_disagreement_is_counted_on_other_questions(articles: Articles) -> None:
    asked = question(
        articles,
        '"answers": ["tin"], "evidence": [[{"article": "ships.txt", "quote": "tin, wool"}]]',
    )
    answer = replace(said("tin", cite("tin, wool")), disagreement=True)
    assert judged(asked, answer, articles).measures["false_disagreement"] == 1


def list_question(articles: Articles) -> GoldQuestion:
    return question(
        articles,
        '"type": "list", "require": "all", "answers": ["tin", "wool", "salt"], "evidence": '
        '[[{"article": "ships.txt", "quote": "They carried tin, wool and salt."}]]',
    )


def test_a_list_is_right_when_every_item_is_given(articles: Articles) -> None:
    quote = cite("They carried tin, wool and salt.")
    whole = judged(list_question(articles), said("tin, wool and salt", quote), articles)
    assert whole.outcome is Outcome.RIGHT
    assert whole.measures["list_precision"] == whole.measures["list_recall"] == 1
    assert whole.stage is Stage.GROUNDED


def test_a_list_with_gaps_has_recall_and_one_with_extras_precision(articles: Articles) -> None:
    quote = cite("They carried tin, wool and salt.")
    short = judged(list_question(articles), said("tin and wool", quote), articles)
    assert short.outcome is Outcome.WRONG
    assert short.measures["list_recall"] == pytest.approx(2 / 3)
    long = judged(list_question(articles), said("tin, wool, salt, gold", quote), articles)
    assert long.outcome is Outcome.RIGHT
    assert long.measures["list_precision"] == pytest.approx(3 / 4)


def test_evidence_is_judged_by_what_is_quoted_not_by_words(articles: Articles) -> None:
    asked = question(
        articles,
        '"type": "why", "answers": [{"text": "for trade", "match": "evidence"}], "evidence": '
        '[[{"article": "ships.txt", "quote": "They carried tin, wool and salt."}]]',
    )
    half = judged(asked, said("They carried tin", cite("They carried tin")), articles)
    assert half.outcome is Outcome.RIGHT  # 16 of 32 characters
    less = judged(asked, said("They carried", cite("They carried")), articles)
    assert less.outcome is Outcome.WRONG


def test_an_invalid_quote_is_no_evidence(articles: Articles) -> None:
    asked = question(
        articles,
        '"type": "why", "answers": [{"text": "for trade", "match": "evidence"}], "evidence": '
        '[[{"article": "ships.txt", "quote": "They carried tin, wool and salt."}]]',
    )
    forged = replace(cite("They carried tin, wool and salt."), quote="They carried gold.")
    assert judged(asked, said("gold", forged), articles).outcome is Outcome.WRONG


def test_a_forbidden_answer_is_wrong_whatever_rule_it_satisfies(articles: Articles) -> None:
    asked = question(
        articles,
        '"answers": [{"text": "3 May", "match": "date", "value": "2020-05-03"}],'
        '"forbidden": ["May 4"], '
        '"evidence": [[{"article": "ships.txt", "quote": "Ships left on 3 May."}]]',
    )
    wrong = judged(asked, said("on 4 May", cite("Others say 4 May.")), articles)
    assert wrong.measures["forbidden"] == 1
    assert wrong.outcome is Outcome.WRONG


def test_right_words_with_a_citation_that_carries_nothing_are_mis_cited(articles: Articles) -> None:
    asked = question(
        articles,
        '"answers": ["3 May"], '
        '"evidence": [[{"article": "ships.txt", "quote": "Ships left on 3 May."}]]',
    )
    both = said("3 May", cite("Ships left on 3 May."), cite("Others say 4 May.", 2))
    found = judged(asked, both, articles)
    assert found.stage is Stage.MIS_CITED
    assert found.measures["citation_precision"] == 0.5
    assert found.measures["citation_recall"] == 1
    assert found.measures["grounded_correct"] == 0


def test_a_claim_that_names_a_citation_that_is_not_there_is_not_grounded(
    articles: Articles,
) -> None:
    asked = question(
        articles,
        '"answers": ["3 May"], '
        '"evidence": [[{"article": "ships.txt", "quote": "Ships left on 3 May."}]]',
    )
    answer = said("3 May", cite("Ships left on 3 May."))
    dangling = replace(answer, claims=(Claim("3 May", (2,)),))
    assert judged(asked, answer, articles).measures["grounded_correct"] == 1
    assert judged(asked, dangling, articles).measures["grounded_correct"] == 0


def test_evidence_split_over_two_passages_counts_as_found(articles: Articles) -> None:
    asked = question(
        articles,
        '"answers": ["tin"], '
        '"evidence": [[{"article": "ships.txt", "quote": "carried tin, wool", "core": [43, 60]}]]',
    )
    header = cite("tin").article
    halves = [
        Hit(Passage("s", start, end, TEXT[start:end], ""), header, {})
        for start, end in ((0, 50), (50, 70))
    ]
    answer = replace(said(None), hits=tuple(halves))
    measures = judged(asked, answer, articles).measures
    assert (measures["evidence_recall@1"], measures["evidence_recall@3"]) == (0, 1)


def test_a_reply_may_name_the_article_from_a_folder_above(articles: Articles) -> None:
    asked = question(
        articles,
        '"answers": ["3 May"], '
        '"evidence": [[{"article": "ships.txt", "quote": "Ships left on 3 May."}]]',
    )
    citation = cite("Ships left on 3 May.")
    above = replace(citation, article=replace(citation.article, path="notes/old/ships.txt"))
    assert judged(asked, said("3 May", above), articles).stage is Stage.GROUNDED
