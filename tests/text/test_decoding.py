import codecs
import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.text.decoding import decode

FRENCH = "Le café était fermé à midi. Les élèves étaient déçus par la façade rénovée. "
PORTUGUESE = "Não há nada que possamos fazer: a decisão já está tomada, de coração. "
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. Včera večer jsme šli do divadla. "
GERMAN = "Die Straße war naß, und die Häuser wurden größer. Über den Flüssen lag Nebel. "
TYPOGRAPHIC = "The owner’s report – released on “Monday” – said the price was £5. "
RUSSIAN = "Сегодня хорошая погода, и мы пошли гулять в парк. Книга лежит на столе. "
CHINESE = "今天天气很好，我们去公园散步。人工智能正在改变世界，很多公司都在投资这个领域。"
TAIWANESE = "今天天氣很好，我們去公園散步。人工智慧正在改變世界，很多公司都在投資這個領域。"
JAPANESE = "今日は天気がいいので、公園へ散歩に行きました。カタカナも使います。人工知能です。"
KOREAN = "오늘은 날씨가 좋아서 공원에 산책하러 갔습니다. 책은 책상 위에 있습니다. "


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf8_comes_back_unchanged(text: str) -> None:
    assert decode(b"x" + text.encode()) == "x" + text


def test_keeps_the_byte_order_mark_and_crlf_so_that_offsets_are_those_of_the_file() -> None:
    content = codecs.BOM_UTF8 + b"a\r\nb\rc"
    assert decode(content) == content.decode("utf-8") == "\ufeffa\r\nb\rc"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_reads_wide_encodings_by_their_mark(encoding: str) -> None:
    assert decode("\ufeffOwls – フクロウ".encode(encoding)) == "\ufeffOwls – フクロウ"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "latin-1"),
        (FRENCH, "cp1252"),
        (GERMAN, "latin-1"),
        (PORTUGUESE, "latin-1"),
        (CZECH, "cp1250"),
        (TYPOGRAPHIC, "cp1252"),
        ("Plain words with one café among them and nothing else. ", "latin-1"),
        (RUSSIAN, "cp1251"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
    ],
)
@pytest.mark.parametrize("times", [1, 30])
def test_detects_other_encodings(text: str, encoding: str, times: int) -> None:
    assert decode((text * times).encode(encoding)) == text * times


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zażółć gęślą jaźń. Wszystkie koty są w nocy szare. ", "iso8859-2"),
        ("Az árvíztűrő tükörfúrógép nagyon jó. A gyerekek játszanak minden nap. ", "cp1250"),
        ("Bugün hava çok güzel ve parka gidiyoruz. Çocuklar şarkı söylüyor. ", "cp1254"),
    ],
)
def test_is_right_or_refuses_where_several_encodings_fit(text: str, encoding: str) -> None:
    with contextlib.suppress(UnreadableFile):
        assert decode(text.encode(encoding)) == text


def test_refuses_when_it_cannot_tell() -> None:
    with pytest.raises(UnreadableFile, match="unsure"):
        decode("Zażółć gęślą jaźń, a źrebięta biegają po łące. ".encode("iso8859-2"))


def test_refuses_damaged_utf8_instead_of_reading_it_as_something_else() -> None:
    with pytest.raises(UnreadableFile, match="UTF-8 but for 1 bytes"):
        decode("Größe, Länge und Maß".encode() + b"\xff")


def test_refuses_what_is_not_text_and_says_what_it_is() -> None:
    for content, reason in [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a ZIP"),
        (b"\x89PNG\r\n", "a PNG"),
        (b"abc\0def", "a NUL byte at 3"),
        (b"\xff\xfex", "utf-16-le"),
    ]:
        with pytest.raises(UnreadableFile, match=reason):
            decode(content)


def test_random_bytes_are_never_text() -> None:
    noise = random.Random(5)
    for _ in range(20):
        content = bytes(noise.randrange(1, 256) for _ in range(2_000))
        with pytest.raises(UnreadableFile):
            decode(content)


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"") == ""
