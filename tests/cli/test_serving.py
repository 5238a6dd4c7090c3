from pathlib import Path

import pytest

from rag.cli.verbs import run
from rag.serving.options import ServiceOptions
from rag.settings import Settings
from rag.wiring import serving


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[ServiceOptions]:
    """What the service would be started with."""
    seen: list[ServiceOptions] = []

    def note(_settings: Settings, options: ServiceOptions, _first: Path) -> None:
        seen.append(options)

    monkeypatch.setattr(serving, "serve_http", note)
    return seen


def test_the_address_that_people_reach_is_handed_on(chosen: list[ServiceOptions]) -> None:
    assert run(["serve", "--public-url", "https://articles.example"]) == 0
    assert [each.public_origin for each in chosen] == ["https://articles.example"]


def test_an_address_with_a_path_is_wrong_usage(chosen: list[ServiceOptions]) -> None:
    assert run(["serve", "--public-url", "https://a.example/pincite"]) == 2
    assert not chosen
