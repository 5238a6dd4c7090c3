"""Statements that contradict: what is read of them, and how batches are made."""

import random
from itertools import islice

import pytest
import torch

from rag.models.marked import ANSWER, Marker
from rag.models.shipped import reading_tokenizer
from rag.training.oppositions import (
    ROWS,
    Opposition,
    opposition_batch,
    opposition_batches,
    read_oppositions,
)

OPENED = Opposition(
    "When did it open?",
    "It opened in 1961.",
    (("The opening was in 1958.", True), ("It has been open since 1961.", False)),
)


@pytest.fixture(scope="module")
def marker() -> Marker:
    return Marker(reading_tokenizer(), 112)


def test_every_row_has_statements_of_both_sorts_and_none_is_in_both_shares() -> None:
    training, validation = read_oppositions(ROWS)
    assert len(training) > len(validation) > 0
    for each in [*training, *validation]:
        assert {opposes for _, opposes in each.others} == {True, False}
        assert each.statement not in [text for text, _ in each.others]
    assert not {each.statement for each in training} & {each.statement for each in validation}


def test_a_batch_marks_one_statement_of_each_pair(marker: Marker) -> None:
    readings = [
        (marker.opposite(OPENED.question, OPENED.statement, t), o) for t, o in OPENED.others
    ]
    batch = opposition_batch(readings)
    assert bool(batch.opposing)
    assert batch.right.tolist() == [True, False]
    assert torch.equal((batch.types == ANSWER).any(1), torch.tensor([True, True]))


def test_batches_go_on_without_end_and_turn_contradictions_round_now_and_then(
    marker: Marker,
) -> None:
    steps = list(islice(opposition_batches([OPENED] * 4, marker, 8, random.Random(1)), 10))
    assert all(len(step.ids) >= 8 for step in steps)
    opposed = [row.tolist() for step in steps for row in step.ids[step.right]]
    agreed = [row.tolist() for step in steps for row in step.ids[~step.right]]
    assert len({tuple(row) for row in opposed}) == 2
    assert len({tuple(row) for row in agreed}) == 1
