from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.settings import Settings, load_settings


def load(
    file: Path, flags: dict[str, object] | None = None, environment: dict[str, str] | None = None
) -> Settings:
    return load_settings(flags or {}, environment or {}, file)


def test_defaults_hold_where_nothing_is_said(tmp_path: Path) -> None:
    assert load(tmp_path / "rag.toml") == Settings()


def test_a_flag_beats_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rag.toml"
    file.write_text('limit = 3\nreader = "lexical"\nrisk = 0.5\n')
    settings = load(file, {"risk": 0.1, "limit": None}, {"RAG_LIMIT": "7", "RAG_RISK": "0.3"})
    assert (settings.reader, settings.limit, settings.risk) == ("lexical", 7, 0.1)


def test_a_path_from_the_environment_is_a_path(tmp_path: Path) -> None:
    assert load(tmp_path / "no", environment={"RAG_INDEX": "elsewhere"}).index == Path("elsewhere")


def test_an_unknown_name_in_the_file_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    file = tmp_path / "rag.toml"
    file.write_text("chunk_size = 3\n")
    with pytest.raises(UsageError, match=r"chunk_size; known: .*passage_tokens"):
        load(file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "ten"),
        ("limit", 0),
        ("risk", 0),
        ("risk", 1.5),
        ("overlap_sentences", 6),
        ("threads", -1),
        ("threads", 0),
        ("passage_tokens", 3),
    ],
)
def test_a_value_out_of_its_range_is_refused(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(UsageError, match=name):
        load(tmp_path / "no", {name: value})


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rag.toml"
    file.write_text("limit: 3")
    with pytest.raises(UsageError, match="not TOML"):
        load(file)


def test_no_processor_core_is_refused_wherever_it_is_said(tmp_path: Path) -> None:
    file = tmp_path / "rag.toml"
    with pytest.raises(UsageError, match="threads must be at least 1, not 0"):
        load(file, environment={"RAG_THREADS": "0"})
    file.write_text("threads = 0")
    with pytest.raises(UsageError, match="leave it out to take every core"):
        load(file)
