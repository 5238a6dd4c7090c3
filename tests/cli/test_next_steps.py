"""A next step is for the index that the command was given."""

from pathlib import Path

import pytest

from rag.cli.next_steps import directed, given_index


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("stale: run `rag index`.", "stale: run `rag index --index 'a b'`."),
        ("run `rag index --rebuild`", "run `rag index --rebuild --index 'a b'`"),
        ("`rag status` says why", "`rag status --index 'a b'` says why"),
        ("run `rag index ARTICLES --index x`", "run `rag index ARTICLES --index x`"),
        ("`rag ask QUESTION --json` writes one", "`rag ask QUESTION --json` writes one"),
        ("a rag index", "a rag index"),
    ],
)
def test_the_commands_that_keep_an_index_name_it(told: str, expected: str) -> None:
    assert directed(told, Path("a b")) == expected
    assert directed(told, None) == told


def test_the_index_is_the_one_of_the_command_line() -> None:
    assert given_index(["ask", "Why?", "--index", "x", "--json"]) == Path("x")
    assert given_index(["status", "--index=y"]) == Path("y")
    assert given_index(["status"]) is None
    assert given_index(["status", "--index"]) is None
