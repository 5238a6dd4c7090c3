"""One question of the HTML page: what was asked, replied, cited and retrieved."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import UnreadableFile
from rag.evaluation import citing
from rag.evaluation.articles import Articles
from rag.evaluation.coverage import Stretch
from rag.evaluation.evaluation import Evaluation
from rag.evaluation.gold import GoldQuestion, GoldSpan
from rag.evaluation.items import Item
from rag.evaluation.reports.highlight import Piece, pieces
from rag.types import Answer, Citation, Hit

AROUND = 120
"""Characters of an article shown before and after a piece of evidence."""


@dataclass(frozen=True, slots=True)
class CitedView:
    """A citation with what is wrong with it, if anything is."""

    label: str
    quote: str
    fault: str | None
    supports: bool


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage or a piece of evidence with its marks."""

    label: str
    pieces: tuple[Piece, ...]
    marked: bool
    """Whether evidence stands in it."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Everything the page shows of one question."""

    item: Item
    answer: Answer | None
    before: str | None
    """The stage in the baseline, where it was another."""
    must_pass: bool
    gated: bool
    cited: tuple[CitedView, ...]
    passages: tuple[PassageView, ...]
    evidence: tuple[PassageView, ...]
    tempting: tuple[PassageView, ...]

    @property
    def search_text(self) -> str:
        """What the page's search box looks in."""
        question = self.item.question
        said = (self.answer.text or "") if self.answer else ""
        tags = " ".join(sorted(question.tags))
        return f"{question.id} {question.type} {tags} {question.question} {said}".lower()


def question_views(evaluation: Evaluation) -> list[QuestionView]:
    """In the order of the page: lost flips, mended ones, lost questions, the rest."""
    before = {flip.id: flip for flip in evaluation.flips}
    views = [
        _view(item, answer, evaluation, before[item.question.id].before)
        if item.question.id in before
        else _view(item, answer, evaluation, None)
        for item, answer in zip(evaluation.items, evaluation.answers, strict=True)
    ]
    return sorted(views, key=lambda view: (view.before is None, view.item.judgement.stage.passed))


def _view(
    item: Item, answer: Answer | None, evaluation: Evaluation, before: str | None
) -> QuestionView:
    question, articles = item.question, evaluation.suite.articles
    return QuestionView(
        item=item,
        answer=answer,
        before=before,
        must_pass=evaluation.suite.must_pass(question),
        gated=evaluation.suite.gated(question),
        cited=_cited(question, answer, articles),
        passages=tuple(_passage(hit, question, answer, articles) for hit in _hits(answer)),
        evidence=tuple(
            _span(span, f"set {number}", articles)
            for number, spans in enumerate(question.evidence, 1)
            for span in spans
        ),
        tempting=tuple(_span(span, "near miss", articles) for span in question.near_misses),
    )


def _hits(answer: Answer | None) -> Sequence[Hit]:
    return answer.hits if answer else ()


def _cited(
    question: GoldQuestion, answer: Answer | None, articles: Articles
) -> tuple[CitedView, ...]:
    if answer is None:
        return ()
    own = [_citation(item, f"[{item.number}]", question, articles) for item in answer.citations]
    others = [
        _citation(item, f"alternative “{other.text}”", question, articles)
        for other in answer.alternatives
        for item in other.citations
    ]
    return (*own, *others)


def _citation(
    citation: Citation, mark: str, question: GoldQuestion, articles: Articles
) -> CitedView:
    label = f"{mark} {citation.article.path}:{citation.line}"
    fault = citing.fault(citation, articles)
    return CitedView(label, citation.quote, fault, citing.supports(citation, question, articles))


def _passage(
    hit: Hit, question: GoldQuestion, answer: Answer | None, articles: Articles
) -> PassageView:
    path = articles.resolve(hit.article.path)
    spans = [span for spans in question.evidence for span in spans if span.article == path]
    layers: dict[str, Sequence[Stretch]] = {
        "evidence": [(span.start, span.end) for span in spans],
        "core": [span.core for span in spans],
        "near": [(span.start, span.end) for span in question.near_misses if span.article == path],
        "quote": _quotes(answer, path, articles),
    }
    cut = pieces(hit.passage.text, hit.passage.start, layers)
    scores = " · ".join(f"{stage} {score:.3g}" for stage, score in hit.scores.items())
    marked = any("core" in piece.layers for piece in cut)
    return PassageView(f"{hit.article.path} · {scores}", tuple(cut), marked)


def _quotes(answer: Answer | None, path: str | None, articles: Articles) -> list[Stretch]:
    if answer is None:
        return []
    return [
        (item.start, item.end)
        for item in citing.all_citations(answer)
        if articles.resolve(item.article.path) == path
    ]


def _span(span: GoldSpan, label: str, articles: Articles) -> PassageView:
    """A gold span with some of the article around it."""
    try:
        text = articles.text(span.article)
    except UnreadableFile as error:
        return PassageView(f"{label} · {span.article}", (Piece(str(error), ""),), marked=False)
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    layers: dict[str, Sequence[Stretch]] = {"evidence": [(span.start, span.end)]}
    layers["core"] = [span.core]
    cut = tuple(pieces(text[start:end], start, layers))
    return PassageView(f"{label} · {span.article}", cut, marked=True)
