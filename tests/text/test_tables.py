from hypothesis import given
from hypothesis import strategies as st

from rag.text.tables import may_hold_rows, rows


def _facts(text: str) -> list[tuple[str, str, str, str]]:
    """Row, column, what the row is about, value."""
    return [
        (
            row.span.of(text),
            fact.name.of(text),
            ", ".join(part.of(text) for part in fact.about),
            fact.value.of(text),
        )
        for row in rows(text)
        for fact in row.facts
    ]


MARKDOWN = """Kettles:

| Model | Price | Guarantee |
|:------|------:|-----------|
| S     | 39    | 2 years   |
| M     |       | 3 years   |

The end | of | it.
"""


def test_a_markdown_table_is_read_by_its_names() -> None:
    assert _facts(MARKDOWN) == [
        ("S     | 39    | 2 years", "Price", "S", "39"),
        ("S     | 39    | 2 years", "Guarantee", "S", "2 years"),
        ("M     |       | 3 years", "Guarantee", "M", "3 years"),
    ]


def test_without_a_rule_the_first_row_names_the_columns_unless_it_holds_numbers() -> None:
    table = "| Name | Age | Town |\n| Bo | 4 | Oslo |"
    assert [fact[1:] for fact in _facts(table)] == [("Age", "Bo", "4"), ("Town", "Bo", "Oslo")]
    assert _facts("| Bo | 4 | Oslo |\n| Al | 5 | Bergen |") == []


def test_two_columns_without_names_are_one_things_properties() -> None:
    table = "| Weight | 3 kg |\n| Colour | red |"
    assert [fact[1:] for fact in _facts(table)] == [("Weight", "", "3 kg"), ("Colour", "", "red")]
    ruled = "| | |\n|---|---|\n| Weight | 3 kg |"
    assert [fact[1:] for fact in _facts(ruled)] == [("Weight", "", "3 kg")]


def test_a_column_that_only_counts_is_not_what_a_row_is_about() -> None:
    table = "| No. | Name | Age |\n|---|---|---|\n| 1 | Bo | 4 |"
    assert [fact[1:] for fact in _facts(table)] == [("No.", "Bo", "1"), ("Age", "Bo", "4")]


def test_a_class_is_named_with_what_it_is() -> None:
    head = "| Class | Machines | Test |\n|---|---|---|\n"
    assert [fact[1:] for fact in _facts(f"{head}| A | Drills | 3 |\n| B | Saws, mills | 6 |")] == [
        ("Machines", "A", "Drills"), ("Test", "A, Drills", "3"),
        ("Machines", "B", "Saws, mills"), ("Test", "B, Saws, mills", "6"),
    ]  # fmt: skip
    assert [fact[2] for fact in _facts(f"{head}| A | 2 days | 3 |\n| B | Saws | 6 |")] == list(
        "AABB"
    )


def test_a_row_is_one_however_long_it_is() -> None:
    for length in range(960, 1020):
        row = f"City: Bern; Notes: {'x' * length}; Population: 3; Canton: Bern"
        assert len(_facts(f"{row}\n{row}")) == 6


def test_a_dash_says_nothing_and_names_no_row() -> None:
    table = "| Week | Date | Subject | Bring |\n|---|---|---|---|\n| – | 13 May | None | - |"
    assert [fact[1:] for fact in _facts(table)] == [("Subject", "13 May", "None")]


def test_a_name_stands_beside_its_code() -> None:
    table = "| Code | Price | Name |\n|---|---|---|\n| K1 | 3 | Pot |"
    assert [fact[1:] for fact in _facts(table)] == [("Price", "K1, Pot", "3")]
    lines = "Item no.: 7; Shelf: C; Item: Pot\nItem no.: 8; Shelf: D; Item: Cup"
    assert [fact[1:] for fact in _facts(lines)][1:] == [("Shelf", "8, Cup", "D")]
    meanings = "| Code | Meaning | Do |\n|---|---|---|\n| E1 | empty | fill |"
    assert [fact[1:] for fact in _facts(meanings)] == [
        ("Meaning", "E1", "empty"), ("Do", "E1", "fill"),
    ]  # fmt: skip


def test_a_date_gives_way_to_what_takes_place_on_it_and_a_role_to_a_name() -> None:
    events = "| Date | Event | Leader |\n|---|---|---|\n| 3 May | Jumble | Bo |"
    assert [fact[1:] for fact in _facts(events)] == [
        ("Date", "Jumble", "3 May"), ("Leader", "Jumble", "Bo"),
    ]  # fmt: skip
    hours = "| Day | Hours | Note |\n|---|---|---|\n| Monday | 9 to 5 | quiet |"
    assert [fact[2] for fact in _facts(hours)] == ["Monday", "Monday"]
    roles = "| Role | Name | Ext. |\n|---|---|---|\n| Lead | Bo Venn | 114 |"
    assert [fact[1:] for fact in _facts(roles)] == [("Ext.", "Bo Venn, Lead", "114")]


def test_years_name_columns_and_the_corner_may_be_empty() -> None:
    table = "|  | 2022 | 2023 |\n| Rent | 130 | 139 |"
    assert [fact[1:] for fact in _facts(table)] == [
        ("2022", "Rent", "130"),
        ("2023", "Rent", "139"),
    ]


def test_a_row_that_tells_nothing_is_no_row() -> None:
    assert list(rows("Tariq Venn | Workshop lead | 0555 0171")) == []
    [names, rule, told] = rows("| A | B | C |\n|---|---|---|\n| Fruit | | |\n| x | 2 | 3 |")
    assert names.facts == rule.facts == ()
    assert len(told.facts) == 2


def test_lines_that_name_their_values_are_rows_where_there_are_several() -> None:
    lines = "Code: E1; Meaning: It is empty\nCode: E2; Meaning: It is hot; Do: Wait"
    assert [fact[1:] for fact in _facts(lines)] == [
        ("Meaning", "E1", "It is empty"), ("Meaning", "E2", "It is hot"), ("Do", "E2", "Wait"),
    ]  # fmt: skip
    assert _facts(lines.partition("\n")[0]) == []


def test_labelled_lines_are_one_things_properties_where_there_are_several() -> None:
    minutes = "**Place:** the hall\n**Present**: Bo, Al\n\nAll was well: nobody left."
    assert [fact[1:] for fact in _facts(minutes)] == [
        ("Place", "", "the hall"), ("Present", "", "Bo, Al"),
    ]  # fmt: skip
    limits = "Limits\n\n- Rules per list: 50\n- Lists: 3\n"
    assert [fact[1:] for fact in _facts(limits)] == [
        ("Rules per list", "", "50"), ("Lists", "", "3"),
    ]  # fmt: skip
    assert _facts("Bo: I am here.\nAl: So am I.") == []
    assert _facts("Place: the hall") == []
    wrapped = "Effects. Common (up to 1 in 10): cough,\ntired eyes. Rare (1 in 100): ringing,\n"
    assert _facts(wrapped) == []
    assert len(_facts("No. of rooms: 3\nMax. No. of guests: 6")) == 2


def test_a_barred_line_of_prose_is_no_table() -> None:
    assert _facts("Home | Prices | Contact") == []


def test_a_passage_of_a_table_is_known_without_the_names_above_it() -> None:
    assert may_hold_rows("| S | 39 | 2 years |")
    assert may_hold_rows("City: Bern; Canton: Bern")
    assert not may_hold_rows("He said: nothing is lost; all is well. It was so, he said.")


def test_an_escaped_bar_parts_no_cells() -> None:
    table = "| A | B | C |\n|---|---|---|\n| x | a\\|b | 3 |"
    assert [fact[1:] for fact in _facts(table)] == [("B", "x", "a\\|b"), ("C", "x", "3")]


@given(st.text(alphabet="|-: \n\tab1;\\", max_size=80))
def test_every_cell_lies_in_its_row_and_is_not_empty(text: str) -> None:
    for row in rows(text):
        for fact in row.facts:
            for part in filter(None, (fact.name, fact.value)):
                assert part.of(text).strip() == part.of(text) != ""
            assert row.span.start <= fact.value.start <= fact.value.end <= row.span.end


def test_the_marks_of_notes_are_no_part_of_a_cell() -> None:
    table = "| Kind [^1] | Price |\n|---|---|\n| Group[^a] [^2] | 72 [^3] |\n| [^4] | 5 |"
    assert [fact[1:] for fact in _facts(table)] == [
        ("Price", "Group", "72"),
        ("Price", "[^4]", "5"),
    ]
