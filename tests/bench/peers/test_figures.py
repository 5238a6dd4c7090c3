from typing import Any

from eval.bench.peers.figures import MEASURES, behind, figure_of, ratios
from eval.bench.peers.ledger import Cell
from eval.bench.peers.systems import BASELINE, PINCITE

COLD = next(measure for measure in MEASURES if measure.measure == "cold")
INDEX = next(measure for measure in MEASURES if measure.measure == "index")


def cell(system: str, *seconds: float) -> tuple[Cell, dict[str, Any]]:
    samples = [{"seconds": each} for each in seconds]
    return Cell(system, "1k"), {"samples": {"cold": samples}}


def test_reads_the_repeats_of_a_measure() -> None:
    found = figure_of(cell("plain", 4.0, 2.0, 3.0)[1], COLD)
    assert found is not None
    assert (found.median, found.low, found.high) == (3.0, 2.0, 4.0)


def test_reads_the_size_of_the_index_in_mebibytes() -> None:
    found = figure_of({"index_bytes": 3 * 2**20}, INDEX)
    assert found is not None
    assert found.median == 3.0


def test_says_nothing_of_what_was_not_measured() -> None:
    assert figure_of({}, COLD) is None
    assert figure_of({}, INDEX) is None


def test_names_each_peer_that_is_ahead_best_first() -> None:
    records = dict([cell(PINCITE, 2.0), cell("b", 1.5), cell("a", 1.0), cell("c", 9.0)])
    [found] = behind(records, ["1k"])
    assert (found.column, found.own, found.others) == ("1k", 2.0, (("a", 1.0), ("b", 1.5)))


def test_counts_a_draw_as_not_ahead() -> None:
    assert behind(dict([cell(PINCITE, 2.0), cell("a", 2.0)]), ["1k"])


def test_is_silent_where_pincite_is_ahead_or_was_not_measured() -> None:
    assert not behind(dict([cell(PINCITE, 1.0), cell("a", 2.0)]), ["1k"])
    assert not behind(dict([cell("a", 2.0)]), ["1k"])


def test_takes_the_ratio_of_the_medians() -> None:
    records = dict([cell(PINCITE, 1.0, 2.0, 9.0), cell(BASELINE, 8.0), cell("a", 1.0)])
    assert ratios(records, ["1k"]) == {"1k cold seconds": 0.25}
