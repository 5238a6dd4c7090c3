"""From a question and a reply to it: the outcome, and every measure that applies."""

from collections.abc import Sequence
from enum import StrEnum

from rag.evaluation import citing, matching, retrieval, squad
from rag.evaluation.articles import Articles
from rag.evaluation.gold import EvidenceRule, GoldAnswer, GoldQuestion, RegexRule
from rag.types import Answer


class Outcome(StrEnum):
    """What became of the question."""

    RIGHT = "right answer"
    WRONG = "wrong answer"
    NEEDLESS_REFUSAL = "needless refusal"
    RIGHT_REFUSAL = "right refusal"
    FALSE_ANSWER = "false answer"
    CRASHED = "crashed"


TRUTH = {
    Outcome.RIGHT: 1.0,
    Outcome.RIGHT_REFUSAL: 1.0,
    Outcome.NEEDLESS_REFUSAL: 0.0,
    Outcome.CRASHED: 0.0,
    Outcome.WRONG: -1.0,
    Outcome.FALSE_ANSWER: -1.0,
}
DEPTHS = (1, 3, 5, 10)


def reply_measures(
    question: GoldQuestion, answer: Answer, outcome: Outcome, articles: Articles
) -> dict[str, float]:
    """The measures of one reply by name, without those that do not apply."""
    measures = {
        **_retrieval(question, answer, articles),
        **_answers(question, answer, outcome, articles),
        **_citations(question, answer, articles),
        **_abstention(question, outcome),
        **_disagreement(question, answer, articles),
        "crashed": 0.0,
    }
    if question.evidence:
        measures["grounded_correct"] = float(is_grounded(question, answer, outcome, articles))
    return measures


def crash_measures(question: GoldQuestion) -> dict[str, float]:
    """Of a question that raised: the worst value of every measure that its gold calls for."""
    if question.answerable:
        names = ["correct"]
        if question.evidence:
            names += (
                ["grounded_correct"]
                + [f"evidence_recall@{depth}" for depth in DEPTHS]
                + ["span_recall@10"]
            )
        if _has_short_answers(question):
            names += ["exact_match", "f1", "exact_match_has_answer", "f1_has_answer"]
        names += ["sides_shown", "all_sides_shown"] if question.disagrees else []
        measures = {**dict.fromkeys(names, 0.0), "over_abstention": 1.0}
    else:
        names = ["exact_match", "f1", "f1_no_answer"]
        measures = {**dict.fromkeys(names, 0.0), "false_answer_rate": 1.0}
    return measures | {"truthfulness": 0.0, "crashed": 1.0}


def outcome_of(question: GoldQuestion, answer: Answer, articles: Articles) -> Outcome:
    """Which of the outcomes the reply is."""
    if not question.answerable:
        return Outcome.FALSE_ANSWER if answer.answered else Outcome.RIGHT_REFUSAL
    if not answer.answered:
        return Outcome.NEEDLESS_REFUSAL
    return Outcome.RIGHT if _is_right(question, answer, articles) else Outcome.WRONG


def is_grounded(
    question: GoldQuestion, answer: Answer, outcome: Outcome, articles: Articles
) -> bool:
    """Right, every claim cited, every citation valid, each of the answer's carrying evidence."""
    if outcome is not Outcome.RIGHT or not citing.every_claim_cited(answer):
        return False
    if citation_faults(answer, articles):
        return False
    return all(citing.supports(item, question, articles) for item in answer.citations)


def _is_right(question: GoldQuestion, answer: Answer, articles: Articles) -> bool:
    valid = [item for item in answer.citations if citing.fault(item, articles) is None]
    coverage = citing.core_coverage(question, valid, articles)
    return matching.is_right(question, answer.text or "", _items(answer), coverage)


def _items(answer: Answer) -> Sequence[str]:
    return matching.list_items([claim.text for claim in answer.claims], answer.text or "")


def _retrieval(question: GoldQuestion, answer: Answer, articles: Articles) -> dict[str, float]:
    if not question.evidence:
        return {}
    hits = answer.hits
    recalls = {
        f"evidence_recall@{depth}": retrieval.evidence_recall(question, hits, depth, articles)
        for depth in DEPTHS
    }
    return recalls | {
        "span_recall@10": retrieval.span_recall(question, hits, 10, articles),
        "context_precision@5": retrieval.context_precision(question, hits, 5, articles),
    }


def _answers(
    question: GoldQuestion, answer: Answer, outcome: Outcome, articles: Articles
) -> dict[str, float]:
    measures = _squad(question, answer)
    if question.answers:
        measures["correct"] = float(outcome is Outcome.RIGHT)
    if question.forbidden:
        measures["forbidden"] = float(_gives_forbidden(question, answer))
    if question.require_all and question.answers:
        measures |= _list(question, answer, articles)
    return measures


def _squad(question: GoldQuestion, answer: Answer) -> dict[str, float]:
    said = (answer.text or "") if answer.answered else ""
    if not question.answerable:
        refused = squad.token_f1([], said)
        return {"exact_match": refused, "f1": refused, "f1_no_answer": refused}
    if not _has_short_answers(question):
        return {}
    gold = [wording for item in question.answers for wording in item.wordings]
    exact, f1 = squad.exact_match(gold, said), squad.token_f1(gold, said)
    return {
        "exact_match": exact,
        "f1": f1,
        "exact_match_has_answer": exact,
        "f1_has_answer": f1,
    }


def _has_short_answers(question: GoldQuestion) -> bool:
    """SQuAD's measures compare one short wording: no lists, patterns or whole sentences."""
    if question.require_all or not question.answers:
        return False
    return not any(isinstance(item.rule, EvidenceRule | RegexRule) for item in question.answers)


def _gives_forbidden(question: GoldQuestion, answer: Answer) -> bool:
    said = answer.text or ""
    return answer.answered and any(
        matching.is_forbidden(question, item, said) for item in question.forbidden
    )


def _list(question: GoldQuestion, answer: Answer, articles: Articles) -> dict[str, float]:
    if not answer.answered:
        return {"list_recall": 0.0}
    items = _items(answer)
    coverage = citing.core_coverage(question, answer.citations, articles)
    right, found = matching.items_right(question, answer.text or "", items, coverage)
    recall = {"list_recall": found / len(question.answers)}
    return recall | ({"list_precision": right / len(items)} if items else {})


def _citations(question: GoldQuestion, answer: Answer, articles: Articles) -> dict[str, float]:
    if not answer.answered:
        return {}
    measures = {}
    every = citing.all_citations(answer)
    if every:
        faults = citation_faults(answer, articles)
        measures["citation_validity"] = 1 - len(faults) / len(every)
    if question.evidence:
        cited = answer.citations
        measures["citation_recall"] = citing.citation_recall(question, cited, articles)
        if cited:
            precision = citing.citation_precision(question, cited, articles)
            measures["citation_precision"] = precision
    return measures


def citation_faults(answer: Answer, articles: Articles) -> tuple[str, ...]:
    """What is wrong with each faulty citation, those of the alternatives too."""
    faults = (citing.fault(item, articles) for item in citing.all_citations(answer))
    return tuple(item for item in faults if item is not None)


def _abstention(question: GoldQuestion, outcome: Outcome) -> dict[str, float]:
    measures = {"truthfulness": TRUTH[outcome]}
    if question.answerable:
        measures["over_abstention"] = float(outcome is Outcome.NEEDLESS_REFUSAL)
    else:
        measures["false_answer_rate"] = float(outcome is Outcome.FALSE_ANSWER)
    return measures


def _disagreement(question: GoldQuestion, answer: Answer, articles: Articles) -> dict[str, float]:
    if not question.disagrees:
        invented = {"false_disagreement": float(answer.disagreement)}
        return invented if answer.answered and question.answerable else {}
    shown = [_is_shown(side, question, answer, articles) for side in question.answers]
    stated = answer.answered and answer.disagreement
    share = sum(shown) / len(shown) if stated else 0.0
    return {"sides_shown": share, "all_sides_shown": float(share == 1)}


def _is_shown(side: GoldAnswer, question: GoldQuestion, answer: Answer, articles: Articles) -> bool:
    """Whether an answer or alternative gives the side's words, or a quote carries its evidence."""
    texts = [answer.text or "", *(other.text for other in answer.alternatives)]
    if any(matching.gives(side, text) for text in texts):
        return True
    quotes = citing.all_citations(answer)
    sets = [question.evidence[place] for place in side.sets]
    return any(citing.carries_set(spans, quotes, articles) for spans in sets)
