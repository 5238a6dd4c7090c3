import math

import pytest
import torch

from rag.training.batches import Batch
from rag.training.losses import shared_norm, support_loss, twin_loss
from rag.training.model import ReaderLogits


def _batch(gold: list[list[int]], group: list[int], twin_of: list[int] | None = None) -> Batch:
    """Three pieces a passage, of which the last two are text."""
    marked = torch.tensor(gold, dtype=torch.bool)
    zeros = torch.zeros(marked.shape, dtype=torch.long)
    text = torch.tensor([[False, True, True]]).expand(marked.shape)
    answered = marked.any(1)
    return Batch(
        zeros,
        zeros,
        zeros + 1,
        text,
        marked,
        marked,
        marked,
        answered,
        torch.tensor(group),
        torch.tensor(twin_of or [-1] * len(group)),
    )


def test_one_softmax_runs_over_all_passages_of_a_question_and_the_null_option() -> None:
    logits = torch.tensor([[9.0, 1.0, 2.0], [9.0, 3.0, -1.0]])
    found = shared_norm(logits, (batch := _batch([[0, 0, 1], [0, 0, 0]], [0, 0])).start, batch)
    total = 1 + math.exp(1) + math.exp(2) + math.exp(3) + math.exp(-1)
    assert found.item() == pytest.approx(-math.log(math.exp(2) / total), rel=1e-5)


def test_several_occurrences_share_the_probability() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0]])
    batch = _batch([[0, 1, 1]], [0])
    total = 1 + math.exp(1) + math.exp(2)
    expected = -math.log((math.exp(1) + math.exp(2)) / total)
    assert shared_norm(logits, batch.start, batch).item() == pytest.approx(expected, rel=1e-5)


def test_a_question_that_no_passage_answers_is_trained_towards_null() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0]])
    batch = _batch([[0, 0, 0]], [0])
    expected = math.log(1 + math.exp(1) + math.exp(2))
    assert shared_norm(logits, batch.start, batch).item() == pytest.approx(expected, rel=1e-5)


def test_questions_of_one_batch_do_not_touch_each_other() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0], [0.0, -3.0, 0.5]])
    both = _batch([[0, 1, 0], [0, 0, 0]], [0, 1])
    alone = [
        shared_norm(logits[n : n + 1], one.start, one)
        for n, one in enumerate((_batch([[0, 1, 0]], [0]), _batch([[0, 0, 0]], [0])))
    ]
    assert shared_norm(logits, both.start, both).item() == pytest.approx(
        torch.stack(alone).mean().item()
    )


def test_gold_outside_the_text_counts_as_none() -> None:
    logits = torch.tensor([[5.0, 1.0, 2.0]])
    outside, none = _batch([[1, 0, 0]], [0]), _batch([[0, 0, 0]], [0])
    assert shared_norm(logits, outside.start, outside) == shared_norm(logits, none.start, none)


def test_support_is_averaged_over_the_text_alone() -> None:
    logits = torch.tensor([[50.0, 0.0, 0.0]])
    batch = _batch([[0, 1, 0]], [0])
    assert support_loss(logits, batch).item() == pytest.approx(math.log(2), rel=1e-5)


def test_a_twins_best_pieces_compete_with_the_answer_of_its_question() -> None:
    start = torch.tensor([[0.0, 1.0, 2.0], [9.0, 3.0, 0.5], [0.0, 4.0, 4.0]])
    end = torch.tensor([[0.0, -1.0, 1.0], [9.0, 0.0, 0.5], [0.0, 4.0, 4.0]])
    answers = torch.tensor([2.0, 0.5, 7.0])
    batch = _batch([[0, 0, 1], [0, 0, 0], [0, 0, 0]], [0, 1, 2], [-1, 0, -1])
    logits = ReaderLogits(start, end, torch.zeros(3, 3), answers)
    gaps = [
        math.log(math.exp(3) + math.exp(0.5)) - 2,
        math.log(1 + math.exp(0.5)) - 1,
        0.5 - 2.0,
    ]
    expected = sum(math.log1p(math.exp(gap)) for gap in gaps) / 9
    assert twin_loss(logits, batch).item() == pytest.approx(expected, rel=1e-5)


def test_without_twins_nothing_competes() -> None:
    token = torch.ones(1, 3)
    logits = ReaderLogits(token, token, token, torch.ones(1))
    assert twin_loss(logits, _batch([[0, 0, 1]], [0])).item() == 0.0
