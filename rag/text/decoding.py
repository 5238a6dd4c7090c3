"""From a file's bytes to its text, unchanged: the only module that imports charset_normalizer.

Whoever makes or checks a citation decodes here, so that offsets mean the same everywhere.
"""

import codecs
import re

from charset_normalizer import CharsetMatch, CharsetMatches, from_bytes

from rag.errors import UnreadableFile

_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office file",
    b"\xd0\xcf\x11\xe0": "an old office file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "gzip data",
    b"\xfd7zXZ\x00": "xz data",
    b"SQLite format 3\x00": "a database",
    b"\x7fELF": "a program",
}

_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark begins alike
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

_HEAD = 8_192
"""Bytes in which a NUL means that a file is not text; the measure of git and grep."""

_WESTERN = "cp1252"
_WESTERN_ONLY = re.compile(
    r"(?:[\x00-\x7f àâäæáçèéêëìíîïñòóôöœøåùúûüßÿÀÂÄÆÁÇÈÉÊËÌÍÎÏÑÒÓÔÖŒØÅÙÚÛÜ]"
    r"|[ãõÃÕ][oesOES]|[\xa0‘’“”‚„«»‹›–—…•·¡¿€£¥©®™°§½¼¾²³×±µ])*"
)
"""Western European letters and marks. What is Central European, Turkish or Baltic shows others when
it is read as Western, so a text of only these is Western, however alike the statistics."""

_COMMON = (
    ("gb2312", range(0xB0, 0xD8)),
    ("euc_jp", (0xA4, 0xA5, *range(0xB0, 0xD0))),
    ("big5", range(0xA4, 0xC7)),
    ("euc_kr", range(0xB0, 0xC9)),
)
"""Encodings and the lead bytes of their common characters, the first level of each standard."""

_LEAST_COHERENCE = 0.1
"""charset-normalizer's own threshold below which it recognised no language."""
_CLEAR_LEAD = 0.05
"""In charset-normalizer's mess and coherence, both from 0 to 1: within it, two readings tie."""


def decode(content: bytes) -> str:
    """The text of a file. A byte order mark stays, as U+FEFF; line ends stay as they are.

    Raises `UnreadableFile` where the content is not text, or its encoding not certain.
    """
    for mark, encoding in _WIDE_MARKS.items():
        if content.startswith(mark):
            return _strictly(content, encoding)
    _require_text(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        _require_no_utf8(content, error)
    return _strictly(content, _detected(content))


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFile(f"not valid {encoding}: {error}; save it as UTF-8") from error


def _require_text(content: bytes) -> None:
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise UnreadableFile(f"{kind}, not text")
    place = content.find(b"\0", 0, _HEAD)
    if place >= 0:
        raise UnreadableFile(f"binary, not text: a NUL byte at {place}")


def _require_no_utf8(content: bytes, error: UnicodeDecodeError) -> None:
    """Damaged UTF-8 would pass for another encoding, with a wrong text: it is refused instead."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    right = sum(not character.isascii() for character in text) - wrong
    if right > wrong:
        raise UnreadableFile(
            f"UTF-8 but for {wrong} bytes, the first at {error.start}: save it again as UTF-8"
        ) from error


def _detected(content: bytes) -> str:
    readings = from_bytes(content)
    best = readings.best()
    if best is not None and _is_western(best, readings):
        return _WESTERN
    if best is not None and _certain(best, readings):
        return best.encoding
    seen = ", ".join(reading.encoding for reading in list(readings)[:3]) or "none fits"
    raise UnreadableFile(f"unsure of its encoding (candidates: {seen}): save it as UTF-8")


def _is_western(best: CharsetMatch, readings: CharsetMatches) -> bool:
    return any(
        _WESTERN in reading.could_be_from_charset
        and _ties(best, reading)
        and _WESTERN_ONLY.fullmatch(str(reading))
        for reading in readings
    )


def _certain(best: CharsetMatch, readings: CharsetMatches) -> bool:
    if best.coherence < _LEAST_COHERENCE and not _mostly_common(str(best)):
        return False
    return not any(_ties(best, other) for other in readings if str(other) != str(best))


def _mostly_common(text: str) -> bool:
    """Are nine of ten letters among the common ones of Chinese, Japanese or Korean?

    charset-normalizer knows few of them, so that short texts have no coherence for it; but bytes
    of another encoding give rare characters.
    """
    letters = [character for character in text if character.isalpha() and not character.isascii()]
    return 10 * sum(map(_is_common, letters)) > 9 * len(letters) > 0


def _is_common(letter: str) -> bool:
    return any(
        len(code := letter.encode(encoding, "ignore")) == 2 and code[0] in leads
        for encoding, leads in _COMMON
    )


def _ties(best: CharsetMatch, other: CharsetMatch) -> bool:
    return (
        other.chaos <= best.chaos + _CLEAR_LEAD and other.coherence >= best.coherence - _CLEAR_LEAD
    )
