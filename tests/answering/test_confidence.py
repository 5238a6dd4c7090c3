"""What is fitted is tested in `test_fitting.py`."""

import json
from pathlib import Path

import pytest

from rag.answering.confidence import ConfidenceModel, load_confidence
from rag.answering.features import FEATURES
from rag.answering.risk import RiskPoint
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


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"risks": 3}', '{"risks": [], "reader": 1}'])
def test_a_damaged_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "fit.json").write_text(content, "utf-8")
    with pytest.raises(ModelUnusable, match="damaged"):
        load_confidence("lexical", tmp_path / "fit.json")


def test_a_reader_without_a_fit_says_so() -> None:
    with pytest.raises(ModelUnusable, match="no confidence was fitted for the parrot reader"):
        load_confidence("parrot")


def test_the_shipped_threshold_is_set_for_few_false_answers() -> None:
    card = json.loads((SHIPPED / f"{READER}.json").read_text("utf-8"))
    shipped = load_confidence(card["name"])
    assert float(shipped.provenance["false_answers"]) <= 0.15
    assert min(point.threshold for point in shipped.risks) < shipped.threshold < 1
