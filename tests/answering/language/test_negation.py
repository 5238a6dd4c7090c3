import pytest

from rag.answering.language.negation import opposes
from rag.answering.language.questions import understand


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("When did Acme release the Quill?", "Acme did not release the Quill on 3 May.", "3 May"),
        ("When did Acme release the Quill?", "Acme never launched the Quill in 2021.", "2021"),
        ("Who founded Acme?", "Jo Vane denied that she founded Acme.", "Jo Vane"),
        ("When was it released?", "Some sites wrongly reported a release on 3 May.", "3 May"),
        ("When was it released?", "It came out not on 3 May but in June.", "3 May"),
        ("Who bought Acme?", "The claim that Borg bought Acme is false.", "Borg"),
        ("Who bought Acme?", "Contrary to rumours, Borg bought nothing.", "Borg"),
        ("Why did Acme close?", "Acme has yet to close because of a strike.", "a strike"),
        ("What is Zorb?", "Experts refuted claims that Zorb is a browser.", "a browser"),
        ("When was it built?", "It is wrongly dated to 1999.", "1999"),
        ("Who bought Acme?", "It is not true that Borg bought Acme.", "Borg"),
        ("Who bought Acme?", "That Borg bought Acme is untrue.", "Borg"),
        ("Who founded Acme?", "Jo Vane continued to deny that she founded Acme.", "Jo Vane"),
        ("Who designed it?", "It was not designed and built by Vane.", "Vane"),
        ("谁收购了Acme？", "Borg否认收购了Acme。", "Borg"),
    ],
)
def test_a_sentence_that_says_the_opposite_opposes(
    question: str, sentence: str, answer: str
) -> None:
    assert opposes(understand(question), sentence, answer)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("When did Acme release the Quill?", "Acme released the Quill on 3 May.", "3 May"),
        ("When did Acme release it?", "Acme did not release it until 3 May.", "3 May"),
        ("When was it released?", "It came out not on 3 May but in June.", "June"),
        ("Who founded Acme?", "Jo Vane not only founded Acme, she named it.", "Jo Vane"),
        ("Why didn't Acme release it?", "Acme did not release it for lack of money.", "money"),
        ("Did Acme release it?", "Acme did not release it.", "Acme did not release it."),
        ("Who denied that Acme would close?", "Jo Vane denied that Acme would close.", "Jo Vane"),
        ("What is Zorb?", "Zorb is a browser tool to debunk false claims.", "a browser tool"),
        ("When did Acme launch it?", "Acme did not fail and launched it in 2021.", "2021"),
        (
            "When did Acme launch it?",
            "Acme denied reports of losses and launched it in 2021.",
            "2021",
        ),
        (
            "When did Acme launch it?",
            "Acme, which rejected claims of fraud, launched it in 2021.",
            "2021",
        ),
        (
            "When did Acme launch it?",
            "Launched in 2021, it led to wrong reports.",
            "2021",
        ),
        ("What does the pen weigh?", "It does not glow. The pen weighs 9 grams.", "9 grams"),
    ],
)
def test_a_negation_of_something_else_opposes_nothing(
    question: str, sentence: str, answer: str
) -> None:
    assert not opposes(understand(question), sentence, answer)
