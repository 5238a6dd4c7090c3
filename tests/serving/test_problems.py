import json

import pytest
from fastapi.testclient import TestClient

from rag.serving.options import MAX_BODY

JSON = {"Content-Type": "application/json"}
REFUSED = [
    ("GET", "/nothing", {}, b"", 404),
    ("GET", "/v1/articles/0000000000000000", {}, b"", 404),
    ("GET", "/v1/articles/../../etc/passwd", {}, b"", 404),
    ("GET", "/v1/articles/%2e%2e", {}, b"", 422),
    ("DELETE", "/v1/ask", {}, b"", 405),
    ("TRACE", "/", {}, b"", 405),
    ("GET", "/mcp", {"Accept": "text/event-stream"}, b"", 405),
    ("DELETE", "/mcp", {}, b"", 405),
    ("POST", "/v1/ask", JSON, b" " * (MAX_BODY + 1), 413),
    ("POST", "/mcp", JSON, b" " * (MAX_BODY + 1), 413),
    ("POST", "/nothing", JSON, b" " * (MAX_BODY + 1), 413),
    ("POST", "/v1/ask", {"Content-Type": "text/plain"}, b"Who?", 415),
    ("POST", "/v1/ask", {"Content-Type": "json"}, b'{"question": "Who?"}', 415),
    ("POST", "/v1/ask/stream", {}, b'{"question": "Who?"}', 415),
    ("POST", "/v1/search", {}, b'{"question": "Who?"}', 415),
    ("POST", "/v1/verify", {}, b'{"citations": []}', 415),
    ("POST", "/v1/chat/completions", {}, b"{}", 415),
    ("GET", "/v1/articles/", {}, b"", 404),
    ("POST", "/v1/ask", JSON, b"\xff", 400),
    ("POST", "/v1/ask", JSON, b"[" * 100_000, 400),
    ("GET", "/v1/index", {"Host": "evil.example"}, b"", 421),
    ("POST", "/mcp", {"Host": "evil.example"}, b"", 421),
    ("GET", "/nothing", {"Host": "evil.example"}, b"", 421),
    ("POST", "/mcp", {"Origin": "https://evil.example"}, b"", 403),
    ("POST", "/v1/index/sync", {}, b"", 403),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "status"), REFUSED)
def test_every_refusal_is_a_problem_with_the_request_id(
    client: TestClient, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    reply = client.request(method, path, headers=headers, content=body)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = json.loads(reply.text)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == reply.headers["x-request-id"]


@pytest.mark.parametrize("given", ["application/json; charset=utf-8", "application/ld+json"])
def test_json_may_have_parameters_and_a_name_of_its_own(client: TestClient, given: str) -> None:
    body, headers = b'{"question": "Who?"}', {"Content-Type": given}
    assert client.post("/v1/search", content=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (json.dumps({"question": "é" * 2049}), "the question has 4,098 bytes in UTF-8"),
        ('{"question": 7}', "question: Input should be a valid string"),
        ('{"question"', "the body is not JSON"),
        ("[]", "body: Input should be"),
    ],
)
def test_a_fault_of_the_request_is_told_without_the_words_of_a_library(
    client: TestClient, body: str, told: str
) -> None:
    detail = client.post("/v1/ask", content=body, headers=JSON).json()["detail"]
    assert detail.startswith(told)
    assert "Value error" not in detail


def test_a_method_that_is_not_there_names_those_that_are(client: TestClient) -> None:
    assert client.delete("/v1/ask").headers["allow"] == "POST"
