"""From hits to an answer, or to an honest "the articles do not say". Start reading here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answering.choosing.agreement import supports
from rag.answering.choosing.candidates import Candidate
from rag.answering.disagreement.contradictions import stated_text
from rag.answering.proposal import Proposal
from rag.answering.proposing import Proposer
from rag.answering.showing.citations import cite
from rag.answering.showing.entire import entire
from rag.answering.showing.whole import as_shown, whole_parts
from rag.answering.showing.wording import claim_texts, joined
from rag.answering.showing.written import as_written
from rag.answering.tables.verbalising import VerbalisingRetriever, verbalised
from rag.answering.weighing.confidence import ConfidenceModel
from rag.protocols import Encoder, Library, Reader, Reranker, Retriever
from rag.types import Alternative, Answer, Citation, Claim, Hit, Reading


class Answerer:
    """Has the best answer proposed, decides whether to give it, and cites it."""

    def __init__(
        self,
        reader: Reader,
        library: Library,
        model: ConfidenceModel,
        threshold: float | None = None,
        encoder: Encoder | None = None,
        retriever: Retriever | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Answers are given from `threshold` upwards; `None` takes the model's own.

        With an `encoder` quotes are also compared with the question; with a `retriever`, an answer
        is looked for in other articles too; with a `reranker`, possible answers are read once more.
        """
        finder = retriever and VerbalisingRetriever(retriever, library)
        self._proposer = Proposer(reader, model, encoder, threshold, finder, reranker)
        self._library = library
        self._threshold = model.threshold if threshold is None else threshold

    def answer(self, question: str, hits: Sequence[Hit]) -> Answer:
        """The answer, or `answered` false where the confidence does not reach the threshold.

        It carries all hits in their order, those that were read with the reader's score.
        Raises `CitationMismatch` where a quote is not the slice of the article it claims to be.
        """
        readings, proposal = self._proposer.propose(question, verbalised(hits, self._library))
        shown = _with_reader_scores(hits, readings)
        if proposal is None or proposal.confidence < self._threshold:
            return _abstention(question, proposal.confidence if proposal else 0.0, shown)
        return self._cited(question, proposal, shown)

    def propose(self, question: str, hits: Sequence[Hit]) -> tuple[Proposal, Answer] | None:
        """The best answer with its features, and cited, whether or not it would be given.

        What the confidence is fitted on; `None` where there is no possible answer at all. What
        other articles say stands beside an answer only from the threshold upwards. Raises
        `CitationMismatch` as `answer` does.
        """
        readings, proposal = self._proposer.propose(question, verbalised(hits, self._library))
        if proposal is None:
            return None
        return proposal, self._cited(question, proposal, _with_reader_scores(hits, readings))

    def possibilities(
        self, question: str, hits: Sequence[Hit], limit: int
    ) -> list[tuple[Mapping[str, float], Answer]]:
        """The best `limit` answers, each as if it were the chosen one, with what it is chosen by.

        What the choice is fitted on.
        """
        return [
            (chosen_by, self._cited(question, proposal, hits))
            for chosen_by, proposal in self._proposer.possibilities(
                question, verbalised(hits, self._library), limit
            )
        ]

    def _cited(self, question: str, proposal: Proposal, shown: Sequence[Hit]) -> Answer:
        citations: list[Citation] = []
        claims: list[Claim] = []
        parts = [
            [self._shown(each) for each in part]
            for part in whole_parts(proposal.question, proposal.parts, self._text_of)
        ]
        for part in parts:
            numbers = tuple(self._number(each, citations) for each in part)
            claims += [Claim(text, numbers) for text in claim_texts(part[0])]
        alternatives = self._alternatives(proposal, len(citations))
        return Answer(
            question=question,
            answered=True,
            text=joined([part[0] for part in parts]),
            confidence=proposal.confidence,
            claims=tuple(claims),
            citations=tuple(citations),
            alternatives=alternatives,
            disagreement=bool(alternatives),
            hits=tuple(shown),
        )

    def _text_of(self, candidate: Candidate) -> str:
        return self._library.article(candidate.hit.article.id).text

    def _shown(self, candidate: Candidate) -> Candidate:
        return as_shown(candidate, self._text_of(candidate))

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
            for other in supports(proposal.question, group):
                numbered += 1
                each = self._shown(entire(as_written(other), self._text_of(other)))
                cited.append(cite(numbered, each.hit, each.quote, self._library))
            best = entire(as_written(group.best), self._text_of(group.best))
            alternatives.append(Alternative(stated_text(best), confidence, tuple(cited)))
        return tuple(alternatives)


def _with_reader_scores(hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
    """The hits in their order, those that were read with what the reader gave them."""
    read = [
        replace(hit, scores={**hit.scores, **_reader_scores(reading)})
        for hit, reading in zip(hits, readings, strict=False)
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
