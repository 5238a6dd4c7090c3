import threading
from collections.abc import Mapping
from pathlib import Path

from fastapi.testclient import TestClient

from rag.errors import IndexLocked
from rag.protocols import Progress
from rag.serving.app import create_app
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
