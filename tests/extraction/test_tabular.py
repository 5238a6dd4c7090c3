import pytest

from rag.extraction.columns import pieces_of
from rag.extraction.tabular import Row, is_figure, is_table, may_be_cells
from tests.support.printed import rows


def read(*texts: str, step: float = 12, is_ruled: bool = False) -> bool:
    columns = texts[0].count("|") + 1
    lefts = tuple(72.0 + 130 * place for place in range(columns))
    lines = rows(*texts, lefts=lefts, step=step)
    found = [
        Row(
            {round((each.left - 72) / 130): (each,) for each in pieces_of(line)},
            frozenset([place]),
            line.top,
            line.bottom,
        )
        for place, line in enumerate(lines)
    ]
    return is_table(found, range(columns), is_ruled)


def test_a_column_of_figures_makes_a_table() -> None:
    assert read("Weight|1.4 kg", "Length|30 cm", "Price|€49")
    assert read("Property|Value", "Weight|1.4 kg with battery", "Battery|18 V lithium-ion")


def test_names_alone_do_where_they_are_ruled_or_stand_wide_apart() -> None:
    names = ("Day|Morning|Evening", "Monday|Swim|Choir", "Tuesday|Row|Chess", "Sunday|Rest|Read")
    assert not read(*names)
    assert read(*names, step=15)
    assert read(*names, is_ruled=True)


@pytest.mark.parametrize(
    "lines",
    [
        ("Jane Doe|John Roe", "12 High Street|4 Low Road", "80331 Munich|4051 Basel"),
        ("Jane Doe|John Roe", "High Street 12|Low Road 4", "London W1 2AB|Leeds LS1 1AA"),
        ("Introduction|3", "Owls|7", "Frogs|12", "Index|99"),
        ("1|import os", "2|x = 1", "3|print(x)"),
        ("To:|Ann Lee", "Date:|4 May", "Page:|3"),
        ("Dear Ms Lee,|Bern, 4 May 2024", "thank you|Our ref: 12/7", "We like it.|Page 1"),
    ],
    ids=["addresses", "other addresses", "contents", "listing", "labels", "letter"],
)
def test_what_only_stands_in_columns_is_none(lines: tuple[str, ...]) -> None:
    assert not read(*lines)
    assert not read(*lines, step=14)


def test_dots_that_lead_to_a_page_and_bars_are_in_no_cell() -> None:
    assert may_be_cells("Model 21 200")
    for text in ("Owls ........ 3", "Owls . . . . . 3", "Name ______", "a | b"):
        assert not may_be_cells(text)


def test_a_figure_may_have_a_unit() -> None:
    assert all(map(is_figure, ("€21", "1.4 kg", "15 %", "1,000", "-3")))
    assert not any(map(is_figure, ("12 High Street", "kg", "")))
