import pytest

from rag.answering.language.indirect import asked_directly


@pytest.mark.parametrize(
    "question",
    [
        "Could you tell me when the ferry was sold?",
        "do you know when the ferry was sold",
        "Does anyone know when the ferry was sold?",
        "I'd like to know when the ferry was sold.",
        "I was wondering when the ferry was sold",
        "Please tell me when the ferry was sold, thanks!",
        "Any idea when the ferry was sold?",
        "Can you find out when the ferry was sold for me?",
        "Hi there, could you please check when the ferry was sold?",
    ],
)
def test_what_wraps_a_question_is_taken_off_and_its_verb_put_in_front(question: str) -> None:
    assert asked_directly(question) == "When was the ferry sold?"


@pytest.mark.parametrize(
    ("question", "direct"),
    [
        ("Hello! Quick question: who won? Thank you.", "who won?"),
        ("I am writing an essay. When was it sold?", "When was it sold?"),
        ("My boss asked how much tickets cost.", "How much tickets cost?"),
        ("Is it known on which day it ended?", "On which day it ended?"),
        ("I ask how far it got before it would stop", "How far it got before it would stop?"),
        ("I wonder what the guide did not say", "What did the guide not say?"),
        ("do you know what a user did", "What a user did?"),
        ("Explain in simple words how the pump works", "How does the pump work?"),
        ("For what reason did prices fall?", "Why did prices fall?"),
        ("Q: Who won? A:", "Who won?"),
        ("Who won?!?", "Who won?"),
        ("Who won??", "Who won?"),
        ("WHEN WAS IT SOLD?", "when was it sold?"),
        ("Who won? Please cite your sources.", "Who won?"),
        ("Who won? Answer in one sentence.", "Who won?"),
        ("I wonder who the captain is", "Who is the captain?"),
        ("do you know who founded Acme", "Who founded Acme?"),
        ("Tell me which companies are involved.", "Which companies are involved?"),
        ("Can you tell me what spare parts are?", "What are spare parts?"),
        ("Any idea how long the rides can be?", "How long can the rides be?"),
        ("I ask what the age limit is for the slide", "What is the age limit for the slide?"),
        ("Can you explain how the pump works?", "How does the pump work?"),
        ("Does it say when The Ferry carries mail?", "When does The Ferry carry mail?"),
        ("Tell me what happens when it rains", "What happens when it rains?"),
        ("Explain how to reset the router", "How to reset the router?"),
    ],
)
def test_the_verb_stays_where_it_is_the_question_word_that_does_something(
    question: str, direct: str
) -> None:
    assert asked_directly(question) == direct


@pytest.mark.parametrize(
    ("question", "direct"),
    [
        ("Do you know if it is free?", "Is it free?"),
        ("Can you check whether the shop opens on Sunday?", "Does the shop open on Sunday?"),
        ("Can you explain the refund policy?", "What is the refund policy?"),
        ("Show me the prices", "What are the prices?"),
        ("Find the name of the boat.", "What is the name of the boat?"),
        ("I'd like to know the price of the tickets", "What is the price of the tickets?"),
        ("I want to know about eels", "What is said about eels?"),
        ("Any information on parking?", "What is said about parking?"),
        ("Can you list the members?", "list the members"),
    ],
)
def test_what_is_no_question_becomes_one(question: str, direct: str) -> None:
    assert asked_directly(question) == direct


@pytest.mark.parametrize(
    "question",
    [
        "When was the ferry sold?",
        "When well, why?",
        "Please",
        "Thanks!",
        "WHO?",
        "Stop! Who won?",
        "He was ill. Answer?",
        "Who won? Give the year.",
        "I bought a lamp. Who pays?",
        "How did he say thanks?",
        "Is he easy to please?",
        "May they vote as they please?",
        "Did they know if it was real?",
        "My son wants to know my values. May he?",
        "Is the pool for me?",
        "Can you give your ticket to a friend?",
        "Who wants to know when it ends?",
        "Does it have any effect?",
        "Check the oil how often?",
        "See you tomorrow",
        "Did they say why?",
        "Show of hands: who won?",
        "…",
        "a  b",
    ],
)
def test_a_direct_question_stays_as_it_is(question: str) -> None:
    assert asked_directly(question) == question
