from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.errors import UsageError
from rag.serving.app import create_app
from rag.serving.keys import KeyRing
from rag.serving.options import ServiceOptions
from tests.serving.corpus import opener

ASKED = {"question": "Who designed the bridge?"}


@contextmanager
def served(index: Path, options: ServiceOptions, base: str) -> Iterator[TestClient]:
    with TestClient(create_app(opener(index), None, options), base_url=base) as client:
        yield client


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "a@localhost", ""]
)
def test_on_loopback_only_its_own_names_are_answered(client: TestClient, host: str) -> None:
    refused = client.post("/v1/ask", json=ASKED, headers={"Host": host})
    assert refused.status_code == 421
    assert refused.json()["request_id"]


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765"])
def test_its_own_names_are_answered_with_any_port(client: TestClient, host: str) -> None:
    assert client.get("/v1/index", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8765"]
)
def test_other_pages_may_not_ask(client: TestClient, origin: str) -> None:
    refused = client.post("/v1/index/sync", headers={"Origin": origin})
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers


def test_its_own_page_may_ask(client: TestClient) -> None:
    asked = client.post("/v1/ask", json=ASKED, headers={"Origin": "http://127.0.0.1:8765"})
    assert asked.status_code == 200


def test_another_address_needs_keys_or_an_explicit_word(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--keys FILE .*--no-auth"):
        ServiceOptions(host="0.0.0.0")  # noqa: S104  # nothing listens: the choice is refused
    assert ServiceOptions(host="0.0.0.0", no_auth=True).open_to_all  # noqa: S104
    assert not ServiceOptions(host="0.0.0.0", keys=tmp_path / "keys").open_to_all  # noqa: S104


def test_several_keys_are_accepted_and_rotated_without_a_restart(
    index: Path, tmp_path: Path
) -> None:
    ring = KeyRing(tmp_path / "keys.json")
    old, new = ring.add("old"), ring.add("new")
    with served(index, ServiceOptions(keys=tmp_path / "keys.json"), "http://localhost") as client:

        def status(key: str | None) -> int:
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            return client.get("/v1/index", headers=headers).status_code

        assert [status(old), status(new), status(None), status(old + "x"), status("")] == [
            200, 200, 401, 401, 401,
        ]  # fmt: skip
        ring.remove("old")
        assert [status(old), status(new)] == [401, 200]
        assert client.get("/").status_code == client.get("/health/ready").status_code == 200
        assert client.get("/metrics").status_code == 401
        assert client.post("/mcp", json={}).status_code == 401
        assert client.get("/v1/index").headers["www-authenticate"] == "Bearer"


def test_keys_are_stored_hashed_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    key = KeyRing(file).add("laptop")
    assert key not in file.read_text()
    assert key.removeprefix("pincite_") not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert KeyRing(file).owner(key) == "laptop"
    with pytest.raises(UsageError, match="already"):
        KeyRing(file).add("laptop")


def test_a_lost_file_of_keys_lets_nobody_in(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys.json")
    key = ring.add("laptop")
    (tmp_path / "keys.json").unlink()
    assert ring.owner(key) is None


@pytest.mark.parametrize("damage", ["{", "[]", '{"laptop": "é"}', '{"laptop": 1}'])
def test_a_damaged_file_of_keys_lets_nobody_in_and_is_named_to_the_operator_only(
    index: Path, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "keys.json"
    key = KeyRing(file).add("laptop")
    whole = file.read_text()
    headers = {"Authorization": f"Bearer {key}"}
    with served(index, ServiceOptions(keys=file), "http://localhost") as client:
        file.write_text(damage)
        refused = client.get("/v1/index", headers=headers)
        assert refused.status_code == 401
        assert file.name not in refused.text
        assert (file.name in caplog.text) == (damage in {"{", "[]"})
        file.write_text(whole + "\n")
        assert client.get("/v1/index", headers=headers).status_code == 200


def test_each_key_has_its_own_rate(index: Path, tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys.json")
    first, second = ring.add("first"), ring.add("second")
    options = ServiceOptions(keys=tmp_path / "keys.json", rate=0.01, burst=2)
    with served(index, options, "http://localhost") as client:

        def ask(key: str) -> int:
            return client.get("/v1/index", headers={"Authorization": f"Bearer {key}"}).status_code

        assert [ask(first), ask(first), ask(first), ask(second)] == [200, 200, 429, 200]
        refused = client.get("/v1/index", headers={"Authorization": f"Bearer {first}"})
        assert 1 <= int(refused.headers["retry-after"]) <= 100


def test_every_reply_forbids_what_a_page_does_not_need(client: TestClient) -> None:
    for path in ("/", "/page/app.js", "/v1/index", "/nothing", "/metrics"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
        kept = "no-cache" if path in {"/", "/page/app.js"} else "no-store"
        assert headers["cache-control"] == kept


def test_nothing_of_the_articles_is_kept_by_a_cache(client: TestClient) -> None:
    (one, *_) = client.get("/v1/articles").json()["articles"]
    for path in ("/v1/articles", f"/v1/articles/{one['id']}", f"/v1/articles/{one['id']}/original"):
        assert client.get(path).headers["cache-control"] == "no-store"
    assert client.post("/v1/ask", json=ASKED).headers["cache-control"] == "no-store"


def test_behind_a_proxy_its_public_address_is_its_own(index: Path) -> None:
    public = "https://Articles.example:8443/"
    with served(index, ServiceOptions(public_url=public), "http://127.0.0.1:8765") as client:
        origin = {"Origin": "https://articles.example:8443"}
        assert client.post("/v1/ask", json=ASKED, headers=origin).status_code == 200
        host = {"Host": "articles.example:8443"}
        assert client.post("/v1/ask", json=ASKED, headers=host).status_code == 200
        for other in ("", "https://articles.example", "http://articles.example:8443"):
            refused = client.post("/v1/ask", json=ASKED, headers={"Origin": other})
            assert refused.status_code == 403
        turns = {"messages": [{"role": "user", "content": ASKED["question"]}]}
        reply = client.post("/v1/chat/completions", json=turns).json()
        for each in reply["choices"][0]["message"]["annotations"]:
            url = each["url_citation"]["url"]
            assert url.startswith("https://articles.example:8443/?article=")


@pytest.mark.parametrize(
    "url",
    ["articles.example", "ftp://a.example", "https://", "https://a.example/pincite", "https://a/?q",
     "https://user@a.example", "https://a.example:99999", "https://é.example"],
)  # fmt: skip
def test_links_cannot_begin_with_anything_else(url: str) -> None:
    with pytest.raises(UsageError, match="--public-url"):
        ServiceOptions(public_url=url)
