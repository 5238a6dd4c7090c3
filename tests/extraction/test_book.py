import io
import zipfile

import pytest

from rag.errors import UnreadableFile
from rag.extraction.book import extract
from tests.support.files import epub_file, zip_file

_DRM = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>
<CipherData><CipherReference URI="{}"/></CipherData></EncryptedData></encryption>"""


def test_chapters_come_in_reading_order() -> None:
    text = extract(epub_file("Owls", "They hunt.", "They sleep.")).text
    assert text == "## Owls\n\nThey hunt.\n\n## Owls\n\nThey sleep."


def test_copy_protection_is_told_and_encrypted_fonts_are_no_matter() -> None:
    members = _members(epub_file("Owls", "They hunt."))
    assert extract(zip_file({**members, "META-INF/encryption.xml": _DRM.format("a.ttf")})).text
    members["META-INF/encryption.xml"] = _DRM.format("OEBPS/1.xhtml")
    with pytest.raises(UnreadableFile, match="DRM"):
        extract(zip_file(members))


def test_a_missing_chapter_is_told_by_its_name() -> None:
    members = _members(epub_file("Owls", "They hunt."))
    del members["OEBPS/1.xhtml"]
    with pytest.raises(UnreadableFile, match=r"its part OEBPS/1\.xhtml is missing"):
        extract(zip_file(members))


def _members(archive: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
