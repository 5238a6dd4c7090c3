from docx import Document
from docx.document import Document as WordFile
from docx.oxml import parse_xml

from rag.extraction.word_numbering import Numbering

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LEVEL = (
    '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
)
_RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'


def numbering(*levels: tuple[str, str], start: int = 1) -> Numbering:
    """With a list "21", a "22" that goes on, and a "23" that starts again."""
    document = Document()
    root = document.part.numbering_part.element
    shown = "".join(_LEVEL.format(depth, start, *level) for depth, level in enumerate(levels))
    root.insert(0, parse_xml(f'<w:abstractNum {_W} w:abstractNumId="20">{shown}</w:abstractNum>'))
    for number, change in (("21", ""), ("22", ""), ("23", _RESTART)):
        scheme = f'<w:abstractNumId w:val="20"/>{change}'
        root.append(parse_xml(f'<w:num {_W} w:numId="{number}">{scheme}</w:num>'))
    return Numbering(document)


def marks(counted: Numbering, *places: tuple[str, int]) -> list[str]:
    return [counted.mark(*place) for place in places]


def test_items_are_counted_level_by_level() -> None:
    counted = numbering(("decimal", "%1."), ("lowerLetter", "(%2)"), ("upperRoman", "%3"))
    places = [("21", depth) for depth in (0, 1, 1, 2, 2, 0, 1)]
    assert marks(counted, *places) == ["1.", "a)", "b)", "I)", "II)", "2.", "a)"]


def test_clauses_have_the_numbers_of_the_levels_above() -> None:
    counted = numbering(("decimal", "%1."), ("decimal", "%1.%2"))
    assert marks(counted, ("21", 0), ("21", 0), ("21", 1), ("21", 1)) == ["1.", "2.", "2.1", "2.2"]


def test_a_list_goes_on_unless_it_starts_again() -> None:
    counted = numbering(("decimal", "%1."), start=3)
    places = ("21", 0), ("22", 0), ("23", 0), ("23", 0)
    assert marks(counted, *places) == ["3.", "4.", "1.", "2."]


def test_bullets_and_lists_that_are_not_there_are_not_counted() -> None:
    counted = numbering(("bullet", "\uf0b7"), ("none", ""))
    assert marks(counted, ("21", 0), ("21", 1), ("21", 5), ("99", 0), ("", 0)) == ["-"] * 5


def test_letters_that_would_begin_no_item_are_numbers() -> None:
    counted = numbering(("lowerLetter", "%1)"), start=26)
    assert marks(counted, ("21", 0), ("21", 0)) == ["z)", "27."]


def test_a_number_of_thousands_of_digits_is_none() -> None:
    assert numbering(("decimal", "%1."), start=int("9" * 4_000)).mark("21", 0) == "1."


def test_a_file_without_lists_has_none() -> None:
    document: WordFile = Document()
    part = document.part
    for name in [key for key, each in part.rels.items() if each.reltype.endswith("/numbering")]:
        del part.rels[name]
    assert Numbering(document).mark("1", 0) == "-"
