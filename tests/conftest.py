"""Hypothesis without deadlines: a slow machine is no failure, and time is bounded elsewhere.

The continuous integration tries the same examples every time, so that a change is red only for
what it changed; at a desk they are drawn anew. Files with slow tests come first, so that several
processes end at the same time.
"""

import os
from collections import Counter

import pytest
from hypothesis import settings

import rag  # noqa: F401 - sets what ONNX Runtime reads when it is first imported

settings.register_profile("pincite", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "pincite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The most slow tests first, file by file."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])
