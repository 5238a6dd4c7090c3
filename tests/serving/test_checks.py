import hashlib
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.answering.showing import verification
from tests.serving.corpus import CHINESE, GUIDE

ASKED = {"question": "Who designed the bridge?"}


def test_an_answer_holds_until_its_file_changes(client: TestClient, corpus: Path) -> None:
    answer = client.post("/v1/ask", json=ASKED).json()
    checks = client.post("/v1/verify", json=answer).json()
    assert checks["holds"]
    cited = [
        *answer["citations"],
        *(x for each in answer["alternatives"] for x in each["citations"]),
    ]
    assert [each["finding"] for each in checks["checks"]] == ["holds"] * len(cited)
    (corpus / "bridge.md").write_text("# Nothing of it is left\n")
    checks = client.post("/v1/verify", json=answer).json()
    assert not checks["holds"]
    assert checks["checks"][0]["finding"] == "quote not there"


def test_never_looks_outside_the_folder_nor_names_it(client: TestClient, corpus: Path) -> None:
    (corpus.parent / "secret.md").write_text("the secret")
    citation = {"number": 1, "sha256": "0" * 64, "start": 0, "end": 10, "quote": "the secret"}
    for path in ("../secret.md", "/etc/passwd", f"{corpus.parent}/secret.md"):
        reply = client.post("/v1/verify", json={"citations": [{**citation, "path": path}]})
        assert reply.json()["checks"][0]["finding"] == "path outside"
        assert reply.json()["checks"][0]["detail"].count(str(corpus.parent)) == 0


SECRET = "the word is swordfish"  # noqa: S105  # of nobody


def citation(path: str, quote: str = SECRET, sha256: str = "0" * 64) -> dict[str, object]:
    place = {"start": 0, "end": len(quote), "quote": quote}
    return {"number": 1, "path": path, "sha256": sha256, **place}


def test_of_a_file_that_is_no_article_nothing_is_told(client: TestClient, corpus: Path) -> None:
    hashed = hashlib.sha256(SECRET.encode()).hexdigest()
    for name in (".env", "secret.md", "zh/secret.md"):
        (corpus / name).write_text(SECRET)
    for name in (".env", "secret.md", "zh/secret.md", "there-is-none.md", "zh"):
        for sha256 in ("0" * 64, hashed):
            (check,) = verified(client, citation(name, sha256=sha256))
            assert check["finding"] == "file gone"
            assert check["detail"] == f"{name} is gone, and no file there has its content"


def test_behind_a_link_in_an_articles_place_nothing_is_looked_at(
    client: TestClient, corpus: Path
) -> None:
    (corpus / ".env").write_text(SECRET)
    (corpus / "guide.md").unlink()
    (corpus / "guide.md").symlink_to(corpus / ".env")
    (corpus / "zh").rename(corpus / "aside")
    (corpus / "zh").symlink_to(corpus / "aside")
    for path, quote in (("guide.md", SECRET), ("zh/灯笼桥.md", CHINESE[:9])):
        (check,) = verified(client, citation(path, quote))
        assert check["finding"] == "file gone"


def test_a_renamed_article_is_found_by_its_stored_hash_alone(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_sha256", lambda file: pytest.fail(f"hashed {file}"))
    hashed = hashlib.sha256(GUIDE.encode()).hexdigest()
    gone = [citation(f"old/{number}.md", sha256=hashed) for number in range(200)]
    for check in verified(client, *gone):
        assert (check["finding"], check["found_path"]) == ("file renamed", "guide.md")


@pytest.mark.parametrize("path", ["a" * 300, "a/" * 3000, "\ud800.md", "a\0.md", "C:\\a.md", ""])
def test_a_path_that_cannot_be_does_not_hold(client: TestClient, path: str) -> None:
    (check,) = verified(client, citation(path))
    assert not check["holds"]


def verified(client: TestClient, *citations: dict[str, object]) -> list[dict[str, object]]:
    body, headers = json.dumps({"citations": citations}), {"Content-Type": "application/json"}
    reply = client.post("/v1/verify", content=body, headers=headers)
    assert reply.status_code == 200
    checks: list[dict[str, object]] = reply.json()["checks"]
    return checks


def test_what_is_no_answer_is_a_problem(client: TestClient) -> None:
    one = {"number": 1, "path": "x.md", "sha256": "", "start": 0, "end": 1, "quote": "x"}
    wrongs: list[object] = [
        {},
        {"citations": [one] * 201},
        {"citations": 7},
        {"citations": [{}]},
        [],
    ]
    for wrong in wrongs:
        assert client.post("/v1/verify", json=wrong).status_code == 422
