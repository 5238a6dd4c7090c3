"""Hypothesis without deadlines: a slow machine is no failure, and time is bounded elsewhere."""

from hypothesis import settings

settings.register_profile("pincite", deadline=None)
settings.load_profile("pincite")
