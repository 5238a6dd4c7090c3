"""Hand-worked cases of the official SQuAD 2.0 definition."""

import pytest

from rag.evaluation.squad import exact_match, normalise, token_f1


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Cat!", "cat"),
        ("a an the", ""),
        ("Theatre", "theatre"),  # "the" goes as a word only
        ("10,000", "10000"),
        ("state-of-the-art", "stateoftheart"),  # punctuation goes before the articles do
        ("“quoted”", "“quoted”"),  # only ASCII punctuation goes
        ("An apple\na day", "apple day"),
    ],
)
def test_normalises_as_the_script_does(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("gold", "said", "exact", "f1"),
    [
        (["Denver Broncos"], "the Denver Broncos.", 1, 1),
        (["Denver Broncos"], "Broncos", 0, 2 / 3),  # precision 1, recall 1/2
        (["in the 10th century"], "10th century", 0, 4 / 5),  # 2 of 2 and 2 of 3
        (["cat cat dog"], "cat dog dog", 0, 2 / 3),  # bags: 2 shared of 3 and 3
        (["France", "in France"], "In France", 1, 1),  # the best of the answers
        (["Paris"], "", 0, 0),  # refused
        ([], "", 1, 1),  # rightly refused
        ([], "Paris", 0, 0),  # a false answer
        (["the"], "", 1, 1),  # normalisation leaves no answer standing: none there
        (["Paris"], "the", 0, 0),
    ],
)
def test_scores_as_worked_out_by_hand(gold: list[str], said: str, exact: float, f1: float) -> None:
    assert exact_match(gold, said) == exact
    assert token_f1(gold, said) == pytest.approx(f1)
