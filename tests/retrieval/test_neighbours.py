import pytest

from rag.retrieval.neighbours import MOST_COPIES, distinct
from rag.types import ArticleHeader, Hit, Passage


def hit(article: str, start: int, text: str) -> Hit:
    header = ArticleHeader(article, article, f"{article}.md", "0" * 64, None, None)
    return Hit(Passage(article, start, start + len(text), text, ""), header, {})


def kept(*hits: Hit) -> list[tuple[str, int]]:
    return [(one.article.id, one.passage.start) for one in distinct(hits)]


def test_a_passage_mostly_inside_a_better_one_is_left_out() -> None:
    assert kept(hit("a", 0, "0123456789"), hit("a", 1, "123456789x")) == [("a", 0)]


def test_neighbours_that_share_a_sentence_both_stay() -> None:
    assert kept(hit("a", 0, "0123456789"), hit("a", 8, "89abcdefgh")) == [("a", 0), ("a", 8)]


@pytest.mark.parametrize("text", ["89xy", "6789x"])
def test_what_only_a_neighbour_holds_is_not_lost(text: str) -> None:
    start = int(text[0])  # half of the shorter passage, or four fifths, stand in both
    assert kept(hit("a", 0, "0123456789"), hit("a", start, text)) == [("a", 0), ("a", start)]


def test_the_better_of_two_stays_though_it_is_the_shorter() -> None:
    assert kept(hit("a", 1, "123456789"), hit("a", 0, "0123456789")) == [("a", 1)]


def test_the_same_place_in_another_article_is_no_overlap() -> None:
    assert kept(hit("a", 0, "0123456789"), hit("b", 0, "abcdefghij")) == [("a", 0), ("b", 0)]


def test_a_wording_repeated_in_one_article_is_shown_once() -> None:
    assert kept(hit("a", 0, "Read more"), hit("a", 90, "read  more")) == [("a", 0)]


def test_articles_that_say_the_same_are_witnesses_up_to_a_number() -> None:
    copies = [hit(name, 0, "The moon has no air.") for name in "abcdefgh"]
    other = hit("z", 0, "The moon has no sea.")
    assert kept(*copies, other) == [*((name, 0) for name in "abcdefgh"[:MOST_COPIES]), ("z", 0)]
