from eval.bench.peers.figures import MEASURES, Behind
from eval.bench.peers.ledger import Cell
from eval.bench.peers.statistics import Figure
from eval.bench.peers.tables import behind_lines, install_table, quality_table, shown, size_table

COLD = [measure for measure in MEASURES if measure.measure == "cold"]


def test_shows_a_median_with_its_range() -> None:
    assert shown(Figure(2.5, 1.0, 3.25, 3), 1) == "2.5 [1.0–3.2]"
    assert shown(Figure(2.5, 2.5, 2.5, 1), 1) == "2.5"


def test_marks_the_best_of_a_column_and_leaves_out_who_was_not_measured() -> None:
    records = {
        Cell("pincite", "1k"): {"samples": {"cold": [{"seconds": 2.0, "others": 0.04}]}},
        Cell("plain", "1k"): {"samples": {"cold": [{"seconds": 4.0}]}},
        Cell("plain", "10k"): {"samples": {"cold": [{"seconds": 1.0}]}},
        Cell("bm25s", "1k"): {},
    }
    assert list(size_table(records, "1k", COLD))[2:] == [
        "| pincite | **2.00** | 4 |",
        "| plain | 4.00 | – |",
    ]


def test_keeps_a_failure_in_the_table() -> None:
    records = {Cell("haystack", "1k"): {"error": "exit code 1:\nno memory"}}
    assert list(size_table(records, "1k", COLD))[2:] == [
        "| haystack failed | exit code 1: no memory |"
    ]


def test_keeps_an_installation_that_failed() -> None:
    records = {
        Cell("plain", "install"): {
            "seconds": 61.4,
            "bytes": 3 * 2**20,
            "packages": 48,
            "versions": {"torch": "2"},
        },
        Cell("haiku.rag", "install"): {"seconds": 1, "error": "ERROR: no version"},
    }
    assert list(install_table(records))[2:] == [
        "| plain | 61 | 3 | 48 | torch 2 |",
        "| haiku.rag | failed: ERROR: no version | – | – | – |",
    ]


def test_shows_quality_by_collection() -> None:
    records = {Cell("plain", "scifact"): {"ndcg": 0.6451}}
    assert list(quality_table(records, ["scifact", "nq"]))[2:] == ["| plain | 0.6451 | – |"]


def test_says_where_it_is_behind_and_what_it_would_take() -> None:
    found = [Behind("1k", COLD[0], 2.0, (("bm25s", 0.14), ("plain", 1.9)))]
    [line] = behind_lines(found, {"cold seconds": "less."})
    assert line.startswith("- **cold, first passage, s**: 1k: pincite 2.00, bm25s 0.14, plain 1.90")
    assert line.endswith("What it would take: less.")
