"""How answers, passages and summaries look to a person at a terminal."""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from rag.answering.showing.steps import are_steps
from rag.cli.screen import hung, visible
from rag.cli.snippets import snippet
from rag.types import Answer, Citation, Evidence, Hit
from rag.wiring.status import number_of

if TYPE_CHECKING:
    from rag.answering.showing.verification import CitationCheck
    from rag.indexing.sync import SyncReport
    from rag.wiring.checkup import Finding
    from rag.wiring.status import FileStatus, IndexStatus

Where = Callable[[Hit], tuple[str, Evidence]]
"""Where a passage starts, as a person turns to it (file and line, page, slide or heading), and how
its file stands now."""

_STALE = {
    Evidence.CHANGED: "This file has changed since it was indexed: run `rag index`",
    Evidence.GONE: "This file is gone since it was indexed: run `rag index`",
}


def answer_text(answer: Answer, threshold: float, where: Where) -> str:
    """The answer with its numbered quotes, or the nearest passages where there is none.

    `threshold` is the confidence from which answers are given.
    """
    if not answer.answered:
        return _abstention(answer, threshold, where)
    parts = [_headline(answer), *(_quote(citation) for citation in answer.citations)]
    if answer.disagreement:
        parts.append(_disagreement(answer))
    return "\n\n".join(parts)


def passages_text(question: str, hits: Sequence[Hit], where: Where, explain: bool) -> str:
    """The passages best first, each with its place; with `explain`, its scores by stage."""
    return "\n\n".join(
        _passage(question, rank, hit, *where(hit), explain) for rank, hit in enumerate(hits, 1)
    )


def place(where: str, title: str, published: str | None) -> str:
    """Where a text stands: `path:line · title · date`."""
    shown = click.style(visible(where), fg="cyan")
    return " · ".join([shown, visible(title), visible(published or "undated")])


def _headline(answer: Answer) -> str:
    claims = [
        f"{claim.text} {''.join(f'[{number}]' for number in claim.citations)}"
        for claim in answer.claims
    ]
    lines = "\n".join(map(_wrapped, claims, _leads(answer)))
    return f"{click.style(lines, bold=True)}\n{_certainty(answer.confidence)}"


def _leads(answer: Answer) -> list[str]:
    """What stands before each claim."""
    count = len(answer.claims)
    if are_steps(answer):
        return [f"{number}. " for number in range(1, count + 1)]
    return ["- "] * count if count > 1 else [""]


def _quote(citation: Citation) -> str:
    mark = f"[{citation.number}] "
    article = citation.article
    where = place(citation.place, article.title, article.published)
    lines = [_wrapped(f"“{citation.quote.strip()}”", mark), f"{' ' * len(mark)}{where}"]
    if citation.evidence in _STALE:
        lines.append(f"{' ' * len(mark)}{_warning(_STALE[citation.evidence])}")
    return "\n".join(lines)


def _disagreement(answer: Answer) -> str:
    lines = [_warning("Other articles say otherwise:")]
    for alternative in answer.alternatives:
        text = click.style(visible(alternative.text), bold=True)
        lines.append(f"{text} ({alternative.confidence:.0%})")
        lines.extend(_quote(citation) for citation in alternative.citations)
    return "\n".join(lines)


def _abstention(answer: Answer, threshold: float, where: Where) -> str:
    head = click.style("The articles do not say.", bold=True)
    if answer.confidence:
        head += f"\n{click.style(_doubt(answer.confidence, threshold), dim=True)}"
    if not answer.hits:
        return head
    nearest = passages_text(answer.question, answer.hits, where, explain=False)
    return f"{head}\n\nThe nearest passages:\n\n{nearest}"


def _doubt(confidence: float, threshold: float) -> str:
    """In whole percent, unless both would then be the same."""
    digits = 0 if f"{confidence:.0%}" != f"{threshold:.0%}" else 1
    return (
        f"The best candidate is {confidence:.{digits}%} likely to be right, "
        f"below the threshold of {threshold:.{digits}%}."
    )


def _passage(
    question: str, rank: int, hit: Hit, start: str, evidence: Evidence, explain: bool
) -> str:
    article = hit.article
    head = f"{rank:>2}. {place(start, article.title, article.published)}"
    if hit.passage.heading and f"“{hit.passage.heading}”" not in start:
        head += f" · {visible(hit.passage.heading)}"
    lines = [head, _wrapped(snippet(hit.passage.text, question, article.language), "    ")]
    if evidence in _STALE:
        lines.append(f"    {_warning(_STALE[evidence])}")
    if explain:
        lines.append(
            "    " + "  ".join(f"{stage} {score:.4g}" for stage, score in hit.scores.items())
        )
    return "\n".join(lines)


def _certainty(confidence: float) -> str:
    return click.style(f"confidence {confidence:.0%}", dim=True)


def _wrapped(text: str, lead: str) -> str:
    return hung(text, lead, min(shutil.get_terminal_size().columns, 100))


def sync_text(report: "SyncReport") -> str:
    """What a sync did: a line of counts, then a line for each file that needs a word."""
    lines = [_sync_counts(report)]
    lines += [_warning(f"not read: {path}: {why}") for path, why in report.failed]
    lines += [
        visible(f"passed over: {path}: this kind of file is not read") for path in report.skipped
    ]
    lines += [visible(f"one file several times: {', '.join(paths)}") for paths in report.copies]
    return "\n".join(lines)


def sync_line(report: "SyncReport") -> str:
    """What a sync did in one line, with the time of day; of the files not read, the first."""
    line = f"{datetime.now().astimezone():%H:%M:%S} {_sync_counts(report)}"
    if not report.failed:
        return line
    path, why = report.failed[0]
    others = f" and {len(report.failed) - 1} more" if len(report.failed) > 1 else ""
    return f"{line}; {_warning(f'not read: {path}: {why}{others}')}"


def _warning(text: str) -> str:
    return click.style(visible(text), fg="yellow")


def _sync_counts(report: "SyncReport") -> str:
    counts = {
        "added": report.added,
        "changed": report.changed,
        "renamed": report.renamed,
        "removed": report.removed,
        "unchanged": report.unchanged,
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no articles"
    spent = f"generation {report.generation}, {report.seconds:.1f} s"
    return f"{told}; {number_of(report.encoded, 'passage')} encoded; {spent}"


def status_text(report: "IndexStatus") -> str:
    """The index in a line, then a line for each file, then the next step where one is needed."""
    index = report.summary
    size = f"{number_of(index.articles, 'article')}, {number_of(index.passages, 'passage')}"
    lines = [
        visible(f"{size}, generation {index.generation}, encoder {index.encoder}"),
        visible(f"articles in {report.corpus}"),
        "; ".join(map(str, report.vectors)),
        "",
        *(_file_line(file) for file in report.files),
        *map(_warning, report.warnings),
    ]
    if not report.fresh:
        lines.append(_warning("\nThe index is stale: run `rag index`."))
    return "\n".join(lines)


def checks_text(checks: "Sequence[CitationCheck]") -> str:
    """Whether each citation still holds, and why where it does not."""
    if not checks:
        return "There is no citation to check."
    lines = [
        f"[{check.number}] {click.style(check.finding, fg='green' if check.holds else 'red')}: "
        f"{visible(check.detail)}"
        for check in checks
    ]
    holding = sum(check.holds for check in checks)
    return "\n".join([*lines, f"{holding} of {len(checks)} citations hold."])


def findings_text(findings: "Sequence[Finding]") -> str:
    """A line for each part that was checked, with what mends it."""
    return "\n".join(
        f"{click.style(f'{finding.verdict:<8}', fg='green' if finding.sound else 'red')} "
        f"{finding.part}: {visible(finding.detail)}"
        for finding in findings
    )


def _file_line(file: "FileStatus") -> str:
    colour = {"indexed": "green", "unreadable": "red"}.get(file.state, "yellow")
    size = number_of(file.passages, "passage")
    about = file.reason or f"{size} · {file.title} · {file.published or 'undated'}"
    return f"  {click.style(file.state, fg=colour)}  {visible(f'{file.path} · {about}')}"
