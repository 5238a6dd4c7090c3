"""Vectors that lie together in clouds, as those of texts do."""

import numpy as np

from rag.protocols import Vectors


def unit(vectors: Vectors) -> Vectors:
    """Each row with length 1."""
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled.astype(np.float32)


def clouds(count: int, dimensions: int, seed: int = 0, centres: int = 40) -> Vectors:
    """Unit vectors around so many random centres, which are the same for every seed."""
    chance = np.random.default_rng(seed)
    middle = np.random.default_rng(99).normal(size=(centres, dimensions))
    near = middle[chance.integers(centres, size=count)]
    return unit((near + 0.7 * chance.normal(size=near.shape)).astype(np.float32))
