from collections.abc import Sequence

from rag.answering.reading import FIRST, STEP, read_until_settled
from rag.types import Reading
from tests.support.shelf import ScriptedReader, article, hits

MANY = hits(*(article(f"Passage number {i} of the shelf.", f"{i:02}.md") for i in range(20)))


def _best(found: Sequence[Reading]) -> float:
    return max((each.spans[0].score for each in found if each.spans), default=0.0)


def test_stops_when_four_further_passages_change_nothing() -> None:
    reader = ScriptedReader({"number 3": 1.0})
    readings, best = read_until_settled(reader, "?", MANY, _best)
    assert (len(readings), reader.read_hits, best) == (FIRST + STEP, FIRST + STEP, 1.0)


def test_reads_on_while_the_conclusion_changes() -> None:
    reader = ScriptedReader({"number 3": 1.0, "number 8": 2.0, "number 12": 3.0})
    readings, best = read_until_settled(reader, "?", MANY, _best)
    assert (len(readings), best) == (FIRST + 3 * STEP, 3.0)


def test_reads_every_passage_once_and_in_order() -> None:
    readings, _ = read_until_settled(ScriptedReader({}), "?", MANY, len)
    assert [reading.hit for reading in readings] == MANY
