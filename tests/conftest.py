"""Hypothesis without deadlines: a slow machine is no failure, and time is bounded elsewhere.

The continuous integration tries the same examples every time, so that a change is red only for
what it changed; at a desk they are drawn anew.
"""

import os

from hypothesis import settings

import rag  # noqa: F401 - sets what ONNX Runtime reads when it is first imported

settings.register_profile("pincite", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "pincite")
