"""Which texts come out: another version here, or of a library, and files are extracted again."""

from importlib.metadata import version

VERSION = 8
"""Of the rules in this room: one more with every change that changes a text or a fact."""

LIBRARIES = ("lxml", "odfdo", "pypdfium2", "python-docx", "python-pptx", "trafilatura")


def extraction_version() -> str:
    """What an index says of how its texts were extracted."""
    return " ".join([str(VERSION), *(f"{name}-{version(name)}" for name in LIBRARIES)])
