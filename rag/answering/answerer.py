"""From hits to an answer, or to an honest "the articles do not say". Start reading here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.agreement import Agreement, agreements, supports
from rag.answering.candidates import Candidate
from rag.answering.citations import cite
from rag.answering.confidence import ConfidenceModel
from rag.answering.conflicts import conflicts
from rag.answering.contradictions import stated_text
from rag.answering.features import features
from rag.answering.kinds import Kind
from rag.answering.lists import items
from rag.answering.questions import Question, understand
from rag.answering.reading import read_until_settled
from rag.answering.selection import Selector
from rag.answering.similarity import similarities
from rag.answering.wording import claim_texts, joined
from rag.protocols import Encoder, Library, Reader
from rag.types import Alternative, Answer, Citation, Claim, Hit, Reading

MEASURED = 4
"""Candidates whose quotes are compared with the question: of eight, `eval/LOG.md` says, the fifth
and later ones hardly ever become the best by it."""
_MOST_FITTED = 16
"""Candidates compared with the question when a choice is fitted: what it may ever choose from."""
_CLOSE_CONFIDENCE = 0.03
_CLOSE_LEAD = 0.4  # nats; the deviation of the integers' error is .15, see eval/LOG.md


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best answer found, before it is decided whether to give it."""

    question: Question
    parts: tuple[tuple[Candidate, ...], ...]
    """One part a claim; in each the candidates whose quotes carry it, the best first."""
    others: tuple[Agreement, ...]
    """Other values stated for the same question."""
    features: Mapping[str, float]
    confidence: float
    other_confidences: tuple[float, ...]

    @property
    def text(self) -> str:
        """The short answer."""
        return joined([part[0] for part in self.parts])


@dataclass(frozen=True, slots=True)
class _Conclusion:
    """What the readings so far come to."""

    agreed: tuple[Agreement, ...]
    parts: tuple[tuple[Candidate, ...], ...]
    others: tuple[Agreement, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Conclusion) and self._places() == other._places()

    def __hash__(self) -> int:
        return hash(self._places())

    def _places(self) -> tuple[object, ...]:
        """Everything that the reader of the answer would see."""
        shown = tuple((each.hit.article.id, each.answer) for part in self.parts for each in part)
        return shown, tuple((group.best.hit.article.id, group.best.answer) for group in self.others)


class Answerer:
    """Reads hits, chooses, weighs, and cites what it chose."""

    def __init__(
        self,
        reader: Reader,
        library: Library,
        model: ConfidenceModel,
        threshold: float | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        """Answers are given from `threshold` upwards; `None` takes the model's own.

        With an `encoder` quotes are also compared with the question.
        """
        self._reader = reader
        self._library = library
        self._model = model
        self._threshold = model.threshold if threshold is None else threshold
        self._encoder = encoder

    def answer(self, question: str, hits: Sequence[Hit]) -> Answer:
        """The answer, or `answered` false where the confidence does not reach the threshold.

        It carries all hits in their order, those that were read with the reader's score.
        Raises `CitationMismatch` where a quote is not the slice of the article it claims to be.
        """
        readings, proposal = self._propose(question, hits)
        shown = _with_reader_scores(hits, readings)
        if proposal is None or proposal.confidence < self._threshold:
            return _abstention(question, proposal.confidence if proposal else 0.0, shown)
        return self._cited(proposal, shown)

    def propose(self, question: str, hits: Sequence[Hit]) -> Proposal | None:
        """The best answer and its features, given or not: what calibration is fitted on."""
        return self._propose(question, hits)[1]

    def possibilities(
        self, question: str, hits: Sequence[Hit], limit: int
    ) -> list[tuple[Mapping[str, float], Answer]]:
        """The best `limit` answers, each as if it were the chosen one, with what it is chosen by.

        What the choice is fitted on.
        """
        asked = understand(question)
        selector = Selector(asked, self._model.choice)
        readings, _ = read_until_settled(self._reader, question, hits, len)
        found = self._found(asked, selector, readings, _MOST_FITTED)
        agreed = agreements(asked, found)
        possible = []
        for first in agreed[:limit]:
            others = [group for group in agreed if group is not first]
            conclusion = _concluded(asked, [first, *others], found)
            proposal = self._weighed(asked, conclusion, selector.opposed(), readings, hits)
            possible.append((first.best.features, self._cited(proposal, hits)))
        return possible

    def _propose(self, question: str, hits: Sequence[Hit]) -> tuple[list[Reading], Proposal | None]:
        if not hits:
            return [], None
        asked = understand(question)
        selector = Selector(asked, self._model.choice)
        readings, _ = read_until_settled(
            self._reader, question, hits, lambda read: _conclude(asked, selector.candidates(read))
        )

        def proposed(*, exact: bool) -> Proposal | None:
            conclusion = _conclude(asked, self._found(asked, selector, readings, exact=exact))
            if not conclusion.agreed:
                return None
            return self._weighed(asked, conclusion, selector.opposed(), readings, hits)

        proposal = proposed(exact=False)
        if self._encoder is not None and proposal is not None and self._is_close(proposal):
            proposal = proposed(exact=True)
        return readings, proposal

    def _found(
        self,
        asked: Question,
        selector: Selector,
        readings: Sequence[Reading],
        measured: int = MEASURED,
        *,
        exact: bool = False,
    ) -> list[Candidate]:
        """The candidates of all readings, compared with the question where there is an encoder."""
        found = selector.candidates(readings)
        if self._encoder is None or not found:
            return found
        quotes = [each.quoted for each in found[:measured]]
        near = similarities(self._encoder, asked.text, quotes, exact=exact)
        return selector.compared(found, near)

    def _is_close(self, proposal: Proposal) -> bool:
        """Could the error of the fast way to compare quotes change what is answered?"""
        bars = (self._threshold, self._model.threshold)
        nearly_given = any(abs(proposal.confidence - bar) < _CLOSE_CONFIDENCE for bar in bars)
        return nearly_given or proposal.features["lead"] < _CLOSE_LEAD

    def _weighed(
        self,
        asked: Question,
        conclusion: _Conclusion,
        opposed: int,
        readings: Sequence[Reading],
        hits: Sequence[Hit],
    ) -> Proposal:
        def described(group: Agreement) -> dict[str, float]:
            return features(asked, conclusion.agreed, group, opposed, readings, hits)

        first = described(conclusion.agreed[0])
        return Proposal(
            question=asked,
            parts=conclusion.parts,
            others=conclusion.others,
            features=first,
            confidence=self._model.confidence(first),
            other_confidences=tuple(
                self._model.confidence(described(group)) for group in conclusion.others
            ),
        )

    def _cited(self, proposal: Proposal, shown: Sequence[Hit]) -> Answer:
        citations: list[Citation] = []
        claims: list[Claim] = []
        for part in proposal.parts:
            numbers = tuple(self._number(each, citations) for each in part)
            claims += [Claim(text, numbers) for text in claim_texts(part[0])]
        alternatives = self._alternatives(proposal, len(citations))
        return Answer(
            question=proposal.question.text,
            answered=True,
            text=proposal.text,
            confidence=proposal.confidence,
            claims=tuple(claims),
            citations=tuple(citations),
            alternatives=alternatives,
            disagreement=bool(alternatives),
            hits=tuple(shown),
        )

    def _number(self, candidate: Candidate, citations: list[Citation]) -> int:
        """The number of the candidate's citation, which is made where there is none yet."""
        made = cite(len(citations) + 1, candidate.hit, candidate.quote, self._library)
        for each in citations:
            if (each.article.id, each.start, each.end) == (made.article.id, made.start, made.end):
                return each.number
        citations.append(made)
        return made.number

    def _alternatives(self, proposal: Proposal, numbered: int) -> tuple[Alternative, ...]:
        alternatives: list[Alternative] = []
        for group, confidence in zip(proposal.others, proposal.other_confidences, strict=True):
            cited: list[Citation] = []
            for each in supports(group):
                numbered += 1
                cited.append(cite(numbered, each.hit, each.quote, self._library))
            alternatives.append(Alternative(stated_text(group.best), confidence, tuple(cited)))
        return tuple(alternatives)


def _conclude(question: Question, found: Sequence[Candidate]) -> _Conclusion:
    return _concluded(question, agreements(question, found), found)


def _concluded(
    question: Question, agreed: Sequence[Agreement], found: Sequence[Candidate]
) -> _Conclusion:
    """What it comes to where the first group is the answer."""
    if not agreed:
        return _Conclusion((), (), ())
    if question.kind is Kind.LIST and not agreed[0].best.is_sentence:
        listed = items([agreed[0].best, *(each for each in found if each is not agreed[0].best)])
        return _Conclusion(tuple(agreed), tuple((each,) for each in listed), ())
    return _Conclusion(
        tuple(agreed), (tuple(supports(agreed[0])),), tuple(conflicts(question, agreed))
    )


def _with_reader_scores(hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
    """The hits in their order, those that were read with what the reader gave them."""
    read = [
        replace(reading.hit, scores={**reading.hit.scores, **_reader_scores(reading)})
        for reading in readings
    ]
    return read + list(hits[len(read) :])


def _reader_scores(reading: Reading) -> dict[str, float]:
    """Of the passage, and of its best sentence where the reader rates sentences."""
    scores = {"reader": reading.relevance}
    if reading.sentences:
        scores["sentence"] = max(each.score for each in reading.sentences)
    return scores


def _abstention(question: str, confidence: float, shown: Sequence[Hit]) -> Answer:
    return Answer(
        question=question,
        answered=False,
        text=None,
        confidence=confidence,
        claims=(),
        citations=(),
        alternatives=(),
        disagreement=False,
        hits=tuple(shown),
    )
