"""What the heads are trained for."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from rag.training.batches import Batch
from rag.training.model import ReaderLogits

NEVER = -1e4
"""A logit that no piece outside the text ever beats."""


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How much each part counts."""

    span: float = 1.0
    answers: float = 0.5
    support: float = 0.5
    twins: float = 0.5


def loss(logits: ReaderLogits, batch: Batch, weights: LossWeights) -> Tensor:
    """Mean over the questions of the batch."""
    spans = shared_norm(logits.start, batch.start, batch) + shared_norm(
        logits.end, batch.end, batch
    )
    answers = functional.binary_cross_entropy_with_logits(logits.answers, batch.answered.float())
    return (
        weights.span * 0.5 * spans
        + weights.answers * answers
        + weights.support * support_loss(logits.support, batch)
        + weights.twins * twin_loss(logits, batch)
    )


def shared_norm(logits: Tensor, gold: Tensor, batch: Batch) -> Tensor:
    """Negative log of the gold pieces' summed probability (Clark & Gardner 2018, section 3.3).

    One softmax runs over the text of all passages of a question and one null option of logit 0,
    which is gold where no passage answers.
    """
    groups = int(batch.group[-1].item()) + 1
    every = _gathered(logits.masked_fill(~batch.text, NEVER), batch, groups)
    right = _gathered(logits.masked_fill(~(gold & batch.text), NEVER), batch, groups)
    answered = torch.zeros(groups, dtype=torch.bool, device=logits.device)
    answered[batch.group[(gold & batch.text).any(1)]] = True
    total = torch.logaddexp(every, torch.zeros_like(every))
    return (total - torch.where(answered, right, torch.zeros_like(right))).mean()


def support_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of each piece of the text, averaged over a passage, then over passages."""
    losses = functional.binary_cross_entropy_with_logits(
        logits, batch.support.float(), reduction="none"
    )
    inside = batch.text.float()
    return ((losses * inside).sum(1) / inside.sum(1).clamp(min=1)).mean()


def twin_loss(logits: ReaderLogits, batch: Batch) -> Tensor:
    """A question's answer above whatever its unanswerable twin finds in the same passage.

    Two questions of one passage compete, as in Dua et al. 2021 ("Learning with instance bundles"):
    start, end and "answers", the mean of the three, summed over pairs, over the batch's questions.
    """
    groups = int(batch.group[-1].item()) + 1
    twins = (batch.twin_of >= 0).nonzero()[:, 0]
    twins = twins[batch.start[batch.twin_of[twins]].any(1)]
    own = batch.twin_of[twins]
    behind = logits.answers[twins] - logits.answers[own]
    losses = functional.softplus(behind).sum()
    for scores, gold in ((logits.start, batch.start), (logits.end, batch.end)):
        right = scores[own].masked_fill(~(gold & batch.text)[own], NEVER).logsumexp(1)
        tempting = scores[twins].masked_fill(~batch.text[twins], NEVER).logsumexp(1)
        losses = losses + functional.softplus(tempting - right).sum()
    return losses / (3 * groups)


def _gathered(logits: Tensor, batch: Batch, groups: int) -> Tensor:
    """Log-sum-exp over all pieces of all passages of each question: shape (groups,)."""
    passages = logits.logsumexp(1)
    wide = passages.new_full((groups, len(passages)), NEVER)
    wide[batch.group, torch.arange(len(passages), device=logits.device)] = passages
    return wide.logsumexp(1)
