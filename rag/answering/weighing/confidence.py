"""The probability that an answer is right: a logistic model over named features.

One file for each reader, `calibrations/NAME.json`, holds the weights, where they come from, and
the risk curve measured on questions that were held out while fitting: how many of the answers
given from a confidence upwards were wrong. A threshold is chosen from that curve for a stated risk.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path

from rag.answering.choosing.choice import CHOICE, READER_ALONE
from rag.answering.weighing import json_fields
from rag.answering.weighing.features import FEATURES
from rag.answering.weighing.risk import RiskPoint
from rag.errors import ModelUnusable, UsageError


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Weights over standardised features; a feature that the model does not name is ignored."""

    reader: str
    intercept: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    risks: tuple[RiskPoint, ...]
    """From the highest threshold to the lowest; empty where nothing was measured."""
    threshold: float
    """Answers are given from this confidence upwards where no risk is stated."""
    provenance: Mapping[str, str]
    choice: Mapping[str, float] = field(default_factory=lambda: dict(READER_ALONE))
    """What the answer is chosen by, see `rag.answering.choosing.choice`."""

    def confidence(self, features: Mapping[str, float]) -> float:
        """The probability that the answer is right, strictly between 0 and 1."""
        return _logistic(self.log_odds(features))

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The confidence in nats."""
        terms = (
            weight * (features[name] - self.means[name]) / self.scales[name]
            for name, weight in self.weights.items()
        )
        return self.intercept + sum(terms)

    def weighs(self, feature: str) -> bool:
        """Does choice or confidence go by the feature?"""
        return bool(self.choice.get(feature) or self.weights.get(feature))

    def threshold_for(self, risk: float) -> float:
        """The lowest confidence from which on at most `risk` of the answers given were wrong.

        Raises `UsageError` where the risk was never reached, or never measured.
        """
        if not self.risks:
            raise UsageError(
                f"the {self.reader} reader's confidence is not fitted and promises no risk:"
                " leave the risk out, or run `rag eval --calibrate`"
            )
        reached = [point.threshold for point in self.risks if point.risk <= risk]
        if not reached:
            least = min(point.risk for point in self.risks)
            raise UsageError(
                f"a risk of {risk:g} was never reached, {least:.3f} was the lowest:"
                " choose one from there up"
            )
        return min(reached)

    def write(self, path: Path) -> None:
        """Save the model as JSON, its keys in order, so that two fits compare line by line."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")


def load_confidence(reader: str, path: Path | None = None) -> ConfidenceModel:
    """The model fitted for a reader: the file given, or the one that ships with the package.

    Raises `ModelUnusable` where there is none, or it is not such a model.
    """
    where = f"confidence file {path}" if path else f"confidence file of the {reader} reader"
    content = _read(path) if path else _shipped(reader)
    try:
        model = _decoded(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise ModelUnusable(
            f"the {where} cannot be used: {error}: run `rag eval --calibrate` for another"
        ) from error
    if model.reader != reader:
        raise ModelUnusable(
            f"the {where} was fitted for the {model.reader} reader, not for {reader}:"
            " run `rag eval --calibrate`"
        )
    return model


def _logistic(x: float) -> float:
    return min(max(0.5 * (1 + math.tanh(0.5 * x)), 1e-9), 1 - 1e-9)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelUnusable(
            f"the confidence file {path} cannot be read ({error.strerror}):"
            " name one that `rag eval --calibrate` wrote"
        ) from error


def _shipped(reader: str) -> bytes:
    """Looked for among the files there are: a reader's name may be the path of a folder."""
    for file in files("rag.answering").joinpath("calibrations").iterdir():
        if file.name == f"{reader}.json":
            return file.read_bytes()
    raise ModelUnusable(
        f"no confidence was fitted for the {reader} reader: run `rag eval --calibrate`"
    )


def _decoded(content: object) -> ConfidenceModel:
    """Every field checked once; raises `ValueError` that names the first wrong one."""
    given = {"choice": READER_ALONE, **json_fields.record("the content", content)}
    stored = json_fields.record_of(ConfidenceModel, "the content", given)
    model = ConfidenceModel(
        reader=json_fields.text("reader", stored["reader"]),
        intercept=json_fields.number("intercept", stored["intercept"]),
        weights=json_fields.numbers("weights", stored["weights"]),
        means=json_fields.numbers("means", stored["means"]),
        scales=json_fields.numbers("scales", stored["scales"]),
        risks=tuple(map(_risk, json_fields.items("risks", stored["risks"]))),
        threshold=json_fields.share("threshold", stored["threshold"]),
        provenance=json_fields.texts("provenance", stored["provenance"]),
        choice=json_fields.numbers("choice", stored["choice"]),
    )
    _require_features(model)
    return model


def _risk(content: object) -> RiskPoint:
    stored = json_fields.record_of(RiskPoint, "a risk", content)
    return RiskPoint(
        **{name: json_fields.share(f"a risk's {name}", value) for name, value in stored.items()}
    )


def _require_features(model: ConfidenceModel) -> None:
    unknown = (model.weights.keys() - FEATURES.keys()) | (model.choice.keys() - CHOICE.keys())
    if unknown:
        raise ValueError(f"it weighs unknown features: {', '.join(sorted(unknown))}")
    if bare := model.weights.keys() - (model.means.keys() & model.scales.keys()):
        raise ValueError(f"it weighs features without a mean or a scale: {', '.join(sorted(bare))}")
    for name, scale in model.scales.items():
        if scale <= 0:
            raise ValueError(f"scales.{name} must be above 0, not {scale}")
