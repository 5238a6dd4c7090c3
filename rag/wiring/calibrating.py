"""Fits choice and confidence of a reader on gold sets: what goes with answers that are right?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelUnusable, UsageError
from rag.protocols import Progress
from rag.settings import Settings
from rag.wiring.asked import Asked, Features, asked_of
from rag.wiring.asking import LEXICAL, load_reader

if TYPE_CHECKING:
    from rag.answering.weighing.confidence import ConfidenceModel
    from rag.answering.weighing.fitting import Aim
    from rag.evaluation.suite import Suite


@dataclass(frozen=True, slots=True)
class Goal:
    """What the threshold is set for."""

    risk: float | None = None
    """The tolerated share of wrong answers among those given."""
    false_answers: float | None = None
    """The tolerated share of each suite's unanswerable questions that is answered; before risk."""

    def told(self) -> dict[str, str]:
        """For the record of where a model comes from."""
        if self.false_answers is not None:
            return {"false_answers": f"{self.false_answers:g}"}
        return {"risk": "none stated" if self.risk is None else f"{self.risk:g}"}


def calibrate(
    settings: Settings,
    folders: Sequence[Path],
    split: str | None,
    goal: Goal,
    progress: Progress | None = None,
    also: Sequence[Path] = (),
) -> "ConfidenceModel":
    """Ask the questions of a split of each suite and fit; `None` takes every question.

    Many questions fit what an answer is chosen by, then the confidence in the chosen ones, and do
    so on the suites in `also` too, whose false answers set no threshold: they may be of a kind that
    people seldom ask. Fewer than `FEWEST_TO_FIT` leave both and stretch and shift the confidence
    that ships with the reader. The threshold is set for the goal. Raises `UsageError` where there
    are too few questions, or none without an answer where false answers are to be few.
    """
    from rag.answering.weighing.fitting import FEWEST_TO_FIT
    from rag.evaluation.suite import load_suite

    suites, beside = [[load_suite(each) for each in given] for given in (folders, also)]
    _require_own_names([*suites, *beside])
    if beside and goal.false_answers is None:
        raise UsageError("--also goes with --false-answers: a risk is that of all the answers")
    reader = load_reader(settings)
    known = _measured(reader.name)
    with ExitStack() as opened:
        every = [
            replace(asked, sets_threshold=sets_threshold)
            for given, sets_threshold in ((suites, True), (beside, False))
            for suite in given
            for asked in asked_of(settings, suite, split, reader, opened)
        ]
        provenance = {**_provenance([*suites, *beside], split), **goal.told()}
        if beside:
            provenance["no_threshold_by"] = ", ".join(each.settings.name for each in beside)
        if known is not None and sum(each.sets_threshold for each in every) < FEWEST_TO_FIT:
            if beside:
                raise UsageError(
                    f"--also takes {FEWEST_TO_FIT:,} questions of the suites themselves: fewer only"
                    " adjust the confidence that ships"
                )
            return _adjusted(known, every, provenance, goal, progress)
        return _fitted(reader.name, every, provenance, goal, progress)


def _require_own_names(suites: Sequence["Suite"]) -> None:
    names = Counter(suite.settings.name for suite in suites)
    if twice := [name for name, count in names.items() if count > 1]:
        raise UsageError(f"two suites are named {twice[0]}: give each a name of its own")


def _measured(reader: str) -> "ConfidenceModel | None":
    """The confidence that ships with the reader, where it was fitted."""
    from rag.answering.weighing.confidence import load_confidence

    try:
        model = load_confidence(reader)
    except ModelUnusable:
        return None
    return model if model.risks else None


def _provenance(suites: Sequence["Suite"], split: str | None) -> dict[str, str]:
    return {
        "suites": ", ".join(suite.settings.name for suite in suites),
        "split": split or "all",
        "gold_sha256": ", ".join(suite.gold_sha256[:12] for suite in suites),
    }


def _adjusted(
    known: "ConfidenceModel",
    every: Sequence[Asked],
    provenance: Mapping[str, str],
    goal: Goal,
    progress: Progress | None,
) -> "ConfidenceModel":
    from rag.answering.weighing.fitting import adjust

    answers = _proposed(every, known, progress)
    kept = ", ".join(f"{name} {value}" for name, value in known.provenance.items())
    told = {**provenance, "questions": str(len(answers.right)), "adjusts": kept}
    return adjust(known, answers.features, answers.right, told, answers.aim(goal))


def _fitted(
    reader: str,
    every: Sequence[Asked],
    provenance: Mapping[str, str],
    goal: Goal,
    progress: Progress | None,
) -> "ConfidenceModel":
    from rag.answering.weighing.fitting import fit

    choosing = _choosing(every, progress)
    answers = _proposed(every, choosing, None)
    told = {**provenance, "questions": str(len(answers.right))}
    model = fit(answers.features, answers.right, reader, told, answers.aim(goal))
    return replace(model, choice=choosing.choice)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The chosen answers of the questions that have any: one entry each, in their order."""

    features: list[Features]
    right: list[bool]
    asked: list[Asked]
    unanswerable: Mapping[str, int]
    """How many questions of each suite that sets the threshold its articles do not answer."""

    def aim(self, goal: Goal) -> "Aim":
        from rag.answering.weighing.fitting import even_odds, false_answers, stated_risk

        if goal.false_answers is not None:
            return false_answers(goal.false_answers, self._to_the_unanswerable())
        return even_odds if goal.risk is None else stated_risk(goal.risk)

    def _to_the_unanswerable(self) -> list[tuple[list[int], int]]:
        if not self.unanswerable:
            raise UsageError(
                "all questions that count are answerable, which tells nothing of false answers:"
                " state a --risk, or add questions that the articles do not answer"
            )
        return [
            ([place for place, asked in enumerate(self.asked) if asked.tempts(suite)], count)
            for suite, count in self.unanswerable.items()
        ]


def _proposed(
    every: Sequence[Asked], model: "ConfidenceModel", progress: Progress | None
) -> _Answers:
    tempting = (x.suite.settings.name for x in every if x.lacks_answer and x.sets_threshold)
    answers = _Answers([], [], [], Counter(tempting))
    for asked in every:
        found = asked.proposed(model)
        if progress:
            progress(1)
        if found is not None:
            answers.features.append(found[0])
            answers.right.append(found[1])
            answers.asked.append(asked)
    return answers


def _choosing(every: Sequence[Asked], progress: Progress | None) -> "ConfidenceModel":
    """Any confidence will do while every answer is given; the choice is fitted."""
    from rag.answering.weighing.confidence import load_confidence
    from rag.answering.weighing.fitting_choice import fit_choice

    plain = load_confidence(LEXICAL)
    possible = []
    for asked in every:
        possible.append(asked.possible(plain))
        if progress:
            progress(1)
    if not any(any(right) for _, right in possible):
        raise UsageError(
            f"none of {len(possible)} questions has a right answer among those found:"
            " give questions that the articles answer"
        )
    return replace(plain, choice=fit_choice(possible))
