"""What is fitted is tested in `test_fitting.py`."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from rag.answering.choosing.choice import READER_ALONE
from rag.answering.weighing.confidence import ConfidenceModel, load_confidence
from rag.answering.weighing.features import FEATURES
from rag.answering.weighing.risk import RiskPoint
from rag.errors import ModelUnusable, UsageError
from rag.models.shipped import READER, SHIPPED


def _model() -> ConfidenceModel:
    numbers = {name: 1.0 / number for number, name in enumerate(FEATURES, 1)}
    return ConfidenceModel(
        reader="scripted",
        intercept=-0.5,
        weights=numbers,
        means=numbers,
        scales=numbers,
        risks=(RiskPoint(0.9, 0.1, 0.2), RiskPoint(0.4, 0.3, 0.7)),
        threshold=0.4,
        provenance={"made": "in a test"},
    )


def test_no_risk_is_promised_where_none_was_measured() -> None:
    with pytest.raises(UsageError, match="lexical reader's confidence is not fitted"):
        load_confidence("lexical").threshold_for(0.2)


def test_a_model_reads_back_as_it_was_written(tmp_path: Path) -> None:
    model = _model()
    model.write(tmp_path / "fit.json")
    assert load_confidence("scripted", tmp_path / "fit.json") == model


def test_a_model_of_another_reader_is_refused(tmp_path: Path) -> None:
    _model().write(tmp_path / "fit.json")
    with pytest.raises(ModelUnusable, match="fitted for the scripted reader, not for lexical"):
        load_confidence("lexical", tmp_path / "fit.json")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Expecting value"),
        ("[" * 100_000, "recursion"),
        ("[]", r"the content must be an object, not \[\]"),
        ('"abc"', "the content must be an object, not 'abc'"),
        ("{}", "the content lacks fields, or has unknown ones: intercept, means"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "fit.json").write_text(content, "utf-8")
    with pytest.raises(ModelUnusable, match=f"fit.json cannot be used.*{told}.*`rag eval --cal"):
        load_confidence("scripted", tmp_path / "fit.json")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("reader", 1, "reader must be text, not 1"),
        ("intercept", None, "intercept must be a finite number, not None"),
        ("threshold", "0.5", "threshold must be a finite number, not '0.5'"),
        ("threshold", 1.5, "threshold must be from 0 to 1, not 1.5"),
        ("weights", 3, "weights must be an object, not 3"),
        ("weights", {"score": "much"}, "weights.score must be a finite number, not 'much'"),
        ("weights", {"charm": 1.0}, "it weighs unknown features: charm"),
        ("choice", {"charm": 1.0}, "it weighs unknown features: charm"),
        ("means", {}, "features without a mean or a scale: agreement, answer_words"),
        ("scales", {"score": 1.0}, "features without a mean or a scale: agreement, answer_words"),
        ("scales", dict.fromkeys(FEATURES, 0), "scales.score must be above 0, not 0"),
        ("scales", dict.fromkeys(FEATURES, -1.0), "scales.score must be above 0, not -1"),
        ("risks", 3, "risks must be a list, not 3"),
        ("risks", [3], "a risk must be an object, not 3"),
        ("risks", [{"risk": 1}], "a risk lacks fields, or has unknown ones: coverage, threshold"),
        (
            "risks",
            [{"risk": 2, "coverage": 1, "threshold": 1}],
            "a risk's risk must be from 0 to 1, not 2",
        ),
        ("provenance", {"made": 1}, "provenance.made must be text, not 1"),
        ("colour", "red", "the content lacks fields, or has unknown ones: colour"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_its_value(
    tmp_path: Path, field: str, value: object, told: str
) -> None:
    stored = {**asdict(_model()), field: value}
    (tmp_path / "fit.json").write_text(json.dumps(stored), "utf-8")
    with pytest.raises(ModelUnusable, match=f"fit.json cannot be used.*{told}.*`rag eval --cal"):
        load_confidence("scripted", tmp_path / "fit.json")


def test_the_choice_may_be_left_out(tmp_path: Path) -> None:
    stored = asdict(_model())
    del stored["choice"]
    (tmp_path / "fit.json").write_text(json.dumps(stored), "utf-8")
    assert load_confidence("scripted", tmp_path / "fit.json").choice == READER_ALONE


@pytest.mark.parametrize(("name", "why"), [("none.json", "No such file"), ("", "directory")])
def test_a_path_that_cannot_be_read_is_told(tmp_path: Path, name: str, why: str) -> None:
    path = tmp_path / name
    with pytest.raises(ModelUnusable, match=f"confidence file {path} cannot be read .*{why}"):
        load_confidence("lexical", path)


def test_a_readers_name_is_never_opened_as_a_path(tmp_path: Path) -> None:
    reader = str(tmp_path / "hf")
    replace(_model(), reader=reader).write(tmp_path / "hf.json")
    with pytest.raises(ModelUnusable, match=f"no confidence was fitted for the {reader} reader"):
        load_confidence(reader)


def test_a_reader_without_a_fit_says_so() -> None:
    with pytest.raises(ModelUnusable, match="no confidence was fitted for the parrot reader"):
        load_confidence("parrot")


def test_the_shipped_threshold_is_set_for_few_false_answers() -> None:
    card = json.loads((SHIPPED / f"{READER}.json").read_text("utf-8"))
    shipped = load_confidence(card["name"])
    assert float(shipped.provenance["false_answers"]) <= 0.15
    assert min(point.threshold for point in shipped.risks) < shipped.threshold < 1
