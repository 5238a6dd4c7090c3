import json
import re
from pathlib import Path

import pytest

from rag.answering.language.kinds import Kind
from rag.answering.language.plain import asked_plainly
from rag.answering.language.questions import understand


@pytest.mark.parametrize(
    ("question", "plain", "kind"),
    [
        ("Do the articles agree on when it opened?", "When it opened?", Kind.DATE),
        ("do all sources agree about who won?", "Who won?", Kind.PERSON),
        (
            "Can you tell me if the articles agree on when it was sold?",
            "When was it sold?",
            Kind.DATE,
        ),
        ("Do these reports differ on how many came?", "How many came?", Kind.NUMBER),
        ("Do the two papers disagree over the price?", "What is the price?", Kind.MONEY),
        (
            "Is there any disagreement among the documents about which day it was?",
            "Which day was it?",
            Kind.DATE,
        ),
        (
            "Are the sources at odds as to in which year it fell?",
            "In which year it fell?",
            Kind.DATE,
        ),
        (
            "What are the different dates given for the opening?",
            "What is the date given for the opening?",
            Kind.DATE,
        ),
    ],
)
def test_who_asks_whether_sources_agree_asks_for_what_they_say(
    question: str, plain: str, kind: Kind
) -> None:
    assert asked_plainly(question) == plain
    assert understand(plain).kind is kind


@pytest.mark.parametrize(
    "question",
    [
        "What do the articles say about eels?",
        "Which article mentions eels?",
        "Which of the articles talks about eels?",
        "Is there an article about eels?",
        "Do any of these reports discuss eels?",
        "Tell me about eels.",
        "tell me more about eels",
        "What can you tell me about eels?",
        "Is there anything about eels in the articles?",
        "Are eels mentioned?",
        "Are eels mentioned anywhere in the reports?",
    ],
)
def test_who_asks_for_what_is_said_is_understood_so(question: str) -> None:
    assert asked_plainly(question) == "What is said about eels?"


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Is it true that the ferry was sold in May?", "Was the ferry sold in May?"),
        ("Is it true that The ferry was sold?", "Was the ferry sold?"),
        ("Where does it say that Ada can swim?", "Can Ada swim?"),
        ("Which source says Ada Marsh has left?", "Has Ada Marsh left?"),
        ("Do the articles say that eels are rare?", "Are eels rare?"),
    ],
)
def test_a_claim_is_asked_after(question: str, plain: str) -> None:
    assert asked_plainly(question) == plain


@pytest.mark.parametrize(
    "question",
    [
        "According to the articles, who won?",
        "Who won, according to the documents?",
        "Based on these reports: who won?",
        "In the article, who won?",
        "Who won in the articles?",
        "According to this report, who won?",
        "Could you tell me who won according to the sources?",
    ],
)
def test_what_every_answer_goes_by_need_not_be_said(question: str) -> None:
    assert asked_plainly(question).lower() == "who won?"


@pytest.mark.parametrize(
    "question",
    [
        "Do Ann and Bo agree on the price?",
        "Do the sources agree on whether it opened?",
        "Which articles agree on the price?",
        "Do sources of light agree?",
        "When did the papers agree on a merger?",
        "How many articles mention eels?",
        "What is in the documents?",
        "According to Ada Marsh, who won?",
        "Is he mentioned in the will?",
        "What are the different parts of a pen?",
        "What do the articles say about how it works?",
        "Is it true that what he sold was glass?",
        "Where does it say that eels bite?",
        "Which article did Ada Marsh write?",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert asked_plainly(question) == question


QUESTIONS = [
    json.loads(line)["question"]
    for line in Path("eval/suites/seeds/gold.jsonl").read_text("utf-8").splitlines()
]
DIRECT = [
    each
    for each in QUESTIONS
    if re.match(r"(?:when|where|why|who|what|how) .*\?", each, re.IGNORECASE)
]


@pytest.mark.parametrize(
    "form",
    [
        "Could you tell me {}",
        "Do you know {}",
        "Hi, I was wondering: {}",
        "According to the articles, {}",
        "{} Please cite your sources.",
        "{} Thanks!",
        "{}??",
        "Q: {} A:",
    ],
)
def test_a_question_of_the_gold_set_is_the_same_in_every_form(form: str) -> None:
    assert len(DIRECT) > 100
    for question in DIRECT:
        told = form.format(question[0].lower() + question[1:] if form[0] != "{" else question)
        assert asked_plainly(told).lower() == asked_plainly(question).lower(), told
