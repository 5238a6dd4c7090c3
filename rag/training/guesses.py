"""What a trained reader points at for the training questions.

`python -m rag.training.guesses --help`.

Right answers and the wrong ones that tempted it, by the rules of question time
(`rag.answering.choosing.selection`): what the answer reranker learns from.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict

from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.selection import Selector
from rag.answering.language.questions import understand
from rag.errors import UsageError
from rag.models.reader import reading_of
from rag.models.reader_network import ReaderNetwork
from rag.models.shipped import SHIPPED
from rag.training.data import Example, all_rows, fold_of, split_rows
from rag.training.groups import GroupSampler, SamplingShares, sampler_of
from rag.types import ArticleHeader, Hit, Passage, Reading

SHARES = SamplingShares(
    {
        "pincite-handwritten": 0.15,
        "pincite-contrast": 0.3,
        "pincite-news-contrast": 0.2,
        "pincite-news": 0.2,
        "pincite-casual-contrast": 0.7,
        "pincite-invented-contrast": 0.7,
        "squad1.1-dev": 0.5,
        "squad-train-spans": 0.15,
        "squad-train-sentences": 0.0,
    },
    near_miss=0.1,
    untitled=0.15,
    cropped=0.4,
)
LOOKED_AT = 12
"""Candidates of a question, best first, among which right and wrong ones are taken."""
MOST, MOST_RIGHT, MOST_WRONG = 6, 2, 5
_SAME, _SAME_SENTENCE = 0.7, 0.5
"""An answer is right from this share of common characters on: F1; of sentences, of their union."""
_LONGER = 25  # characters around the gold answer that do no harm
_DATE = "2020-01-01"


class LabelledGuess(TypedDict):
    """A possible answer: a slice of one of the question's passages."""

    passage: int
    start: int
    end: int
    right: bool


class Guesses(TypedDict):
    """A question with what was pointed at, best first; at most one passage answers."""

    question: str
    passages: list[tuple[str, str]]
    """Header and text."""
    guesses: list[LabelledGuess]


class GuessPair(TypedDict):
    """A question and its unanswerable twin; either may be missing where nothing was found."""

    own: Guesses | None
    twin: Guesses | None


@dataclass(frozen=True, slots=True)
class Guesser:
    """Reads the passages of a question and says which of its possible answers are right."""

    network: ReaderNetwork

    def pair(self, group: Sequence[Example]) -> GuessPair:
        """The guesses of a sampler's group: its question's, and its twin's where there is one."""
        own = [example for example in group if not example.twin]
        twin = [example for example in group if example.twin]
        return {"own": self.guesses(own), "twin": self.guesses(twin) if twin else None}

    def guesses(self, examples: Sequence[Example]) -> Guesses | None:
        """Right and wrong ones; where none is right, what is marked as the answer comes last."""
        question = examples[0].question
        found = Selector(understand(question)).candidates(self._readings(examples))
        known = [(_passage(each), _is_right(examples[_passage(each)], each)) for each in found]
        all_told = [
            LabelledGuess(passage=place, start=each.answer.start, end=each.answer.end, right=right)
            for each, (place, right) in zip(found[:LOOKED_AT], known, strict=False)
            if right is not None
        ]
        kept = _kept(all_told)
        if not any(guess["right"] for guess in kept):
            kept = [*kept[: MOST - 1], *_marked(examples)]
        if not kept:
            return None
        passages = [(example.header, example.text) for example in examples]
        return {"question": question, "passages": passages, "guesses": kept}

    def _readings(self, examples: Sequence[Example]) -> list[Reading]:
        texts = [example.text for example in examples]
        headers = [example.header for example in examples]
        scores = self.network.read(examples[0].question, texts, headers)
        return [
            reading_of(_hit(number, example), one)
            for number, (example, one) in enumerate(zip(examples, scores, strict=True))
        ]


def read_pairs(paths: Iterable[Path]) -> Iterator[GuessPair]:
    """What `main` wrote."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one JSON line for each question, until a round over the data or the time is over."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.guesses", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="rows: train.jsonl.xz")
    add("--neighbours", type=Path, default=None, help="made by rag.training.mining")
    add("--reader", type=Path, default=SHIPPED, help="the reader whose guesses they are")
    add("--out", type=Path, required=True, help="a file of JSON lines")
    add("--only", nargs="*", default=[], help="sources of rows; none: all")
    add(
        "--beside",
        type=float,
        nargs="+",
        default=SHARES.other_passages,
        help="share of questions with a second, third … passage beside their own",
    )
    add("--most", type=int, default=None, help="questions drawn; without it all")
    add("--minutes", type=float, default=1e9)
    add("--folds", type=int, default=2, help="into so many the articles are divided")
    add("--fold", type=int, default=-1, help="only this one, which the reader has not seen")
    add("--part", type=int, default=0, help="which of --parts: one process a core is fastest")
    add("--parts", type=int, default=1)
    add("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if not -1 <= given.fold < given.folds:
        raise UsageError(f"there is no fold {given.fold} of {given.folds}")
    rows = [
        row
        for row in split_rows(all_rows(given.data))[0]
        if given.fold in (-1, fold_of(row, given.folds))
    ]
    sampler = sampler_of(rows, given.neighbours)
    shares = replace(SHARES, other_passages=tuple(given.beside))
    drawn = _drawn(sampler, shares, given.seed, frozenset(given.only))[: given.most]
    groups = drawn[given.part :: given.parts]
    guesser = Guesser(ReaderNetwork.load(given.reader, threads=1))
    began = time.monotonic()
    with given.out.open("w", encoding="utf-8") as out:
        for number, group in enumerate(groups, 1):
            out.write(json.dumps(guesser.pair(group), ensure_ascii=False) + "\n")
            minutes = (time.monotonic() - began) / 60
            if number % 500 == 0:
                print(f"{minutes:6.1f} min  {number} of {len(groups)}", file=sys.stderr)  # noqa: T201
            if minutes > given.minutes:
                break
    return 0


def _drawn(
    sampler: GroupSampler, shares: SamplingShares, seed: int, only: frozenset[str]
) -> list[list[Example]]:
    chance = random.Random(seed)  # noqa: S311 — no secret
    groups = sampler.round(chance, shares, only)
    chance.shuffle(groups)
    return groups


def _hit(number: int, example: Example) -> Hit:
    name = str(number)
    header = ArticleHeader(name, example.header, name, "", _DATE, "en")
    return Hit(Passage(name, 0, len(example.text), example.text, ""), header, {})


def _passage(candidate: Candidate) -> int:
    return int(candidate.hit.article.id)


def _kept(told: Sequence[LabelledGuess]) -> list[LabelledGuess]:
    right = [guess for guess in told if guess["right"]][:MOST_RIGHT]
    wrong = [guess for guess in told if not guess["right"]][:MOST_WRONG]
    return [guess for guess in told if guess in right or guess in wrong][:MOST]


def _marked(examples: Sequence[Example]) -> list[LabelledGuess]:
    answered = ((n, example.answers[0]) for n, example in enumerate(examples) if example.answers)
    return [
        LabelledGuess(passage=number, start=start, end=end, right=True)
        for number, (start, end) in list(answered)[:1]
    ]


def _is_right(example: Example, candidate: Candidate) -> bool | None:
    """`None` where the rows do not tell: it overlaps the answer, or repeats it elsewhere."""
    start, end = candidate.answer.start, candidate.answer.end
    near = max(((min(end, b) - max(start, a), a, b) for a, b in example.answers), default=(0, 0, 0))
    common, first, last = near
    if common <= 0:
        return False
    if example.whole_sentence:
        union = max(end, last) - min(start, first)
        return True if common / union >= _SAME_SENTENCE else None
    supported = any(a < end and b > start for a, b in example.support)
    if candidate.is_sentence:
        holds = any(a >= start and b <= end for a, b in example.answers)
        return True if holds and supported else None
    whole = start <= first and last <= end
    same = 2 * common / (end - start + last - first) >= _SAME
    few_more = whole and (end - start) - (last - first) <= _LONGER
    return True if supported and (same or few_more) else None


if __name__ == "__main__":
    raise SystemExit(main())
