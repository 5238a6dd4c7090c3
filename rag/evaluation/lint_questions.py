"""The rules that each question of a gold set keeps by itself."""

from collections.abc import Callable, Iterator

from rag.errors import UnreadableFile
from rag.evaluation.articles import Articles
from rag.evaluation.gold import (
    DateRule,
    EvidenceRule,
    GoldAnswer,
    GoldQuestion,
    GoldSpan,
    NumberRule,
    QuestionType,
    RegexRule,
    UnanswerableKind,
)
from rag.evaluation.matching import answers_value, is_forbidden, stands_in, tokens, within
from rag.evaluation.suite import Suite
from rag.evaluation.values import days, figures

MAY_STATE_ITS_ANSWER = frozenset(
    (QuestionType.YES_NO, QuestionType.COMPARISON, QuestionType.FALSE_PREMISE)
)
NEEDS_NEAR_MISS = frozenset(
    (
        UnanswerableKind.NEAR_MISS,
        UnanswerableKind.ENTITY_SWAP,
        UnanswerableKind.NUMBER_SWAP,
        UnanswerableKind.WRONG_ATTRIBUTION,
    )
)


def _answer_and_evidence(question: GoldQuestion, _: Suite) -> Iterator[str]:
    """An answerable question has answers and evidence, another has neither and says why."""
    if question.answerable:
        if not question.answers:
            yield "answerable, but without answers"
        if not question.evidence:
            yield "answerable, but without evidence"
        if question.unanswerable:
            yield "answerable, but 'unanswerable' says why it is not"
    else:
        if question.answers or question.evidence:
            yield "unanswerable, but with answers or evidence"
        if question.unanswerable is None:
            yield "unanswerable, but 'unanswerable' does not say why"
        if question.unanswerable in NEEDS_NEAR_MISS and not question.near_misses:
            yield f"{question.unanswerable} needs a span in 'near_misses'"


def _quote_is_the_slice(question: GoldQuestion, suite: Suite) -> Iterator[str]:
    for span in _spans(question):
        fault = _span_fault(span, suite.articles)
        if fault:
            yield f"{span.article}[{span.start}:{span.end}]: {fault}"
        elif span.quote is None and not suite.settings.private:
            yield f"{span.article}[{span.start}:{span.end}]: 'quote' is missing"
        elif span.quote is not None and suite.settings.private:
            yield f"{span.article}: a private suite must not quote"


def _answer_stands_in_every_set(question: GoldQuestion, suite: Suite) -> Iterator[str]:
    for number, spans in enumerate(question.evidence, 1):
        if any(_span_fault(span, suite.articles) for span in spans):
            continue
        text = " … ".join(
            suite.articles.text(span.article)[span.start : span.end] for span in spans
        )
        standing = [stands_in(answer, text) for answer in question.answers]
        if not (all(standing) if question.require_all else any(standing)):
            yield f"no answer stands in evidence set {number}: add the wording used there"


def _answer_is_not_in_the_question(question: GoldQuestion, _: Suite) -> Iterator[str]:
    if question.type in MAY_STATE_ITS_ANSWER:
        return
    asked = tokens(question.question)
    for answer in question.answers:
        for wording in () if isinstance(answer.rule, EvidenceRule) else answer.wordings:
            if within(tokens(wording), asked):
                yield f"the question holds its answer {wording!r}"


def _forbidden_is_not_right(question: GoldQuestion, _: Suite) -> Iterator[str]:
    for text in question.forbidden:
        for answer in question.answers:
            if any(is_forbidden(question, text, wording) for wording in answer.wordings):
                yield f"{text!r} is both forbidden and an answer"


def _answer_fits_itself(question: GoldQuestion, _: Suite) -> Iterator[str]:
    for answer in question.answers:
        if any(place >= len(question.evidence) for place in answer.sets):
            yield f"{answer.text!r}: 'sets' names evidence that is not there"
        if isinstance(answer.rule, EvidenceRule) and question.disagrees and not answer.sets:
            yield f"the side {answer.text!r} needs 'sets': which evidence states it, from 0"
        if _contradicts_itself(answer):
            yield f"{answer.text!r} does not satisfy its own rule {answer.rule}"


def _contradicts_itself(answer: GoldAnswer) -> bool:
    """Whether the text holds a figure, a date or a wording that its own rule refuses."""
    match answer.rule:
        case NumberRule():
            read = bool(figures(answer.text))
        case DateRule():
            read = bool(days(answer.text))
        case RegexRule():
            read = True
        case _:
            return False
    return read and not answers_value(answer.rule, answer.text)


QUESTION_RULES: tuple[Callable[[GoldQuestion, Suite], Iterator[str]], ...] = (
    _answer_and_evidence,
    _quote_is_the_slice,
    _answer_stands_in_every_set,
    _answer_is_not_in_the_question,
    _forbidden_is_not_right,
    _answer_fits_itself,
)


def _spans(question: GoldQuestion) -> list[GoldSpan]:
    return [*(span for spans in question.evidence for span in spans), *question.near_misses]


def _span_fault(span: GoldSpan, articles: Articles) -> str | None:
    if span.article not in articles:
        return "there is no such article"
    if span.sha256 is not None and span.sha256 != articles.sha256(span.article):
        return "the file's SHA-256 is not the one recorded: check the quote, then update it"
    try:
        return _slice_fault(span, articles.text(span.article))
    except UnreadableFile as error:
        return str(error)


def _slice_fault(span: GoldSpan, text: str) -> str | None:
    if not 0 <= span.start < span.end <= len(text):
        return f"outside the article, which has {len(text)} characters"
    if span.quote is not None and text[span.start : span.end] != span.quote:
        return "the quote is not the slice"
    if not span.start <= span.core[0] < span.core[1] <= span.end:
        return f"the core {list(span.core)} does not lie inside"
    return None


def _slice(span: GoldSpan, articles: Articles) -> str:
    return articles.text(span.article)[span.start : span.end]
