import numpy as np
import pytest

from rag.storage.recall import DEPTH, NEARNESS, QUESTIONS, made_questions, recall
from tests.support.vectors import clouds


def test_questions_lie_at_one_nearness_from_their_vectors_and_are_the_same_each_time() -> None:
    vectors = clouds(2 * QUESTIONS, 32)
    questions = made_questions(vectors)
    nearness = np.sum(questions * vectors[::2], axis=1)
    np.testing.assert_allclose(nearness, NEARNESS, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(questions, axis=1), 1, atol=1e-5)
    assert (made_questions(vectors) == questions).all()


def test_few_vectors_make_few_questions() -> None:
    assert len(made_questions(clouds(3, 32))) == 3


@pytest.mark.parametrize("missed", [0, 3, 10])
def test_recall_is_the_share_of_the_nearest_that_is_found(missed: int) -> None:
    vectors, questions = clouds(500, 32), clouds(20, 32, seed=1)
    exact = -np.sort(-(questions @ vectors.T), axis=1)[:, :DEPTH]
    found = recall(
        lambda question, limit: np.sort(vectors @ question)[::-1][missed : missed + limit],
        questions,
        exact,
    )
    assert found == pytest.approx(1 - missed / DEPTH)


def test_a_copy_stands_for_the_vector_it_copies() -> None:
    vectors = np.repeat(clouds(30, 32), 2, axis=0)
    questions = clouds(9, 32, seed=1)
    exact = -np.sort(-(questions @ vectors.T), axis=1)[:, :DEPTH]
    copies = vectors[1::2]
    assert recall(lambda q, n: -np.sort(-(copies @ q))[:n], questions, exact) < 1
    assert recall(lambda q, n: -np.sort(-(vectors @ q))[:n], questions, exact) == 1
