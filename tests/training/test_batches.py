import random
from dataclasses import replace

import pytest

from rag.training.batches import CLS, SEP, PieceMaker, batches, collate
from rag.training.data import Example, without_answer
from rag.training.model import encoder_folder

CHANCE = random.Random(1)
TEXT = "The tunnel is 956 m long. Nobody had dug a longer one."
EXAMPLE = Example(
    question="How long is it?",
    header="Tunnel",
    text=TEXT,
    answers=((14, 19),),
    support=((0, 25),),
)


@pytest.fixture(scope="module")
def maker() -> PieceMaker:
    return PieceMaker(encoder_folder() / "tokenizer.json", window=64)


def test_a_pair_is_question_header_and_text_between_separators(maker: PieceMaker) -> None:
    pieces = maker.pieces(EXAMPLE, CHANCE)
    assert pieces.ids[0] == CLS
    assert pieces.ids.count(SEP) == 3
    assert pieces.ids[pieces.text_start - 1] == SEP
    assert pieces.ids[-1] == SEP


def test_without_a_header_there_is_no_place_for_one(maker: PieceMaker) -> None:
    bare = Example("How long is it?", "", TEXT, (), ())
    assert maker.pieces(bare, CHANCE).ids.count(SEP) == 2


def test_gold_places_point_at_the_answers_pieces(maker: PieceMaker) -> None:
    pieces = maker.pieces(EXAMPLE, CHANCE)
    offsets = maker.offsets(TEXT)
    (start,), (end,) = pieces.start, pieces.end
    first, last = offsets[start - pieces.text_start], offsets[end - pieces.text_start]
    assert TEXT[first[0] : last[1]] == "956 m"


def test_a_whole_sentence_may_start_and_end_at_any_of_its_pieces(maker: PieceMaker) -> None:
    sentence = Example(EXAMPLE.question, "", TEXT, ((0, 25),), ((0, 25),), whole_sentence=True)
    pieces = maker.pieces(sentence, CHANCE)
    assert pieces.start == pieces.end == pieces.support
    assert len(pieces.start) > 4


def test_a_window_of_a_long_text_holds_the_answer(maker: PieceMaker) -> None:
    text = "Much was said before. " * 40 + TEXT + " Much was said after." * 40
    at = text.index("956 m")
    long = Example(EXAMPLE.question, "Tunnel", text, ((at, at + 5),), ())
    for _ in range(20):
        pieces = maker.pieces(long, CHANCE)
        assert len(pieces.ids) <= 64
        assert len(pieces.start) == len(pieces.end) == 1
        shift = pieces.first - pieces.text_start
        assert maker.offsets(text)[pieces.start[0] + shift][0] == at


def test_padding_is_neither_attended_nor_text(maker: PieceMaker) -> None:
    short = Example("Why?", "", "So.", (), ())
    batch = collate([[maker.pieces(EXAMPLE, CHANCE)], [maker.pieces(short, CHANCE)]])
    assert batch.ids.shape[1] % 8 == 0
    padded = batch.attended[1] == 0
    assert padded.any()
    assert not batch.text[1][padded].any()
    assert batch.answered.tolist() == [True, False]


def test_a_twin_is_a_question_of_its_own_that_points_at_its_groups_first_passage(
    maker: PieceMaker,
) -> None:
    twin = replace(without_answer(EXAMPLE), twin=True)
    groups = [[EXAMPLE], [EXAMPLE, without_answer(EXAMPLE), twin], [EXAMPLE]]
    batch = collate([[maker.pieces(one, CHANCE) for one in group] for group in groups])
    assert batch.group.tolist() == [0, 1, 1, 2, 3]
    assert batch.twin_of.tolist() == [-1, -1, -1, 1, -1]


def test_all_groups_come_once_and_stay_together(maker: PieceMaker) -> None:
    groups = [[EXAMPLE] * (1 + n % 3) for n in range(50)]
    steps = list(batches(groups, maker, 8, 2, random.Random(0)))
    made = [batch for step in steps for batch in step]
    sizes = [int((batch.group == n).sum()) for batch in made for n in set(batch.group.tolist())]
    assert sorted(sizes) == sorted(len(group) for group in groups)
    assert max(sum(len(batch.ids) for batch in step) for step in steps) <= 8 + 2
    assert {len(step) for step in steps} <= {1, 2}
