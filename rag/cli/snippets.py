"""The part of a passage that is shown where the whole would hide the others."""

from rag.answering.words import content_stems, content_words
from rag.text.sentences import sentence_spans

SNIPPET = 300
"""Characters of a passage that are shown."""


def snippet(text: str, question: str, language: str | None = None) -> str:
    """At most `SNIPPET` characters on one line, from the sentence on that meets the question most.

    Of equally good ones the last, so that what meets it stands in front. Whole where it is short;
    an ellipsis stands for what is left out on either side.
    """
    flat = " ".join(text.split())
    if len(flat) <= SNIPPET:
        return flat
    asked = set(content_stems(question))
    met = [word for word in content_words(flat) if word.stem in asked]

    def meets(start: int) -> tuple[int, int]:
        end = start + SNIPPET
        stems = {word.stem for word in met if start <= word.start and word.end <= end}
        return len(stems), start if stems else -start

    starts = [span.start for span in sentence_spans(flat, language)]
    last = next((each for each in starts if each + SNIPPET >= len(flat)), starts[-1])
    start = max((each for each in starts if each <= last), key=meets)
    shown = flat[start : start + SNIPPET]
    if start + SNIPPET < len(flat):
        shown = f"{shown.rsplit(' ', 1)[0]} …"
    return f"… {shown}" if start else shown
