from pathlib import Path

import pytest

from rag.cli.verbs import run


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--collection"], "BEIR layout"),
        (["--collection", "nowhere"], "corpus.jsonl"),
        (["--calibrate"], "--out"),
        (
            ["--calibrate", "--out", "x.json", "--risk", "0.2", "--false-answers", "0.1"],
            "state one of them",
        ),
        (["--new", "notes"], "--articles DIR"),
        (["--rescore", "nowhere"], "no suite"),
        ([], "`rag eval --new NAME --articles DIR`"),
        (["notes", "--split", "dev"], "--split goes with --calibrate only"),
        (["--lint", "--false-answers", "0"], "--false-answers goes with --calibrate only"),
        (["notes", "--articles", "notes"], "--articles goes with --new only"),
    ],
)
def test_a_wrong_call_ends_with_2_and_the_next_step(
    arguments: list[str], told: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", *arguments, "--root", str(tmp_path)]) == 2
    assert told in capfd.readouterr().err


def test_a_suite_is_started_and_lints_as_its_own_example(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "bike.txt").write_text("The tyres were changed on 4 May 2023 by Tom.", "utf-8")
    call = ["eval", "--new", "notes", "--articles", str(notes), "--root", str(tmp_path)]
    assert run(call) == 0
    assert (tmp_path / "suites" / "notes" / "gold.jsonl").is_file()
    assert f"`rag eval --lint notes --root {tmp_path}`" in capfd.readouterr().out


def write_invalid_suite(root: Path) -> None:
    suite = root / "suites" / "notes"
    suite.mkdir(parents=True)
    (root / "bike.txt").write_text("The chain is new.", "utf-8")
    (suite / "suite.toml").write_text('name = "notes"\narticles = "../.."\n', "utf-8")
    (suite / "gold.jsonl").write_text('{"id": "a"}\n', "utf-8")


def test_an_invalid_gold_set_ends_with_3_and_names_the_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_invalid_suite(tmp_path)
    assert run(["eval", "notes", "--root", str(tmp_path)]) == 3
    assert "line 1" in capfd.readouterr().err


def test_a_harness_that_fails_ends_with_4_as_its_help_says(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_invalid_suite(tmp_path)
    place = ["--root", str(tmp_path), "--index", str(tmp_path / "index")]
    assert run(["eval", "notes", "--reader", "/nosuch", *place]) == 4
    assert "'/nosuch' is neither" in capfd.readouterr().err


def test_the_help_of_eval_says_what_its_thresholds_go_by(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["eval", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "With --false-answers: calibrate on this suite too" in told
    assert "suites with fewer than a hundred such questions count together" in told
