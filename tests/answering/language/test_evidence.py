from rag.answering.language.evidence import (
    coverage,
    credit,
    missing_names,
    missing_numbers,
    prepare,
    weight,
)
from rag.answering.language.frequencies import Frequencies, count
from rag.answering.language.questions import understand


def test_a_rare_word_counts_for_more() -> None:
    assert weight("zzyzx") == 1.0
    assert 0 < weight("year") < weight("violin") < 1.0


def test_coverage_is_the_weighted_share_of_the_questions_words() -> None:
    question = understand("When did Acme release the Quill?")
    assert coverage(question, prepare("Acme released the Quill.")) == 1.0
    assert coverage(question, prepare("Nothing of the kind.")) == 0.0
    family = coverage(question, prepare("Acme launched the Quill."))
    assert coverage(question, prepare("Acme sold the Quill.")) < family < 1.0


def test_a_number_is_found_in_either_spelling() -> None:
    assert credit("60", prepare("it lasts one minute")) == 1.0


def test_tells_which_names_and_numbers_a_passage_lacks() -> None:
    question = understand("Did Acme sell 20% of Borg?")
    assert missing_names(question, prepare("Acme sold a fifth of Borg")) == 0.0
    assert missing_names(question, prepare("Acme sold a fifth")) == 0.5
    assert missing_numbers(question, "20 percent was sold") == 0.0
    assert missing_numbers(question, "30% was sold") == 1.0


def test_counts_in_how_many_passages_a_stem_occurs() -> None:
    counted = count(["Acme sells pens", "pens and pens", "ink"] * 8)
    assert counted == Frequencies(24, {"acm": 8, "sell": 8, "pen": 16, "ink": 8})
