from hypothesis import given
from hypothesis import strategies as st

from rag.serving.connections import PIECE, _pieces


@given(st.integers(0, 3), st.sampled_from([-1, 0, 1]), st.booleans())
def test_the_pieces_are_the_message(whole: int, more: int, more_body: bool) -> None:
    body = bytes(max(0, whole * PIECE + more))
    message = {"type": "http.response.body", "body": body, "more_body": more_body}
    pieces = list(_pieces(message))
    assert b"".join(piece["body"] for piece in pieces) == body
    assert all(len(piece["body"]) <= PIECE for piece in pieces)
    assert [piece["more_body"] for piece in pieces] == [True] * (len(pieces) - 1) + [more_body]


def test_what_has_no_body_is_left_alone() -> None:
    message = {"type": "http.response.start", "status": 200, "headers": []}
    assert list(_pieces(message)) == [message]
