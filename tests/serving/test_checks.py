from pathlib import Path

from fastapi.testclient import TestClient

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
