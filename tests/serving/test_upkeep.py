import json
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.errors import IndexLocked
from rag.protocols import Progress
from rag.serving.app import create_app
from rag.serving.generations import Generations
from rag.storage.database import DATABASE_NAME
from rag.storage.index import Index
from tests.serving.corpus import (
    ARTICLES,
    BRIDGE,
    SmallService,
    build_index,
    opener,
    write_corpus,
)
from tests.serving.live import wait_until

NEW = {**ARTICLES, "new.md": "# The Ferry\n\nThe ferry was retired in 1933.\n"}


def state(client: TestClient) -> str:
    job = client.get("/v1/index").json()["sync"]
    return str(job["state"]) if job else "none"


def test_synchronises_in_the_background_and_answers_from_the_new_generation(
    index: Path, corpus: Path
) -> None:
    released = threading.Event()

    def synchronise(progress: Progress) -> Mapping[str, object]:
        progress(2)
        released.wait(60)
        build_index(write_corpus(corpus, NEW), index, NEW)
        return {"added": 1}

    with TestClient(create_app(opener(index), synchronise), base_url="http://localhost") as client:
        started = client.post("/v1/index/sync")
        assert (started.status_code, started.json()["state"]) == (202, "running")
        wait_until(lambda: client.get("/v1/index").json()["sync"]["encoded"] == 2)
        assert client.post("/v1/index/sync").status_code == 409
        assert client.get("/v1/index").json()["index"]["generation"] == 1
        released.set()
        wait_until(lambda: state(client) == "done")
        status = client.get("/v1/index").json()
        assert status["index"] == {**status["index"], "generation": 2, "articles": 4}
        assert status["sync"]["report"] == {"added": 1}
        assert client.get("/v1/articles").json()["total"] == 4


def test_a_failed_synchronisation_says_why_without_paths(index: Path) -> None:
    def synchronise(_progress: Progress) -> Mapping[str, object]:
        message = f"{index} is being written"
        raise IndexLocked(message)

    with TestClient(create_app(opener(index), synchronise), base_url="http://localhost") as client:
        client.post("/v1/index/sync")
        wait_until(lambda: state(client) == "failed")
        assert client.get("/v1/index").json()["sync"]["fault"] == (
            "Another process is writing the index."
        )
        assert client.post("/v1/ask", json={"question": "Who designed the bridge?"}).is_success


def test_all_synchronisations_run_on_one_thread(index: Path) -> None:
    threads: list[threading.Thread] = []

    def synchronise(_progress: Progress) -> Mapping[str, object]:
        threads.append(threading.current_thread())
        return {}

    with TestClient(create_app(opener(index), synchronise), base_url="http://localhost") as client:
        for _ in range(3):
            assert client.post("/v1/index/sync").status_code == 202
            wait_until(lambda: state(client) == "done")
    assert len(threads) == 3
    assert len(set(threads)) == 1
    assert not threads[0].is_alive()


def test_after_a_generation_that_cannot_be_opened_it_may_be_synchronised_again(
    index: Path,
) -> None:
    def open_once() -> SmallService:
        if opened:
            raise OSError("no file can be opened")
        opened.append(SmallService(Index.open(index)))
        opened[0].stale = lambda: True  # type: ignore[method-assign]  # always something newer
        return opened[0]

    opened: list[SmallService] = []
    app = create_app(open_once, lambda _: {})
    with TestClient(app, base_url="http://localhost") as client:
        for _ in range(2):
            assert client.post("/v1/index/sync").status_code == 202
            wait_until(lambda: state(client) == "failed")
        assert client.post("/v1/ask", json={"question": "Who designed the bridge?"}).is_success


def test_a_service_may_leave_its_index_alone(client: TestClient) -> None:
    assert client.post("/v1/index/sync").status_code == 403


def test_takes_a_generation_that_another_process_wrote(client: TestClient, corpus: Path) -> None:
    index = corpus.parent / "index"
    build_index(corpus, index, {"bridge.md": BRIDGE})
    wait_until(lambda: client.get("/v1/index").json()["index"]["generation"] == 2)
    assert client.get("/v1/articles").json()["total"] == 1


def test_an_index_that_is_gone_or_damaged_is_reported_while_memory_answers(
    client: TestClient, index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "pincite.serving")
    aside = index.with_name("aside")
    assert client.post("/v1/ask", json={"question": "Who designed the bridge?"}).is_success
    assert client.get("/v1/index").json()["fault"] is None
    index.rename(aside)
    index.mkdir()
    wait_until(lambda: bool(client.get("/v1/index").json()["fault"]))
    assert "no index" in client.get("/v1/index").json()["fault"]
    assert str(index) not in client.get("/v1/index").text
    (index / DATABASE_NAME).write_bytes(b"no database " * 999)
    wait_until(lambda: "damaged" in client.get("/v1/index").json()["fault"])
    assert "pincite_index_unusable 1.0" in client.get("/metrics").text
    assert client.get("/health/ready").status_code == 200
    assert client.post("/v1/ask", json={"question": "Who designed the bridge?"}).is_success
    shutil.rmtree(index)
    aside.rename(index)
    wait_until(lambda: client.get("/v1/index").json()["fault"] is None)
    assert "pincite_index_unusable 0.0" in client.get("/metrics").text
    lines = [json.loads(record.message) for record in caplog.records]
    told = [line["event"] for line in lines if line["event"] != "request"]
    assert told == ["index_unusable", "index_unusable", "index_usable"]


def test_a_fault_that_lasts_is_logged_once(index: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> SmallService:
        raise OSError("no file can be opened")

    generations = Generations(fail)
    for _ in range(3):
        with pytest.raises(OSError, match="no file"):
            generations.refresh()
    assert [record.message for record in caplog.records] == ["the newer index could not be opened"]


@pytest.mark.parametrize("path", ["/", "/health/live", "/health/ready", "/openapi.json"])
def test_heads_are_given_alone(client: TestClient, path: str) -> None:
    head = client.head(path)
    assert head.status_code == client.get(path).status_code == 200
    assert head.headers["content-type"] == client.get(path).headers["content-type"]


def test_the_description_is_counted_under_its_own_name(client: TestClient) -> None:
    client.get("/openapi.json")
    client.get("/nothing")
    figures = client.get("/metrics").text
    assert 'pincite_requests_total{route="/openapi.json",status="200"} 1.0' in figures
    assert 'pincite_requests_total{route="other",status="404"} 1.0' in figures


def test_counts_requests_answers_and_the_index(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "Who designed the bridge?"})
    client.get("/v1/articles/0000000000000000")
    figures = client.get("/metrics").text
    assert 'pincite_requests_total{route="/v1/ask",status="200"} 1.0' in figures
    assert 'pincite_requests_total{route="/v1/articles/{article_id}",status="404"} 1.0' in figures
    assert 'pincite_answers_total{answered="true"} 1.0' in figures
    assert 'pincite_index{of="articles"} 3.0' in figures
    assert "pincite_questions_in_hand 0.0" in figures
    assert "designed" not in figures
