import pytest

from rag.extraction.table import extract
from rag.text.tables import rows


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("City,No\nBern,1\nOlten,2\n", "City: Bern; No: 1\nCity: Olten; No: 2"),
        ("City;Mayor\nBern;\nOlten;Ann\n", "City: Bern\nCity: Olten; Mayor: Ann"),
        ('City,Words\nBern,"two\nlines, one cell"\n', "City: Bern; Words: two lines, one cell"),
        ("1,2\n3,4\n", "1; 2\n3; 4"),
        ("\ufeffCity\tCanton\r\nBern\tBern\r\n", "City: Bern; Canton: Bern"),
        ("City,Canton\nBern,Bern,extra\n", "City: Bern; Canton: Bern; extra"),
        ("City,Notes\nBern,old; wet;\n", "City: Bern; Notes: old;\u2060 wet;\u2060"),
        ("City,Tags\nBern,a;b\n", "City: Bern; Tags: a;b"),
    ],
)
def test_a_row_says_what_its_values_mean(content: str, text: str) -> None:
    assert extract(content.encode()).text == text


def test_whatever_a_cell_holds_its_row_is_read_as_one() -> None:
    written = extract(b"City,Notes\nBern,old; wet: no\nOlten,a;b\n").text
    told = [[fact.value.of(written) for fact in row.facts] for row in rows(written)]
    assert told == [["old;\u2060 wet: no"], ["a;b"]]
