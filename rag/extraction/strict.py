"""Office files saved as "Strict Open XML": the same parts under other names (ISO/IEC 29500-1)."""

import io
import re
import zipfile

from rag.extraction.archive import open_archive, read_member

_STRICT = b"http://purl.oclc.org/ooxml/"
_MAIN = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|presentationml|drawingml)/")
_OFFICE = b"http://purl.oclc.org/ooxml/officeDocument/"
_SCHEMAS = b"http://schemas.openxmlformats.org/"
_YEAR = b"2006/"


def as_transitional(content: bytes) -> bytes:
    """The file with the names that libraries know; unchanged where it has them already."""
    with open_archive(content) as archive:
        if _STRICT not in read_member(archive, "_rels/.rels"):
            return content
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as copy:
            for name in archive.namelist():
                copy.writestr(name, _renamed(name, read_member(archive, name)))
    return rewritten.getvalue()


def _renamed(name: str, part: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return part
    part = _MAIN.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
    part = part.replace(_OFFICE, _SCHEMAS + b"officeDocument/" + _YEAR)
    return part.replace(
        b"officeDocument/2006/relationships/metadata/core-properties",
        b"package/2006/relationships/metadata/core-properties",
    )
