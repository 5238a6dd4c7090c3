"""From hits to an answer, or to an honest "the articles do not say". Start reading here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answering.agreement import supports
from rag.answering.bullets import whole_list
from rag.answering.candidates import Candidate
from rag.answering.citations import cite
from rag.answering.conditions import with_condition
from rag.answering.confidence import ConfidenceModel
from rag.answering.contradictions import stated_text
from rag.answering.correspondence import with_writer
from rag.answering.day_heads import with_day
from rag.answering.entire import entire
from rag.answering.leading import led
from rag.answering.leaning import with_leaned_on
from rag.answering.proposing import Proposal, Proposer
from rag.answering.question_heads import with_question
from rag.answering.questions import asks_twice
from rag.answering.quotes import unwrapped
from rag.answering.verbalising import VerbalisingRetriever, verbalised
from rag.answering.wording import claim_texts, joined
from rag.answering.written import as_written, with_row
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
        parts = [[self._shown(each) for each in part] for part in self._parts(proposal)]
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

    def _parts(self, proposal: Proposal) -> list[list[Candidate]]:
        """One part a claim, in the articles' own characters; a list of an article is taken whole.

        What was read may be a part of the list alone.
        """
        shown = with_row if asks_twice(proposal.question) else as_written
        parts = [[self._entire(shown(each)) for each in part] for part in proposal.parts]
        best = max((part[0] for part in parts), key=lambda each: each.score)
        text = self._library.article(best.hit.article.id).text
        listed = whole_list(proposal.question, best, text)
        if listed or len(parts) > 1:
            return [[each] for each in listed] or parts
        *lead, own = led(proposal.question, with_condition(best, text), text)
        *lead, own = lead + with_day(proposal.question, own, text)
        own = with_leaned_on(proposal.question, own, text)
        return [*([each] for each in lead), [own, *(x for x in parts[0] if x is not best)]]

    def _entire(self, candidate: Candidate) -> Candidate:
        return entire(candidate, self._library.article(candidate.hit.article.id).text)

    def _shown(self, candidate: Candidate) -> Candidate:
        text = self._library.article(candidate.hit.article.id).text
        bare = unwrapped(text, candidate.answer)
        shown = replace(candidate, answer=bare, text=bare.of(text))
        return with_writer(with_question(shown, text), text)

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
                each = self._shown(self._entire(as_written(other)))
                cited.append(cite(numbered, each.hit, each.quote, self._library))
            best = self._entire(as_written(group.best))
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
