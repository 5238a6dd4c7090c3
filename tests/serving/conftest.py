import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from rag.serving.app import create_app
from tests.serving.corpus import build_index, opener, write_corpus

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def index(tmp_path: Path, corpus: Path) -> Path:
    build_index(corpus, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def client(index: Path) -> Iterator[TestClient]:
    with TestClient(create_app(opener(index)), base_url="http://127.0.0.1:8765") as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A Chromium of the system. It may be absent at home, but not in the integration.

    Its event loop runs until the module's tests have: no later test could run one of its own.
    """
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        message = "no chromium found: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()
