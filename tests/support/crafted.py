"""Three hundred bad files, made by rule: each may be refused, none may harm its neighbours."""

import io
import random
import zipfile
from collections.abc import Iterator
from itertools import chain, islice, permutations

from rag.extraction.kinds import Kind
from tests.support.crafted_pdfs import GIGABYTE, BadFile, bad_pdfs
from tests.support.files import MAKERS, zip_file

BAD_FILES = 300
_LIE = 300 * 2**20 + len(b"<a></a>")
SENTENCES = ("On owls", "Owls hunt at night. " * 40, "They sleep by day. " * 40)

_MAIN = {
    Kind.DOCX: "word/document.xml",
    Kind.PPTX: "ppt/presentation.xml",
    Kind.ODT: "content.xml",
    Kind.EPUB: "META-INF/container.xml",
}
_PACKED = (*_MAIN, Kind.PDF)


def bad_files() -> Iterator[BadFile]:
    """The files in a settled order, each name once."""
    return islice(chain.from_iterable(_families()), BAD_FILES)


def one_of_each() -> Iterator[BadFile]:
    """The first few of every family, which are quick to make and to refuse."""
    return chain.from_iterable(islice(family, 3) for family in _families())


def _families() -> Iterator[Iterator[BadFile]]:
    """Each with its quick ones first, and made as far as it is asked for."""
    made = {kind: MAKERS[kind](*SENTENCES) for kind in Kind}
    yield from (_truncated(made), _misnamed(made), _with_nuls(made), _entities(made))
    yield from (_bombs(made), _nested(made), bad_pdfs(), _messages(), _tables(), _pages())
    yield _flipped(made)


def _truncated(made: dict[Kind, bytes]) -> Iterator[BadFile]:
    for kind in Kind:
        for eighths in range(8):
            content = made[kind][: len(made[kind]) * eighths // 8]
            yield f"truncated-{eighths}.{kind}", content


def _misnamed(made: dict[Kind, bytes]) -> Iterator[BadFile]:
    for kind, named in permutations(Kind, 2):
        yield f"misnamed-{kind}.{named}", made[kind]
    binaries = (b"\x89PNG\r\n\x1a\n", b"\x7fELF\2\1\1", b"GIF89a", b"\0\1\2")
    for number, content in enumerate(binaries):
        yield f"misnamed-binary-{number}.pdf", content * 50


def _with_nuls(made: dict[Kind, bytes]) -> Iterator[BadFile]:
    for kind in Kind:
        content, middle = made[kind], len(made[kind]) // 2
        yield f"nuls-before.{kind}", bytes(64) + content
        yield f"nuls-within.{kind}", content[:middle] + bytes(64) + content[middle:]
        yield f"nuls-only.{kind}", bytes(4096)


def _bombs(made: dict[Kind, bytes]) -> Iterator[BadFile]:
    for kind, member in _MAIN.items():
        inner = zip_file({"inner.zip": zip_file({member: bytes(2**24)})})
        yield f"bomb-in-bomb.{kind}", _with_member(made[kind], member, inner)
    for kind, member in _MAIN.items():
        yield f"bomb-1-gb.{kind}", _with_letters(made[kind], member, GIGABYTE)
        lying = _with_letters(made[kind], member, 300 * 2**20)
        yield f"bomb-that-lies.{kind}", lying.replace(_LIE.to_bytes(4, "little"), b"d\0\0\0")
        yield f"bomb-of-200-mb.{kind}", _with_letters(made[kind], member, 200 * 2**20)
        yield f"bomb-of-members.{kind}", zip_file({**_members(made[kind]), **_many(25_000)})


def _with_letters(archive: bytes, member: str, size: int) -> bytes:
    """The archive with an element in one member that holds `size` times the same letter."""
    content = io.BytesIO()
    block = b"a" * 2**20
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in _members(archive).items():
            if name != member:
                packed.writestr(name, part)
        with packed.open(member, "w", force_zip64=True) as stream:
            stream.write(b"<a>")
            for _ in range(size // 2**20):
                stream.write(block)
            stream.write(b"</a>")
    return content.getvalue()


def _many(count: int) -> dict[str, str]:
    return {f"part{number}.xml": "" for number in range(count)}


def _entities(made: dict[Kind, bytes]) -> Iterator[BadFile]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctypes = {
        "laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>',
        "file": '<!DOCTYPE a [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
        "network": '<!DOCTYPE a [<!ENTITY l11 SYSTEM "http://127.0.0.1:9/x">]>',
    }
    for name, doctype in doctypes.items():
        for kind, member in _MAIN.items():
            yield (
                f"entities-{name}.{kind}",
                _with_member(made[kind], member, f"{doctype}<a>&l11;</a>"),
            )


def _with_member(archive: bytes, name: str, member: str | bytes) -> bytes:
    return zip_file({**_members(archive), name: member})


def _members(archive: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _nested(made: dict[Kind, bytes]) -> Iterator[BadFile]:
    for depth in (1_000, 100_000):
        for kind, member in _MAIN.items():
            deep = "<a>" * depth + "</a>" * depth
            yield f"nested-{depth}.{kind}", _with_member(made[kind], member, deep)
        for tag in ("table><tr><td", "div", "ul><li", "b", "span"):
            page = f"<{tag}>deep " * depth
            yield f"nested-{depth}-{tag[:2]}.html", f"<html><body>{page}".encode()


def _messages() -> Iterator[BadFile]:
    head = b"From: a@example.org\nSubject: Owls\nMIME-Version: 1.0\n"
    yield "mail-unknown-charset.eml", head + b"Content-Type: text/plain; charset=x-owl\n\n\xff\xfe"
    base64 = b"Content-Transfer-Encoding: base64\n\n"
    yield "mail-broken-base64.eml", head + base64 + b"!!!=" * 999
    yield "mail-broken-header.eml", b"From: =?utf-8?b?!!?= <<>>,,;\nDate: never\nTo: :;:\n\nOwls"
    yield "mail-no-boundary.eml", head + b"Content-Type: multipart/mixed\n\nowls"
    yield "mail-in-mail.eml", head + b"Content-Type: message/rfc822\n\n" * 3000
    yield "mail-many-headers.eml", head + b"X-Owl: yes\n" * 200_000
    yield "mail-huge-header.eml", b"From: a@example.org\nSubject: " + b"owl " * 10**6
    part = 'Content-Type: multipart/mixed; boundary="b{0}"\n\n--b{0}\n'
    yield "mail-5000-parts-deep.eml", head + "".join(map(part.format, range(5000))).encode()


def _tables() -> Iterator[BadFile]:
    yield "table-half-utf16.csv", "a,b\nowl,bat\n".encode("utf-16")[:-1]
    yield "table-of-quotes.csv", b'"' * 10**5
    yield "table-twenty-mb-quote.csv", b'a,b\n"' + b"owl " * 5 * 10**6
    yield "table-one-line.csv", b"owl" * 10**5
    yield "table-wide.csv", b"a," * 10**6


def _pages() -> Iterator[BadFile]:
    yield "page-charset-lies.html", b'<meta charset="utf-7"><p>\xff\xfe\xfd owls'
    yield "page-charset-unknown.html", b'<meta charset="owl-8"><p>\xff\xfe\xfd owls \x80\x81'
    yield "page-frames-itself.html", b'<iframe src="page-frames-itself.html"></iframe>'
    yield "page-of-script.html", b"<script>while (true) {}</script>" * 1000
    yield "page-of-references.html", b"&#1114112;&#xD800;&#0;" * 10**4
    yield "page-unclosed.html", b"<html><body><p>Owls <!-- " + b"never closed " * 10**4
    yield "page-twenty-mb-tag.html", b"<p " + b"a=1 " * 5 * 10**6
    yield "page-many-attributes.html", b"<p " + b"".join(b"a%d=1 " % n for n in range(10**5)) + b">"


def _flipped(made: dict[Kind, bytes]) -> Iterator[BadFile]:
    """Files with one byte in a hundred altered: as many as are still wanted."""
    chance = random.Random(5)
    number = 0
    while True:
        kind = _PACKED[number % len(_PACKED)]
        content = bytearray(made[kind])
        for _ in range(max(1, len(content) // 100)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield f"flipped-{number}.{kind}", bytes(content)
        number += 1
