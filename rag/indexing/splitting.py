"""From an article to its passages: whole sentences within a budget and the encoder's window."""

from collections.abc import Callable, Iterator

from rag.errors import UnreadableFile
from rag.indexing.packing import PassageSize, packed
from rag.indexing.sections import Section, sections
from rag.text.cutting import best_cut
from rag.text.headed import headed_text
from rag.text.sentences import iter_sentences
from rag.text.spans import Span, stripped
from rag.text.tokens import SEGMENT, Tokenizer
from rag.types import Article, Passage


class Splitter:
    """Cuts articles into passages, the same on every machine.

    Every character of an article that is not whitespace, front matter or boilerplate lies in at
    least one passage. Sentences stay whole unless one alone is too long; no passage crosses a
    heading. `window_pieces` of a passage's headed text is never more than `window`.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        window_pieces: Callable[[str], int],
        window: int,
        max_tokens: int = 180,
        sentences: int = 6,
        overlap: int = 1,
    ) -> None:
        self.tokenizer = tokenizer
        self.window = window
        self.size = PassageSize(max_tokens, sentences, overlap)
        self._window_pieces = window_pieces

    def split(self, article: Article) -> list[Passage]:
        """The passages in the order of their starts.

        Raises `UnreadableFile` where the title alone leaves the window no room for text.
        """
        return [
            passage
            for section in sections(article)
            for run in section.runs
            for passage in self._passages(article, section, run)
        ]

    def _passages(self, article: Article, section: Section, run: Span) -> Iterator[Passage]:
        atoms = list(self._atoms(article, run))
        costs = [cost for _, cost in atoms]
        for group in packed(costs, self.size):
            spans = [atoms[place][0] for place in group]
            yield from self._fitted(article, section.heading, spans)

    def _atoms(self, article: Article, run: Span) -> Iterator[tuple[Span, int]]:
        """Sentences, the over-long ones in parts, with the tokens of each and of a space."""
        text = article.text
        for sentence in iter_sentences(text, article.header.language, run.start, run.end):
            cost = self.tokenizer.count(sentence.of(text)) + 1
            if cost <= self.size.max_tokens:
                yield sentence, cost
                continue
            for part in self._parts(text, sentence):
                yield part, self.tokenizer.count(part.of(text)) + 1

    def _parts(self, text: str, sentence: Span) -> Iterator[Span]:
        """A sentence above the budget, in slices that just keep to it."""
        start = sentence.start
        while start < sentence.end:
            ahead = text[start : min(sentence.end, start + SEGMENT)]
            most = self.tokenizer.prefix(ahead, self.size.max_tokens - 1)
            limit = start + max(1, most)
            end = sentence.end if limit >= sentence.end else best_cut(text, start, limit)
            if part := stripped(text, start, end):
                yield part
            start = end

    def _fitted(self, article: Article, heading: str, spans: list[Span]) -> Iterator[Passage]:
        """One passage; several where it is over the budget or the window after all."""
        start, end = spans[0].start, spans[-1].end
        text = article.text[start:end]
        if self._fits(article.header.title, heading, text):
            yield Passage(article.header.id, start, end, text, heading)
        elif len(spans) > 1:
            middle = (len(spans) + 1) // 2
            yield from self._fitted(article, heading, spans[:middle])
            yield from self._fitted(article, heading, spans[middle:])
        elif len(text) > 1:
            yield from self._fitted(article, heading, _halves(article.text, spans[0]))
        elif heading:
            yield from self._fitted(article, "", spans)
        else:
            raise UnreadableFile(f"its title fills the encoder's window of {self.window} pieces")

    def _fits(self, title: str, heading: str, text: str) -> bool:
        within_budget = self.tokenizer.count(text) <= self.size.max_tokens
        headed = headed_text(title, heading, text)
        return within_budget and self._window_pieces(headed) <= self.window


def _halves(text: str, span: Span) -> list[Span]:
    """The two parts of a slice of two characters or more."""
    cut = best_cut(text, span.start, span.start + (len(span) + 1) // 2)
    parts = stripped(text, span.start, cut), stripped(text, cut, span.end)
    return [part for part in parts if part]
