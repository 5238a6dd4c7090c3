import click
import pytest

from rag.cli.terminal import answer_text
from rag.types import Answer


def _refused(confidence: float) -> str:
    answer = Answer(
        question="Who made it?",
        answered=False,
        text=None,
        confidence=confidence,
        claims=(),
        citations=(),
        alternatives=(),
        disagreement=False,
        hits=(),
    )
    return answer_text(answer, lambda hit: hit.passage.start)


@pytest.mark.parametrize(("confidence", "told"), [(0.314, "right with 31%"), (0.0, "")])
def test_a_refusal_tells_how_sure_the_best_answer_was_where_there_is_one(
    confidence: float, told: str
) -> None:
    shown = click.unstyle(_refused(confidence))
    assert shown.startswith("The articles do not say.")
    assert told in shown
    assert ("%" in shown) == bool(told)
