"""The part of a passage that is shown where the whole would hide the others."""

from rag.answering.language.words import content_stems, content_words
from rag.text.sentences import sentence_spans

SNIPPET = 300
"""Characters of a passage that are shown."""
_WORD = 30
"""Characters in which the end of a word is looked for: Chinese has no spaces to cut at."""


def snippet(text: str, question: str, language: str | None = None) -> str:
    """About `SNIPPET` characters on one line, from the sentence on that meets the question most.

    Of equally good ones the last, so that what meets it stands in front. Whole where it is short;
    an ellipsis stands for what is left out on either side.
    """
    if len(text) <= SNIPPET:
        return " ".join(text.split())
    asked = set(content_stems(question))
    met = [word for word in content_words(text) if word.stem in asked]

    def meets(start: int) -> tuple[int, int]:
        end = start + SNIPPET
        stems = {word.stem for word in met if start <= word.start and word.end <= end}
        return len(stems), start if stems else -start

    starts = [span.start for span in sentence_spans(text, language)] or [0]
    last = next((each for each in starts if each + SNIPPET >= len(text)), starts[-1])
    start = max((each for each in starts if each <= last), key=meets)
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        space = text.rfind(" ", end - _WORD, end)
        end = space if space >= 0 else end
    shown = " ".join(text[start:end].split())
    return f"{'… ' * (start > starts[0])}{shown}{' …' * (end < len(text))}"
