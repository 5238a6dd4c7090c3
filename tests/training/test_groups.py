"""The sampler: pairs stay together, and what is cut keeps its answer."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.training.data import Row, example_of
from rag.training.groups import GroupSampler, SamplingShares, cropped, with_twins
from rag.training.negatives import OtherPassages

SENTENCES = (
    "The ferry of Aldholm was built in 1931.",
    "It carries forty cars.",
    "Nobody has counted the sheep.",
    "Its captain, Runa Sten, retired in 1958.",
    "A bridge was promised in 1962.",
    "It was never built.",
    "The fare is two crowns.",
)
TEXT = " ".join(SENTENCES)
ASKED = Row("Who was captain?", "Ferry", TEXT, ("Runa Sten",), "pincite-contrast", False)
TWIN = replace(ASKED, question="Who was mate?", answers=())
PLAIN = replace(ASKED, source="squad2-dev")
EVERY = SamplingShares({}, other_passages=(), near_miss=0.0, untitled=0.0, cropped=0.0)


def test_a_twin_stands_beside_the_question_right_before_it() -> None:
    rows = [PLAIN, ASKED, TWIN, TWIN, ASKED, PLAIN, replace(PLAIN, answers=())]
    assert list(with_twins(rows)) == [
        (PLAIN, None),
        (ASKED, TWIN),
        (TWIN, None),
        (ASKED, None),
        (PLAIN, None),
        (replace(PLAIN, answers=()), None),
    ]


def test_a_twin_over_another_passage_is_a_row_of_its_own() -> None:
    other = replace(TWIN, text=SENTENCES[0])
    assert list(with_twins([ASKED, other])) == [(ASKED, None), (other, None)]


def test_a_pair_is_drawn_as_one_group_its_twin_last_and_beside_the_same_text() -> None:
    sampler = GroupSampler([ASKED, TWIN], OtherPassages([], {}))
    for share in (0.0, 1.0):
        for seed in range(20):
            chance = random.Random(seed)
            ((own, twin),) = sampler.round(chance, replace(EVERY, cropped=share))
            assert (own.twin, twin.twin) == (False, True)
            assert own.text == twin.text
            assert own.answers
            assert not twin.answers


@given(st.integers(), st.sets(st.sampled_from(["1931", "Runa Sten", "two crowns"])))
def test_what_is_cut_keeps_every_answer_and_whole_sentences(seed: int, answers: set[str]) -> None:
    cut = cropped(replace(ASKED, answers=tuple(sorted(answers))), random.Random(seed))
    assert cut.text in TEXT
    assert set(cut.answers) == answers
    assert all(answer in cut.text for answer in answers)
    kept = [sentence for sentence in SENTENCES if sentence in cut.text]
    assert cut.text == " ".join(kept)
    assert example_of(cut).answers or not answers


def test_passages_are_cut_at_all() -> None:
    cut = [cropped(ASKED, random.Random(seed)).text for seed in range(50)]
    assert len(set(cut)) > 5
    assert max(map(len, cut)) < len(TEXT)


def test_an_answer_that_the_text_lacks_leaves_the_passage_whole() -> None:
    lacking = replace(ASKED, answers=("a whale",))
    assert cropped(lacking, random.Random(0)) == lacking
