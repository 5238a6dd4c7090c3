import pytest

from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.selection import candidates
from rag.answering.disagreement.contradictions import (
    JUDGEMENTS,
    QUOTES,
    VALUES,
    judgement_features,
    shipped_models,
    value_features,
)
from rag.answering.language.questions import understand
from rag.types import Article
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "How many barrels did the Quill carry?"
ASKED = understand(QUESTION)
ONE = article("The Quill carried 61 barrels of tar from Rome.", "one.md", title="Ships")
TWO = article("In Rome the Quill carried 58 barrels of tar.", "two.md", title="Ships")


def _candidates(*articles: Article) -> list[Candidate]:
    readings = ScriptedReader({"61": 3.0, "58": 2.0, "9": 1.0}).read(QUESTION, hits(*articles))
    return candidates(understand(QUESTION), readings)


def _odds(one: Candidate, two: Candidate) -> float:
    features = value_features(ASKED, one, two)
    assert features is not None
    return shipped_models().values.log_odds(features)


def test_the_shipped_models_weigh_known_features_and_say_where_they_come_from() -> None:
    models = shipped_models()
    for model, features in ((models.values, VALUES), (models.judgements, JUDGEMENTS)):
        assert set(model.weights) == set(model.means) == set(model.scales) == set(features)
        assert all(scale > 0 for scale in model.scales.values())
        assert model.provenance


def test_a_feature_that_is_not_known_counts_as_average() -> None:
    one, two = _candidates(ONE, TWO)
    model, features = shipped_models().values, value_features(ASKED, one, two)
    assert features is not None
    average = {**features, QUOTES: model.means[QUOTES]}
    assert model.log_odds(features) == pytest.approx(model.log_odds(average))


def test_a_sentence_like_the_answers_contradicts_more_likely() -> None:
    one, two = _candidates(ONE, TWO)
    features = value_features(ASKED, one, two)
    assert features is not None
    model = shipped_models().values
    assert model.log_odds({**features, QUOTES: 0.9}) > model.log_odds({**features, QUOTES: 0.1})


def test_a_sentence_that_doubts_is_opposed_to_one_that_does_not() -> None:
    doubt = article("The flawed Quill carried 58 barrels.", "doubt.md", title="Ships")
    judged = understand("Did the Quill carry many barrels?")
    assert judgement_features(judged, *_candidates(ONE, doubt)) is not None
    assert judgement_features(judged, *_candidates(ONE, TWO)) is None
    assert judgement_features(ASKED, *_candidates(ONE, doubt)) is None


def test_a_near_value_contradicts_more_likely_than_a_far_one() -> None:
    far = article("In Rome the Quill carried 9 barrels of tar.", "far.md", title="Ships")
    one, near = _candidates(ONE, TWO)
    assert _odds(one, near) > _odds(one, _candidates(ONE, far)[1])


def test_passages_about_different_things_contradict_less_likely() -> None:
    other = article("Borg brews 58 barrels a day.", "other.md", title="Beer")
    assert _odds(*_candidates(ONE, other)) < _odds(*_candidates(ONE, TWO))


def test_other_words_and_those_of_the_question_contradict_nothing() -> None:
    asked = understand("Who built the Quill?")
    text = "The Quill was built by {} in Rome."
    found = [article(text.format(x), f"{i}.md") for i, x in enumerate(("Jo Vane", "old monks"))]
    scores = {"Jo Vane": 3.0, "old monks": 2.0, "Quill": 1.0}
    readings = ScriptedReader(scores).read(asked.text, hits(*found))
    each = {one.text: one for one in candidates(asked, readings)}
    assert value_features(asked, each["Jo Vane"], each["old monks"]) is None
    assert value_features(asked, each["Jo Vane"], each["Quill"]) is None


@pytest.mark.parametrize("written", ["61 barrels", "61"])
def test_the_same_value_does_not_contradict(written: str) -> None:
    same = article(f"In Rome the Quill carried {written} of tar.", "same.md", title="Ships")
    assert value_features(ASKED, *_candidates(ONE, same)) is None
