import numpy as np

from rag.protocols import Encoder
from tests.support.encoders import TrigramEncoder


def test_is_an_encoder_with_unit_rows() -> None:
    encoder: Encoder = TrigramEncoder()
    vectors = encoder.encode(["", "Saturn has rings", "风景"])
    assert vectors.shape == (3, encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_texts_that_share_words_are_nearer() -> None:
    question, near, far = TrigramEncoder().encode(
        ["who found the rings of Saturn", "Saturn's rings were found", "bread needs yeast"]
    )
    assert question @ near > 0.3 > question @ far


def test_counts_every_piece_and_two_special_ones() -> None:
    assert TrigramEncoder().count_pieces("Saturn, seen.") == 2 + 2 + 1 + 1 + 1
