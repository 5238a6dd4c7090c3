"""Fits what tells a contradiction between articles, and how well it does so.

    python -m rag.training.held_out --data ../shared/data/reader/train.jsonl.xz --out OUT
    python eval/bench/contradictions.py OUT/clusters OUT/contradicting eval/suites/*

The first two suites are made-up news that contradicts itself on purpose: `contradictions.jsonl`
says where, and asks for it. The plain questions are a sample of their gold questions that no
contradiction touches, and those of the dev splits of the other suites. A subject is never in the
fit that judges it.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rag.answering.choosing.candidates import Candidate
from rag.answering.disagreement.contradictions import JUDGEMENTS, VALUES, ContradictionModel
from rag.answering.proposing import Proposer, compared
from rag.answering.weighing.confidence import ConfidenceModel, load_confidence
from rag.answering.weighing.logistic import Floats, Logistic, fit_logistic
from rag.evaluation.gold import GoldQuestion, Split
from rag.evaluation.suite import Suite, load_suite
from rag.models.reader import TrainedReader
from rag.models.shipped import SHIPPED
from rag.pipeline import READ, checked_question
from rag.protocols import Reader
from rag.retrieval.retriever import HybridRetriever
from rag.settings import Settings
from rag.wiring.asking import load_encoder, load_reranker, open_index
from rag.wiring.syncing import Wish, sync_index

KNOWN = Path(__file__).with_suffix(".jsonl")
OUT = Path("rag/answering/calibrations/contradictions.json")
RIDGE = 1.0  # of .1, .3, 1, 3 and 5, which differ by less than a question
FOLDS = 8
PLAIN = 500
"""Of each suite of made-up news."""
WAYS = 2
"""Questions asked for each contradiction; the third way to ask is like the first."""
SEED = 3
AT_MOST = 0.02
"""Of the plain questions that are answered may show a contradiction. The made-up news holds a near
value of something else beside most: real folders set fewer traps."""

Place = tuple[str, int, int]
Sides = Sequence[Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Question:
    """One to ask, and the sides of the contradiction that it asks for, none where it is plain."""

    text: str
    subject: str
    """Left out of the fit together."""
    sides: Sides


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question: the pairs of its answer and another, with their features."""

    question: Question
    confidence: float
    sentence: bool
    """Is the answer a whole sentence?"""
    right: bool
    """Is the answer one of the sides?"""
    pairs: Sequence[tuple[dict[str, float], bool]]


def main() -> None:
    """Print how many contradictions are shown at how many false ones, and write the models."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("suites", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    reader = TrainedReader.load(SHIPPED)
    model = load_confidence(reader.name)
    known = [json.loads(line) for line in KNOWN.read_text("utf-8").splitlines()]
    asked: list[Asked] = []
    for folder in given.suites:
        suite = load_suite(folder)
        own = [each for each in known if each["suite"] == suite.settings.name]
        questions = partial(known_questions, known=own) if own else dev_questions
        asked += asked_of(suite, questions, reader, model)
    fits = {
        "values": fitted("values", [x for x in asked if not x.sentence], VALUES, model.threshold),
        "judgements": fitted(
            "judgements", [x for x in asked if x.sentence], JUDGEMENTS, model.threshold
        ),
    }
    written = {name: asdict(fit) for name, fit in fits.items()}
    given.out.write_text(json.dumps(written, indent=1) + "\n", "utf-8")


def known_questions(suite: Suite, known: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Those that ask for a known contradiction, and a sample of the plain ones."""
    sides = [[_places(suite, side) for side in each["sides"]] for each in known]
    subjects = _subjects(sides)
    touched = {place for every in sides for side in every for place in side}
    plain = [each for each in suite.questions if each.answerable and not _is_touched(each, touched)]
    chosen = random.Random(SEED).sample(plain, min(PLAIN, len(plain)))  # noqa: S311 - no secret
    return [
        *(
            Question(text, subjects[every[0][0][0]], every)
            for each, every in zip(known, sides, strict=True)
            for text in each["questions"][:WAYS]
        ),
        *(
            Question(each.question, subjects.get(article, article), ())
            for each in chosen
            for article in [each.evidence[0][0].article]
        ),
    ]


def dev_questions(suite: Suite) -> list[Question]:
    """The plain answerable English questions of its dev split."""
    return [
        Question(each.question, each.question, ())
        for each in suite.questions
        if each.split is Split.DEV and each.answerable and not each.disagrees and suite.gated(each)
    ]


def _subjects(every: Iterable[Sides]) -> dict[str, str]:
    """For each article the first of all that it contradicts, directly or through others."""
    first: dict[str, str] = {}
    for sides in every:
        articles = {place[0] for side in sides for place in side}
        names = {first.get(article, article) for article in articles}
        least = min(names)
        first.update(dict.fromkeys(articles, least))
        first.update({article: least for article, name in first.items() if name in names})
    return first


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
            reranker = load_reranker(settings)
            proposer = Proposer(reader, model, encoder, retriever=retriever, reranker=reranker)
            told = partial(compared, encoder, reranker)
            found = (_asked(each, retriever, proposer, told) for each in questions(suite))
            return [each for each in found if each is not None]


def _asked(
    question: Question,
    retriever: HybridRetriever,
    proposer: Proposer,
    told: Callable[[str, str, Sequence[str]], Sequence[Mapping[str, float]]],
) -> Asked | None:
    text = checked_question(question.text)
    found = proposer.rivals(text, retriever.retrieve(text, READ))
    if found is None:
        return None
    proposal, others = found
    one = proposal.parts[0][0]
    more = told(text, one.quoted, [each.candidate.quoted for each in others])
    pairs = [
        ({**each.features, **own}, _contradict(question.sides, one, each.candidate))
        for each, own in zip(others, more, strict=True)
    ]
    right = bool(_sides(question.sides, one))
    return Asked(question, proposal.confidence, one.is_sentence, right, pairs)


def fitted(
    what: str, asked: Sequence[Asked], features: Mapping[str, str], threshold: float
) -> ContradictionModel:
    """Judge each pair by a fit that has not seen its subject, then fit all."""
    given = [
        (one, scores)
        for one, scores in zip(asked, _held_out(asked, features), strict=True)
        if one.confidence >= threshold
    ]
    plain = [max((x for x, _ in each), default=-np.inf) for one, each in given if _is_plain(one)]
    bar = sorted(plain, reverse=True)[int(AT_MOST * len(plain))] + 1e-6
    known = [(one, each) for one, each in given if not _is_plain(one)]
    possible = [each for _, each in known if any(right for _, right in each)]
    shown = [each for each in possible if any(right and x >= bar for x, right in each)]
    total = sum(not _is_plain(one) for one in asked)
    print(f"{what}: {total} ask for a contradiction; answered {len(known)}, with one of its sides")
    print(f"{sum(one.right for one, _ in known)}; the other is among the candidates of")
    print(f"{len(possible)}, shown for {len(shown)}; one shown for {int(AT_MOST * len(plain))} of")
    print(f"{len(plain)} plain questions")
    table, labels = _table(asked, features)
    return _model(
        fit_logistic(table, labels, RIDGE),
        features,
        bar,
        {
            "made by": "eval/bench/contradictions.py",
            "questions": f"{len(asked)}, {total} ask for a contradiction",
            "pairs": f"{len(labels)}, {int(labels.sum())} of them contradict one another",
            "threshold": f"let {AT_MOST:.0%} of {len(plain)} plain answered ones pass, held out",
        },
    )


def _is_plain(asked: Asked) -> bool:
    return not asked.question.sides


def _model(
    fit: Logistic, features: Mapping[str, str], bar: float, provenance: Mapping[str, str]
) -> ContradictionModel:
    def named(values: Floats) -> dict[str, float]:
        return {name: round(float(x), 6) for name, x in zip(features, values, strict=True)}

    return ContradictionModel(
        intercept=round(fit.intercept, 6),
        weights=named(fit.weights),
        means=named(fit.means),
        scales=named(fit.scales),
        threshold=round(float(bar), 6),
        provenance=provenance,
    )


def _held_out(
    asked: Sequence[Asked], features: Mapping[str, str]
) -> list[list[tuple[float, bool]]]:
    subjects = sorted({each.question.subject for each in asked})
    order = random.Random(SEED).sample(subjects, len(subjects))  # noqa: S311 - no secret
    fold = {subject: place % FOLDS for place, subject in enumerate(order)}
    fits = [
        fit_logistic(
            *_table([a for a in asked if fold[a.question.subject] != each], features), RIDGE
        )
        for each in range(FOLDS)
    ]
    return [
        [
            (float(fits[fold[a.question.subject]].log_odds(_row(known, features))), right)
            for known, right in a.pairs
        ]
        for a in asked
    ]


def _table(asked: Sequence[Asked], features: Mapping[str, str]) -> tuple[Floats, Floats]:
    pairs = [pair for each in asked for pair in each.pairs]
    rows = np.array([_row(known, features) for known, _ in pairs])
    return rows, np.array([right for _, right in pairs], dtype=np.float64)


def _row(known: Mapping[str, float], features: Mapping[str, str]) -> Floats:
    return np.array([known[name] for name in features])


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
