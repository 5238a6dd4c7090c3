"""The best possible answer to a question, before it is decided whether to give it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from rag.answering.choosing.agreement import Agreement, agreements, stating, supports
from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.selection import Judge, Selector
from rag.answering.concluding import conclude, conclude_groups, led_by
from rag.answering.disagreement.conflicts import Comparer, Rival, rivals
from rag.answering.disagreement.contradictions import OPPOSES, QUOTES
from rag.answering.disagreement.corroboration import elsewhere
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question, understand
from rag.answering.language.similarity import similarities
from rag.answering.language.spelling import respelt
from rag.answering.proposal import Proposal, weighed
from rag.answering.reading import read_until_settled
from rag.answering.showing.correspondence import is_of_later_mail
from rag.answering.weighing.confidence import ConfidenceModel
from rag.protocols import Encoder, Reader, Reranker, Retriever
from rag.types import Hit, Reading

MEASURED = 4
"""Candidates whose quotes are compared with the question: of eight, `eval/LOG.md` says, the fifth
and later ones hardly ever become the best by it."""
JUDGED = 4
"""Candidates that an answer reranker reads once more: of eight, as many answers are right, and a
tenth of the time is gone, see `eval/LOG.md`."""
_MOST_FITTED = 16
"""Candidates compared and judged when a choice is fitted: what it may ever choose from."""
_CLOSE_CONFIDENCE = 0.03
_CLOSE_LEAD = 0.4  # nats; the deviation of the integers' error is .15, see eval/LOG.md


class Proposer:
    """Reads hits, chooses among what the reader points at, and weighs the choice."""

    def __init__(
        self,
        reader: Reader,
        model: ConfidenceModel,
        encoder: Encoder | None = None,
        threshold: float | None = None,
        retriever: Retriever | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """With an `encoder` quotes are compared with the question.

        That is exact where the fast way might bring the confidence to the other side of the
        `threshold`, or of the model's own. With a `retriever`, what reaches the threshold is looked
        for in other articles by its quote: they may state it too, or otherwise. With a `reranker`,
        the best possible answers are read once more.
        """
        self._reader = reader
        self._model = model
        self._encoder = encoder
        self._threshold = model.threshold if threshold is None else threshold
        self._retriever = retriever
        self._reranker = reranker

    def propose(self, question: str, hits: Sequence[Hit]) -> tuple[list[Reading], Proposal | None]:
        """What was read, of the first hits, and the best answer in it."""
        selector = Selector(self._understood(question, hits), self._model.choice)
        readings, proposal = self._best(selector, hits)
        if proposal is not None and proposal.confidence >= self._threshold:
            proposal = self._compared_with_others(proposal, selector, readings, hits)
        return readings, proposal

    def rivals(self, question: str, hits: Sequence[Hit]) -> tuple[Proposal, list[Rival]] | None:
        """The best answer, given or not, and all that might contradict it.

        What telling a contradiction is fitted on.
        """
        selector = Selector(self._understood(question, hits), self._model.choice)
        readings, proposal = self._best(selector, hits)
        if proposal is None:
            return None
        _, groups = self._around(proposal, selector, readings)
        return proposal, list(rivals(proposal.question, groups))

    def _best(
        self, selector: Selector, hits: Sequence[Hit]
    ) -> tuple[list[Reading], Proposal | None]:
        asked = selector.question
        if not hits or not asked.has_words:
            return [], None
        readings, _ = read_until_settled(
            self._reader, asked.text, hits, lambda read: conclude(asked, selector.candidates(read))
        )

        def proposed(*, exact: bool) -> Proposal | None:
            conclusion = conclude(asked, self._found(asked, selector, readings, exact=exact))
            if not conclusion.agreed:
                return None
            return weighed(self._model, asked, conclusion, selector.opposed(), readings, hits)

        proposal = proposed(exact=False)
        if self._encoder is not None and proposal is not None and self._is_close(proposal):
            proposal = proposed(exact=True)
        return readings, proposal

    def _compared_with_others(
        self,
        proposal: Proposal,
        selector: Selector,
        readings: Sequence[Reading],
        hits: Sequence[Hit],
    ) -> Proposal:
        """With what else is said of it elsewhere; the answer stays, but for a later mail's."""
        asked = proposal.question
        if asked.kind is Kind.LIST:
            return proposal
        everything, groups = self._around(proposal, selector, readings)
        conclusion = conclude_groups(asked, groups, [], self._comparer(asked))
        found = [*hits, *(reading.hit for reading in everything[len(readings) :])]
        beside = weighed(self._model, asked, conclusion, selector.opposed(), everything, found)
        return self._latest(
            replace(
                proposal,
                parts=beside.parts,
                others=beside.others,
                other_confidences=beside.other_confidences,
            )
        )

    def _latest(self, proposal: Proposal) -> Proposal:
        """What a later mail of the answer's thread says instead, if it is surely an answer.

        The earlier one is then another side. The features stay those of what was chosen.
        """
        earlier = proposal.parts[0]
        sides = list(zip(proposal.others, proposal.other_confidences, strict=True))
        for side in sides:
            group, sure = side
            if sure >= self._threshold and is_of_later_mail(group.best, earlier[0]):
                others = [(Agreement(earlier), proposal.confidence), *sides]
                others.remove(side)
                return replace(
                    proposal,
                    parts=(tuple(supports(proposal.question, group)),),
                    others=tuple(each for each, _ in others),
                    confidence=sure,
                    other_confidences=tuple(each for _, each in others),
                )
        return proposal

    def _around(
        self, proposal: Proposal, selector: Selector, readings: Sequence[Reading]
    ) -> tuple[list[Reading], list[Agreement]]:
        """With what the answer's quote finds elsewhere: all readings, and the groups they make."""
        asked, chosen = proposal.question, stating(proposal.parts[0])
        more = elsewhere(self._retriever, chosen, readings) if self._retriever else []
        everything = [*readings, *(self._reader.read(asked.text, more) if more else [])]
        found = self._judged(asked, selector, selector.candidates(everything), 0)
        return everything, led_by(chosen, agreements(asked, found))

    def possibilities(
        self, question: str, hits: Sequence[Hit], limit: int
    ) -> Iterator[tuple[Mapping[str, float], Proposal]]:
        """The best `limit` answers, what each is chosen by, and each as if it were chosen."""
        asked = self._understood(question, hits)
        selector = Selector(asked, self._model.choice)
        readings, _ = read_until_settled(self._reader, asked.text, hits, len)
        found = self._found(asked, selector, readings, _MOST_FITTED)
        agreed = agreements(asked, found)
        for first in agreed[:limit]:
            others = [group for group in agreed if group is not first]
            conclusion = conclude_groups(asked, [first, *others], found)
            proposal = weighed(self._model, asked, conclusion, selector.opposed(), readings, hits)
            yield first.best.features, proposal

    def _understood(self, question: str, hits: Sequence[Hit]) -> Question:
        return understand(respelt(question, hits, self._encoder) if self._encoder else question)

    def _found(
        self,
        asked: Question,
        selector: Selector,
        readings: Sequence[Reading],
        measured: int = MEASURED,
        *,
        exact: bool = False,
    ) -> list[Candidate]:
        """The candidates of all readings, compared and judged where there is what does it."""
        found = selector.candidates(readings)
        if self._encoder is not None and found:
            quotes = [each.quoted for each in found[:measured]]
            near = similarities(self._encoder, asked.text, quotes, exact=exact)
            found = selector.compared(found, near)
        return self._judged(asked, selector, found, max(JUDGED, measured))

    def _judged(
        self, asked: Question, selector: Selector, found: list[Candidate], first: int = JUDGED
    ) -> list[Candidate]:
        """The candidates, weighed with all verdicts so far and those of the first few."""
        judge = self._judge(asked)
        return selector.judged(found, first, judge) if judge and found else found

    def _judge(self, asked: Question) -> Judge | None:
        return partial(_verdicts, self._reranker, asked.text) if self._reranker else None

    def _comparer(self, asked: Question) -> Comparer | None:
        encoder = self._encoder
        return partial(compared, encoder, self._reranker, asked.text) if encoder else None

    def _is_close(self, proposal: Proposal) -> bool:
        """Could the error of the fast way to compare quotes change what is answered?"""
        bars = (self._threshold, self._model.threshold)
        nearly_given = any(abs(proposal.confidence - bar) < _CLOSE_CONFIDENCE for bar in bars)
        return nearly_given or proposal.features["lead"] < _CLOSE_LEAD


def compared(
    encoder: Encoder, reranker: Reranker | None, question: str, quote: str, others: Sequence[str]
) -> list[dict[str, float]]:
    """What the networks say of each of the others beside the quote, see `contradictions`."""
    once = list(dict.fromkeys(others))  # several rivals may share a sentence
    told = [{QUOTES: product} for product in similarities(encoder, quote, once)]
    if reranker is not None:
        opposed = reranker.oppositions(question, quote, once)
        told = [{**known, OPPOSES: each} for known, each in zip(told, opposed, strict=True)]
    by_quote = dict(zip(once, told, strict=True))
    return [by_quote[other] for other in others]


def _verdicts(
    reranker: Reranker, question: str, candidates: Sequence[Candidate]
) -> Sequence[float]:
    return reranker.verdicts(question, [each.guess for each in candidates])
