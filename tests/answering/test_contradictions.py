import pytest

from rag.answering.candidates import Candidate
from rag.answering.contradictions import FEATURES, pair_features, shipped_model
from rag.answering.questions import understand
from rag.answering.selection import candidates
from rag.types import Article
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "How many barrels did the Quill carry?"
ONE = article("The Quill carried 61 barrels of tar from Rome.", "one.md", title="Ships")
TWO = article("In Rome the Quill carried 58 barrels of tar.", "two.md", title="Ships")


def _candidates(*articles: Article) -> list[Candidate]:
    readings = ScriptedReader({"61": 3.0, "58": 2.0, "9": 1.0}).read(QUESTION, hits(*articles))
    return candidates(understand(QUESTION), readings)


def _odds(one: Candidate, two: Candidate) -> float:
    features = pair_features(one, two)
    assert features is not None
    return shipped_model().log_odds(features)


def test_the_shipped_model_weighs_known_features_and_says_where_it_comes_from() -> None:
    model = shipped_model()
    assert set(model.weights) == set(model.means) == set(model.scales) == set(FEATURES)
    assert all(scale > 0 for scale in model.scales.values())
    assert model.provenance


def test_a_near_value_contradicts_more_likely_than_a_far_one() -> None:
    far = article("In Rome the Quill carried 9 barrels of tar.", "far.md", title="Ships")
    one, near = _candidates(ONE, TWO)
    assert _odds(one, near) > _odds(one, _candidates(ONE, far)[1])


def test_passages_about_different_things_do_not_contradict() -> None:
    other = article("Borg brews 58 casks a day.", "other.md", title="Beer")
    assert pair_features(*_candidates(ONE, other)) is None


@pytest.mark.parametrize("written", ["61 barrels", "61"])
def test_the_same_value_does_not_contradict(written: str) -> None:
    same = article(f"In Rome the Quill carried {written} of tar.", "same.md", title="Ships")
    assert pair_features(*_candidates(ONE, same)) is None
