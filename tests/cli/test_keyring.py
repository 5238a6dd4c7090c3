import json
from pathlib import Path

import pytest

from rag.cli.verbs import run


def test_with_json_each_action_prints_one_value(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = ["--keys", str(tmp_path / "keys.json"), "--json"]

    def told(*action: str) -> dict[str, object]:
        assert run(["keys", *action, *file]) == 0
        value: dict[str, object] = json.loads(capfdbinary.readouterr().out)
        return value

    made = told("add", "ann")
    assert made["name"] == "ann"
    assert str(made["key"]).startswith("pincite_")
    assert told("list") == {"names": ["ann"]}
    assert told("remove", "ann") == {"name": "ann"}
    assert told("list") == {"names": []}


def test_without_json_a_key_is_printed_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ["--keys", str(tmp_path / "keys.json")]
    assert run(["keys", "add", "ann", *file]) == 0
    assert capsys.readouterr().out.startswith("pincite_")
    assert run(["keys", "list", *file]) == 0
    assert capsys.readouterr().out == "ann\n"
    assert run(["keys", "remove", *file]) == 2


def test_a_key_without_a_name_is_refused_and_no_keys_are_no_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ["--keys", str(tmp_path / "keys.json")]
    assert run(["keys", "add", " ", *file]) == 2
    assert run(["keys", "list", *file]) == 0
    assert not capsys.readouterr().out
