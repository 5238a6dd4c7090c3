"""Fits what tells a contradiction between articles, and how well it does so.

    python -m rag.training.held_out --data ../shared/data/reader/train.jsonl.xz --out OUT
    python eval/bench/contradictions.py OUT/clusters eval/suites/seeds eval/suites/originals

The first suite is the made-up news, which contradicts itself on purpose: `contradictions.jsonl`
says where, and asks for it. The plain questions are its gold questions that no contradiction
touches, a sample of them, and those of the dev splits of the other suites. A contradiction is never
in the fit that judges it, nor is a plain question.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from rag.answering.agreement import agreements
from rag.answering.answerer import Answerer
from rag.answering.candidates import Candidate
from rag.answering.confidence import ConfidenceModel, load_confidence
from rag.answering.conflicts import rivals
from rag.answering.contradictions import FEATURES, ContradictionModel
from rag.answering.logistic import Floats, fit_logistic
from rag.answering.proposing import MEASURED
from rag.answering.questions import understand
from rag.answering.selection import Selector
from rag.answering.similarity import similarities
from rag.evaluation.gold import GoldQuestion, Split
from rag.evaluation.suite import Suite, load_suite
from rag.models.reader import TrainedReader
from rag.models.reader_network import SHIPPED
from rag.pipeline import READ, checked_question
from rag.protocols import Encoder, Library, Reader
from rag.retrieval.retriever import HybridRetriever
from rag.settings import Settings
from rag.types import Hit, Reading
from rag.wiring.asking import load_encoder, open_index
from rag.wiring.syncing import Wish, sync_index

KNOWN = Path(__file__).with_suffix(".jsonl")
OUT = Path("rag/answering/calibrations/contradictions.json")
RIDGE = 1.0  # of .1, .3, 1, 3 and 5, which differ by less than a question
FOLDS = 8
PLAIN = 330
SEED = 3
AT_MOST = 0.03  # of the plain questions that are answered: as many as a rule by hand let through

Place = tuple[str, int, int]
Sides = Sequence[Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Question:
    """One to ask, and the sides of the contradiction that it asks for, none where it is plain."""

    text: str
    group: str
    """Left out of the fit together."""
    sides: Sides


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question: the pairs of its answer and another, with their features."""

    question: Question
    confidence: float
    pairs: Sequence[tuple[dict[str, float], bool]]

    @property
    def known(self) -> bool:
        """Does the question ask for a contradiction?"""
        return bool(self.question.sides)


def main() -> None:
    """Print how many contradictions are shown at how many false ones, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("clusters", type=Path)
    parser.add_argument("suites", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    reader, model = TrainedReader.load(SHIPPED), load_confidence("pincite-reader-3")
    asked = asked_of(load_suite(given.clusters), cluster_questions, reader, model)
    for each in given.suites:
        asked += asked_of(load_suite(each), dev_questions, reader, model)
    report(asked, model.threshold, given.out)


def cluster_questions(suite: Suite) -> list[Question]:
    """Those that ask for a known contradiction, and a sample of the plain ones."""
    known = [json.loads(line) for line in KNOWN.read_text("utf-8").splitlines()]
    sides = [[_places(suite, side) for side in each["sides"]] for each in known]
    touched = {place for every in sides for side in every for place in side}
    plain = [each for each in suite.questions if not _is_touched(each, touched)]
    chosen = random.Random(SEED).sample(plain, min(PLAIN, len(plain)))  # noqa: S311 - no secret
    return [
        *(
            Question(text, each["name"], every)
            for each, every in zip(known, sides, strict=True)
            for text in each["questions"]
        ),
        *(_plain(each) for each in chosen if each.answerable),
    ]


def dev_questions(suite: Suite) -> list[Question]:
    """The plain answerable English questions of its dev split."""
    return [
        _plain(each)
        for each in suite.questions
        if each.split is Split.DEV and each.answerable and not each.disagrees and suite.gated(each)
    ]


def _plain(question: GoldQuestion) -> Question:
    return Question(question.question, question.question, ())


def _is_touched(question: GoldQuestion, places: Set[Place]) -> bool:
    spans = (span for spans in question.evidence for span in spans)
    return any(_overlaps(place, (x.article, x.start, x.end)) for x in spans for place in places)


def asked_of(
    suite: Suite,
    questions: Callable[[Suite], list[Question]],
    reader: Reader,
    model: ConfidenceModel,
) -> list[Asked]:
    """Ask a suite's questions of an index made for them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder))
        sync_index(settings, Wish((suite.settings.articles,), suite.settings.articles), None)
        with open_index(settings) as index:
            encoder = load_encoder(settings)
            retriever = HybridRetriever(encoder, index)
            return [
                _asked(
                    each,
                    retriever.retrieve(checked_question(each.text), READ),
                    reader,
                    index,
                    model,
                    encoder,
                )
                for each in questions(suite)
            ]


def _asked(
    question: Question,
    hits: Sequence[Hit],
    reader: Reader,
    library: Library,
    model: ConfidenceModel,
    encoder: Encoder,
) -> Asked:
    text = checked_question(question.text)
    readings = reader.read(text, hits)
    proposal = Answerer(_Again(readings), library, model, encoder=encoder).propose(text, hits)
    understood = understand(text)
    selector = Selector(understood, model.choice)
    found = selector.candidates(readings)
    near = similarities(encoder, text, [each.quoted for each in found[:MEASURED]])
    agreed = agreements(understood, selector.compared(found, near))
    if proposal is None or not agreed:
        return Asked(question, 0.0, [])
    one = agreed[0].best
    pairs = [
        (each.features, _contradict(question.sides, one, each.candidate))
        for each in rivals(understood, agreed)
    ]
    return Asked(question, proposal.confidence, pairs)


class _Again:
    """A reader that repeats what was read."""

    name = "pincite-reader-3"

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = {(each.hit.article.id, each.hit.passage.start): each for each in readings}

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:  # noqa: ARG002
        """Those of the hits."""
        return [self._readings[each.article.id, each.passage.start] for each in hits]


def report(asked: Sequence[Asked], threshold: float, out: Path) -> None:
    """Judge each pair by a fit that has not seen its group, then write the fit of all."""
    judged = [
        (one, scores)
        for one, scores in zip(asked, _held_out(asked), strict=True)
        if one.confidence >= threshold
    ]
    plain = [max((x for x, _ in each), default=-np.inf) for one, each in judged if not one.known]
    bar = sorted(plain, reverse=True)[int(AT_MOST * len(plain))] + 1e-6
    known = [each for one, each in judged if one.known]
    possible = [each for each in known if any(right for _, right in each)]
    shown = [each for each in possible if any(right and x >= bar for x, right in each)]
    print(f"ask for a contradiction: {sum(one.known for one in asked)}; answered {len(known)},")
    print(f"the other side among the candidates of {len(possible)}, shown for {len(shown)}")
    print(f"a contradiction shown for {sum(x >= bar for x in plain)} of {len(plain)} plain ones")
    out.write_text(json.dumps(asdict(_fitted(asked, bar, len(plain))), indent=1) + "\n", "utf-8")


def _fitted(asked: Sequence[Asked], bar: float, plain: int) -> ContradictionModel:
    table, labels = _table(asked)
    fitted = fit_logistic(table, labels, RIDGE)
    return ContradictionModel(
        intercept=round(fitted.intercept, 6),
        weights=_named(fitted.weights),
        means=_named(fitted.means),
        scales=_named(fitted.scales),
        threshold=round(bar, 6),
        provenance={
            "made by": "eval/bench/contradictions.py",
            "questions": f"{len(asked)}, {sum(one.known for one in asked)} ask for a contradiction",
            "pairs": f"{len(labels)}, {int(labels.sum())} of them contradict one another",
            "threshold": f"let {AT_MOST:.0%} of {plain} plain answered questions pass, held out",
        },
    )


def _held_out(asked: Sequence[Asked]) -> list[list[tuple[float, bool]]]:
    groups = sorted({each.question.group for each in asked})
    order = random.Random(SEED).sample(groups, len(groups))  # noqa: S311 - no secret
    fold = {group: place % FOLDS for place, group in enumerate(order)}
    fits = [
        fit_logistic(*_table([a for a in asked if fold[a.question.group] != each]), RIDGE)
        for each in range(FOLDS)
    ]
    return [
        [
            (float(fits[fold[a.question.group]].log_odds(_row(features))), right)
            for features, right in a.pairs
        ]
        for a in asked
    ]


def _table(asked: Sequence[Asked]) -> tuple[Floats, Floats]:
    pairs = [pair for each in asked for pair in each.pairs]
    rows = np.array([_row(features) for features, _ in pairs])
    return rows, np.array([right for _, right in pairs], dtype=np.float64)


def _row(features: Mapping[str, float]) -> Floats:
    return np.array([features[name] for name in FEATURES])


def _named(values: Floats) -> dict[str, float]:
    return {name: round(float(x), 6) for name, x in zip(FEATURES, values, strict=True)}


def _contradict(sides: Sides, one: Candidate, two: Candidate) -> bool:
    """Do the two state different sides?"""
    mine, other = _sides(sides, one), _sides(sides, two)
    return bool(mine and other) and mine != other


def _sides(sides: Sides, candidate: Candidate) -> set[int]:
    place = (candidate.hit.article.path, candidate.answer.start, candidate.answer.end)
    return {n for n, side in enumerate(sides) if any(_overlaps(each, place) for each in side)}


def _places(suite: Suite, side: Sequence[Sequence[str]]) -> list[Place]:
    places = []
    for path, words in side:
        start = suite.articles.text(path).index(words)
        places.append((path, start, start + len(words)))
    return places


def _overlaps(one: Place, two: Place) -> bool:
    return one[0] == two[0] and one[1] < two[2] and two[1] < one[2]


if __name__ == "__main__":
    main()
