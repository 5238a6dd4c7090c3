from pathlib import Path

from eval.bench.peers.ledger import Cell, Ledger

CELL = Cell("plain", "1k")


def test_goes_on_where_an_earlier_run_was_stopped(tmp_path: Path) -> None:
    Ledger(tmp_path).add(CELL, "cold", {"seconds": 1.5})
    ledger = Ledger(tmp_path)
    ledger.add(CELL, "cold", {"seconds": 2.5})
    ledger.note(CELL, passages=1003)
    assert ledger.samples(CELL, "cold") == [{"seconds": 1.5}, {"seconds": 2.5}]
    assert [cell for cell, _ in ledger.cells()] == [CELL]
    assert ledger.read(CELL)["passages"] == 1003


def test_forgets_what_is_to_be_measured_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.add(CELL, "cold", {"seconds": 1.5})
    ledger.forget(CELL)
    assert ledger.samples(CELL, "cold") == []
