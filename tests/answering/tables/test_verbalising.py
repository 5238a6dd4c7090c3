"""Tables are read as sentences, and cited as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.answerer import Answerer
from rag.answering.tables.verbalised import VerbalisedPassage
from rag.answering.tables.verbalising import verbalised
from rag.answering.weighing.confidence import ConfidenceModel
from rag.text.spans import Span
from rag.types import Answer, Hit, Passage, Reading
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
TEXT = """# Kettles

All of them whistle.

| Model | Price | Colour |
|---|---|---|
| Heron S | 39 euros | white |
| Heron M | 49 euros | It is black. |

They are made in Oslo.
"""
ONE = article(TEXT, "kettles.md")


def _read(*found: Hit) -> list[str]:
    return [hit.passage.text for hit in verbalised(list(found), Shelf((ONE,)))]


def _answer(pointed: str, question: str = "What is the price of the Heron M?") -> Answer:
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((ONE,)), CONFIDENT)
    answer = answerer.answer(question, hits(ONE))
    assert all(TEXT[each.start : each.end] == each.quote for each in answer.citations)
    assert [hit.passage for hit in answer.hits] == [hit.passage for hit in hits(ONE)]
    return answer


def test_each_cell_is_read_as_a_sentence() -> None:
    read = "\n".join(_read(*hits(ONE)))
    assert "The Price of Heron M is 49 euros." in read
    assert "The Colour of Heron M is It is black.\n" in read
    assert "| Heron M" not in read
    assert "All of them whistle." in read
    assert "They are made in Oslo." in read


def test_a_passage_is_read_with_its_own_rows_alone() -> None:
    row = TEXT.index("| Heron M")
    end = TEXT.index("\n", row)
    [hit] = hits(ONE)[:1]
    cut = Hit(_passage(hit, row, end), hit.article, hit.scores)
    assert _read(cut) == [
        ("The Price of Heron M is 49 euros.\n\nThe Colour of Heron M is It is black.\n\n")
    ]


def test_what_is_found_in_a_sentence_is_answered_by_its_cell_and_quoted_by_its_row() -> None:
    answer = _answer("49 euros")
    assert answer.text == "49 euros"
    assert [each.quote for each in answer.citations] == ["Heron M | 49 euros | It is black."]
    assert answer.citations[0].line == 8


def test_what_a_row_is_about_may_be_the_answer() -> None:
    assert _answer("Heron S", "Which model is white?").text == "Heron S"


def test_a_whole_sentence_is_answered_by_the_cell() -> None:
    assert _answer("The Price of Heron S is 39 euros", "How so?").text == "39 euros"


def test_prose_beside_a_table_is_cited_as_ever() -> None:
    answer = _answer("Oslo", "Where are they made?")
    assert answer.text == "Oslo"
    assert [each.quote for each in answer.citations] == ["They are made in Oslo."]


def test_articles_without_tables_are_read_as_they_are() -> None:
    plain = article("Nothing; no | table.", "plain.md")
    found = hits(plain)
    assert verbalised(found, Shelf((plain,))) == found


@dataclass
class _Remembering:
    """A reader that remembers what it was given."""

    read_texts: list[str] = field(default_factory=list)
    name: str = "remembering"

    def read(self, question: str, found: Sequence[Hit]) -> list[Reading]:
        self.read_texts += [hit.passage.text for hit in found]
        return ScriptedReader({}).read(question, found)


def test_the_lines_of_a_csv_are_read_as_sentences_too() -> None:
    text = "City: Bern; Canton: Bern\nCity: Thun; Canton: Bern; Lake: Thun"
    reader = _Remembering()
    one = article(text, "cities.csv")
    Answerer(reader, Shelf((one,)), CONFIDENT).answer("Which lake?", hits(one))
    assert "The Lake of the Thun City is Thun." in "\n".join(reader.read_texts)


def test_what_was_so_in_a_year_is_read_as_what_was() -> None:
    one = article("|  | 2022 | 2023 |\n|---|---|---|\n| Rent | 130 | 139 |", "a.md")
    [hit] = verbalised(hits(one), Shelf((one,)))
    assert hit.passage.text == "In 2022, Rent was 130.\n\nIn 2023, Rent was 139.\n\n"


def test_a_plain_name_is_read_with_what_sort_of_thing_it_is() -> None:
    one = article("| Plan | Price | Users |\n|---|---|---|\n| Team | 29 | 10 |", "a.md")
    [hit] = verbalised(hits(one), Shelf((one,)))
    assert hit.passage.text.startswith("The Price of the Team Plan is 29.")


def test_the_names_of_the_columns_are_not_read_with_or_without_a_rule() -> None:
    for rule in ("", "|---|---|---|\n"):
        one = article(f"# Plans\n\n| Plan | Price | Users |\n{rule}| Team | 29 | 10 |", "a.md")
        [hit] = verbalised(hits(one), Shelf((one,)))
        assert "|" not in hit.passage.text


def test_a_number_alone_is_read_with_what_it_counts() -> None:
    head = "| Hours a week | Under 2 | From 3 |\n|---|---|---|\n"
    table = f"{head}| 20 | 260 | 120 |\n| 21–30 | 345 | 165 |"
    [hit] = verbalised(hits(article(table, "a.md")), Shelf((article(table, "a.md"),)))
    assert "The Under 2 of Hours a week 20 is 260." in hit.passage.text
    assert "The From 3 of Hours a week 21–30 is 165." in hit.passage.text
    table = "| Year | Rent |\n|---|---|\n| 2022 | 130 |"
    [hit] = verbalised(hits(article(table, "a.md")), Shelf((article(table, "a.md"),)))
    assert "The Rent in 2022 is 130." in hit.passage.text


def test_labelled_items_are_read_without_their_marks() -> None:
    one = article("# Limits\n\nPer list:\n\n* Rules: 50\n* Users: 3\n\nThe end.", "a.md")
    [hit] = verbalised(hits(one), Shelf((one,)))
    assert hit.passage.text == (
        "# Limits\n\nPer list:\n\nThe Rules is 50.\n\nThe Users is 3.\n\n\n\nThe end."
    )


def test_a_note_is_read_with_the_row_that_it_is_to_and_cited_as_it_stands() -> None:
    head = "| What | Fee |\n|---|---|\n| Late return [^1] | 2 |\n| Post | 3 |\n\n"
    text = f"{head}[^1]: Carers pay half.\n[^2]: Old.\n"
    one = article(text, "a.md")
    [hit] = verbalised(hits(one), Shelf((one,)))
    assert "Late return: Carers pay half.\n[^2]: Old." in hit.passage.text
    answerer = Answerer(
        ScriptedReader({"Late return: Carers pay half.": 3.0}), Shelf((one,)), CONFIDENT
    )
    answer = answerer.answer("Do carers pay for a late return?", hits(one))
    assert answer.text == "Carers pay half."
    assert [each.quote for each in answer.citations] == ["[^1]: Carers pay half."]


def test_labels_and_columns_are_read_as_a_sentence_begins() -> None:
    one = article("We take one for:\n\n- the trailer: £60;\n- a saw: £40,\n- Ladders: £9\n", "a.md")
    [hit] = verbalised(hits(one), Shelf((one,)))
    assert "The trailer is £60.\n\nA saw is £40.\n\nThe Ladders is £9.\n" in hit.passage.text
    one = article("| Size | How many | Use |\n|---|---|---|\n| Long | 2 | saws |", "a.md")
    [hit] = verbalised(hits(one), Shelf((one,)))
    assert hit.passage.text.startswith("The number of the Long Size is 2.")


CELL = st.text(alphabet="ab .\\é漢:;|", max_size=6)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=2, max_size=5), st.data())
def test_every_slice_of_what_is_read_has_its_place_in_the_file(
    cells: list[list[str]], data: st.DataObject
) -> None:
    table = "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], ["---"] * 3, *cells[1:]])
    one = article(f"# A\n\nSome prose here.\n\n{table}\n\nMore of it.", "a.md")
    for hit in verbalised(hits(one), Shelf((one,))):
        passage = hit.passage
        if not isinstance(passage, VerbalisedPassage) or not passage.text:
            continue
        start = data.draw(st.integers(0, len(passage.text) - 1))
        end = data.draw(st.integers(start + 1, len(passage.text)))
        said = Span(start + passage.start, end + passage.start)
        answer, quote = passage.article.answer(said), passage.article.quote(said)
        assert 0 <= answer.start < answer.end <= len(one.text)
        assert quote.start <= quote.end
        assert passage.article.text[passage.start : passage.end] == passage.text


def _passage(hit: Hit, start: int, end: int) -> Passage:
    return replace(hit.passage, start=start, end=end, text=TEXT[start:end])
