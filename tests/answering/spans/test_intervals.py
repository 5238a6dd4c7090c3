import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.intervals import with_interval
from rag.text.spans import Span

ASKED = "What is the 95% CI of the gain?"


@pytest.mark.parametrize(
    ("question", "text", "pointed", "whole"),
    [
        (ASKED, "It is 0.68 (0.47 to 0.90).", "0.68", "0.68 (0.47 to 0.90)"),
        (ASKED, "It was −2 (−5 to 1) then.", "−2", "−2 (−5 to 1)"),
        (ASKED, "It fell by 46% (95% CI 38–53%).", "46%", "46% (95% CI 38–53%)"),
        (
            ASKED,
            "It is 33 minutes (95% CI 19 to 47).",
            "33 minutes",
            "33 minutes (95% CI 19 to 47)",
        ),
        (ASKED, "It is 33 minutes (95% CI 19 to 47).", "33", "33 minutes (95% CI 19 to 47)"),
        (ASKED, "It is 33 minutes (95% CI 19 to 47).", "19", "19 to 47"),
        (ASKED, "It fell by 46% (95% CI 38–53%).", "53", "38–53%"),
        ("its confidence interval", "It is 2.1 [1.4, 3.0].", "2.1", "2.1 [1.4, 3.0]"),
        (ASKED, "It is 33 minutes (six trials).", "33 minutes", "33 minutes"),
        (ASKED, "It is 33 minutes (2020).", "33 minutes", "33 minutes"),
        (ASKED, "It is long (95% CI 19 to 47).", "long", "long"),
        ("What is the gain?", "It is 0.68 (0.47 to 0.90).", "0.68", "0.68"),
    ],
)
def test_an_interval_belongs_to_its_figure(
    question: str, text: str, pointed: str, whole: str
) -> None:
    start = text.index(pointed)
    found = with_interval(understand(question), text, Span(start, start + len(pointed)))
    assert found.of(text) == whole
