"""Bad PDF files, made by rule: trees and counts without end, bombs in streams, loops."""

import zlib
from collections.abc import Iterator

from tests.support.files import pdf_of

GIGABYTE = 2**30

BadFile = tuple[str, bytes]
"""Name and content."""


def bad_pdfs() -> Iterator[BadFile]:
    """The quick ones first."""
    catalogue = "<< /Type /Catalog /Pages 2 0 R >>"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    one = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    loop = "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>"
    yield "pdf-endless-tree.pdf", pdf_of([catalogue, loop])
    yield "pdf-endless-count.pdf", pdf_of([catalogue, one.replace("1 >>", "2147483647 >>"), page])
    yield "pdf-own-parent.pdf", pdf_of([catalogue.replace("2 0 R", "1 0 R")])
    yield "pdf-no-pages.pdf", pdf_of(["<< /Type /Catalog >>"])
    yield "pdf-negative-count.pdf", pdf_of([catalogue, one.replace("1 >>", "-5 >>"), page])
    yield "pdf-xref-loop.pdf", pdf_of([catalogue, one, page], "/Prev 9")
    yield "pdf-deep-arrays.pdf", pdf_of([catalogue, one, page, "[" * 100_000 + "]" * 100_000])
    yield "pdf-many-kids.pdf", pdf_of([catalogue, one.replace("3 0 R", "3 0 R " * 50_000), page])
    for name, body in _streams():
        yield f"pdf-{name}.pdf", pdf_of([catalogue, one, page, body])
    form = b"<< /Type /XObject /Subtype /Form /Resources << /XObject << /F 4 0 R >> >> "
    yield "pdf-form-in-itself.pdf", pdf_of([catalogue, one, page, form + _stream(b"/F Do")])


def _streams() -> Iterator[tuple[str, bytes]]:
    packer = zlib.compressobj(9)
    block = b"a" * 2**20
    packed = b"".join(packer.compress(block) for _ in range(GIGABYTE // 2**20)) + packer.flush()
    flate = b"<< /Filter /FlateDecode "
    yield "1-gb-stream", flate + _stream(packed)
    yield (
        "twice-packed-1-gb",
        b"<< /Filter [/FlateDecode /FlateDecode] " + _stream(zlib.compress(packed, 9)),
    )
    yield "broken-stream", flate + _stream(b"no zlib data")
    yield "wrong-length", b"<< /Length 999999999 >>\nstream\nBT\nendstream"
    yield "unknown-filter", b"<< /Filter /NoSuchDecode " + _stream(b"BT")
    yield "many-words", b"<< " + _stream(b"BT (" + b"owl " * 10**6 + b") Tj ET")
    yield "deep-saves", b"<< " + _stream(b"q " * 10**6)


def _stream(content: bytes) -> bytes:
    return b"/Length %d >>\nstream\n%s\nendstream" % (len(content), content)
