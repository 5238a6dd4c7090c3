"""An answer as one running text with [1] marks, for clients that only show text."""

from dataclasses import dataclass

from rag.answering.showing.steps import are_steps
from rag.types import Answer, Citation

NOT_SAID = "The articles do not say."
NEAREST = 3
"""Passages named below an answer that was not found."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A `[1]` in the text, in Unicode code points, and the citation it stands for."""

    start: int
    end: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Wording:
    """The text, in the pieces in which it is streamed, and its marks."""

    pieces: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """All pieces."""
        return "".join(self.pieces)


def wording(asked: str, resolved: bool, answer: Answer) -> Wording:
    """What was asked where it was not the person's own words, the claims, the quotes."""
    draft = _Draft()
    if resolved:
        draft.write(f"Asked of the articles: “{asked}”\n\n")
    if answer.answered:
        _write_claims(draft, answer)
        _write_quotes(draft, answer.citations)
        _write_alternatives(draft, answer)
    else:
        _write_nearest(draft, answer)
    return Wording(tuple(draft.pieces), tuple(draft.marks))


class _Draft:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.marks: list[Mark] = []
        self._length = 0

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)

    def mark(self, citation: Citation) -> None:
        start = self._length
        self.write(f"[{citation.number}]")
        self.marks.append(Mark(start, self._length, citation))


def _write_claims(draft: _Draft, answer: Answer) -> None:
    numbered = {citation.number: citation for citation in answer.citations}
    several, steps = len(answer.claims) > 1, are_steps(answer)
    for place, claim in enumerate(answer.claims, 1):
        mark = f"{place}. " if steps else "- " if several else ""
        draft.write(f"{mark}{_one_line(claim.text) if several else claim.text} ")
        for number in claim.citations:
            draft.mark(numbered[number])
        draft.write("\n")


def _write_quotes(draft: _Draft, citations: tuple[Citation, ...]) -> None:
    for citation in citations:
        draft.write("\n")
        draft.mark(citation)
        article = citation.article
        draft.write(
            f" “{_one_line(citation.quote)}” ({article.title}, {article.published or 'undated'},"
            f" {citation.place})\n"
        )


def _write_alternatives(draft: _Draft, answer: Answer) -> None:
    if answer.disagreement:
        draft.write("\nOther articles say otherwise:\n")
    for alternative in answer.alternatives:
        draft.write(f"- {alternative.text} ")
        for citation in alternative.citations:
            draft.mark(citation)
        draft.write("\n")
        _write_quotes(draft, alternative.citations)


def _write_nearest(draft: _Draft, answer: Answer) -> None:
    draft.write(NOT_SAID)
    if answer.hits:
        draft.write(" The nearest passages are in:\n")
    titles = dict.fromkeys(hit.article.title for hit in answer.hits)
    for title in list(titles)[:NEAREST]:
        draft.write(f"- {title}\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())
