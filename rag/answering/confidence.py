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

from rag.answering.choice import CHOICE, READER_ALONE
from rag.answering.features import FEATURES
from rag.answering.risk import RiskPoint
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
    """What the answer is chosen by, see `rag.answering.choice`."""

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
    try:
        stored = json.loads(path.read_text("utf-8") if path else _shipped(reader))
        risks = tuple(RiskPoint(**point) for point in stored.pop("risks"))
        model = ConfidenceModel(**stored, risks=risks)
    except FileNotFoundError as error:
        raise ModelUnusable(
            f"no confidence was fitted for the {reader} reader: run `rag eval --calibrate`"
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise ModelUnusable(
            f"the confidence file of the {reader} reader is damaged: {error}"
        ) from error
    return _checked(model, reader)


def _logistic(x: float) -> float:
    return min(max(0.5 * (1 + math.tanh(0.5 * x)), 1e-9), 1 - 1e-9)


def _shipped(reader: str) -> str:
    return files("rag.answering").joinpath("calibrations", f"{reader}.json").read_text("utf-8")


def _checked(model: ConfidenceModel, reader: str) -> ConfidenceModel:
    unknown = sorted((set(model.weights) - set(FEATURES)) | (set(model.choice) - set(CHOICE)))
    if unknown or not set(model.weights) <= set(model.means) & set(model.scales):
        raise ModelUnusable(f"the confidence file weighs unknown features: {', '.join(unknown)}")
    if model.reader != reader:
        raise ModelUnusable(
            f"the confidence file was fitted for the {model.reader} reader, not for {reader}:"
            " run `rag eval --calibrate`"
        )
    return model
