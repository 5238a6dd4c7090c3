from itertools import product

import numpy as np

from rag.training.validation import MAX_PIECES, best_pair


def test_the_best_pair_is_the_one_that_trying_all_finds() -> None:
    chance = np.random.default_rng(4)
    for _ in range(20):
        starts, ends = chance.normal(size=(2, 50)).astype(np.float32)
        allowed = [(a, b) for a, b in product(range(50), repeat=2) if 0 <= b - a < MAX_PIECES]
        expected = max(allowed, key=lambda pair: starts[pair[0]] + ends[pair[1]])
        first, last, score = best_pair(starts, ends)
        assert (first, last) == expected
        assert score == starts[first] + ends[last]
