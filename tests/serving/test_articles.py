import hashlib
from pathlib import Path

from fastapi.testclient import TestClient

from tests.serving.corpus import ARTICLES, GUIDE


def ids(client: TestClient) -> dict[str, str]:
    return {each["path"]: each["id"] for each in client.get("/v1/articles").json()["articles"]}


def test_lists_every_article_once_page_by_page(client: TestClient) -> None:
    paths, after = [], None
    while True:
        page = client.get(
            "/v1/articles", params={"limit": 1, "after": after} if after else {"limit": 1}
        ).json()
        assert page["total"] == len(ARTICLES)
        paths += [each["path"] for each in page["articles"]]
        after = page["next"]
        if after is None:
            break
    assert paths == sorted(ARTICLES)


def test_tells_whether_the_files_are_still_the_indexed_ones(
    client: TestClient, corpus: Path
) -> None:
    (corpus / "bridge.md").write_text("# Another\n")
    (corpus / "guide.md").unlink()
    states = {e["path"]: e["state"] for e in client.get("/v1/articles").json()["articles"]}
    assert states == {"bridge.md": "changed", "guide.md": "missing", "zh/灯笼桥.md": "current"}


def test_gives_the_text_that_offsets_count_in(client: TestClient) -> None:
    article = client.get(f"/v1/articles/{ids(client)['guide.md']}").json()
    assert article["text"] == GUIDE
    assert article["length"] == len(GUIDE)
    assert hashlib.sha256(article["text"].encode()).hexdigest() == article["sha256"]


def test_gives_the_file_byte_for_byte_and_inert(client: TestClient, corpus: Path) -> None:
    original = client.get(f"/v1/articles/{ids(client)['zh/灯笼桥.md']}/original")
    assert original.content == (corpus / "zh/灯笼桥.md").read_bytes()
    assert original.headers["content-type"] == "text/plain; charset=utf-8"
    assert "sandbox" in original.headers["content-security-policy"]
    assert original.headers["x-content-type-options"] == "nosniff"


def test_never_follows_a_link_out_of_the_folder(client: TestClient, corpus: Path) -> None:
    known = ids(client)
    secret = corpus.parent / "secret.md"
    secret.write_text("the secret")
    (corpus / "guide.md").unlink()
    (corpus / "guide.md").symlink_to(secret)
    refused = client.get(f"/v1/articles/{known['guide.md']}/original")
    assert refused.status_code == 404
    assert "secret" not in refused.text


def test_never_follows_a_link_in_an_articles_place(client: TestClient, corpus: Path) -> None:
    known = ids(client)
    (corpus / ".env").write_text("the secret")
    (corpus / "guide.md").unlink()
    (corpus / "guide.md").symlink_to(corpus / ".env")
    (corpus / "bridge.md").unlink()
    (corpus / "bridge.md").symlink_to("bridge.md")
    for path in ("guide.md", "bridge.md"):
        assert client.get(f"/v1/articles/{known[path]}/original").status_code == 404
        assert client.get(f"/v1/articles/{known[path]}").json()["state"] == "missing"


def test_knows_no_other_articles(client: TestClient) -> None:
    for wrong in ("0" * 16, "..%2f..%2fetc%2fpasswd", "x"):
        for suffix in ("", "/original"):
            assert client.get(f"/v1/articles/{wrong}{suffix}").status_code in {404, 422}
