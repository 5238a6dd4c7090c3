from collections.abc import Sequence

from rag.extraction.grid import grids
from rag.extraction.page_line import PageLine
from rag.extraction.ruling import Rule
from tests.support.printed import printed, rows

PRICES = ("Model|Half day|Deposit", "Packer E|€21|€200", "Longjohn XL|€26|€250", "Duo|€8|€50")
LEFTS = (72.0, 200.0, 300.0)
PROSE = "A half day lasts for five hours, and members of the club pay only half of the"


def read(page: Sequence[PageLine], *rules: Rule) -> list[list[str]]:
    """The rows of each table, their cells between bars."""
    return [["|".join(row) for row in grid.rows] for grid in grids(page, rules)]


def ruled(*heights: float) -> list[Rule]:
    return [Rule(height, 70, 450) for height in heights]


def test_lines_whose_words_stand_in_columns_are_rows() -> None:
    page = [
        printed(730, (72, PROSE)),
        *rows(*PRICES, lefts=LEFTS),
        printed(652, (72, PROSE)),
    ]
    (grid,) = grids(page, [])
    assert (grid.start, grid.end) == (1, 5)
    assert read(page) == [[*PRICES]]


def test_columns_may_end_below_each_other_under_names_that_begin_elsewhere() -> None:
    page = [
        printed(700, (72, "Year"), (120, "Ducks")),
        *[printed(688 - 12 * n, (96, str(2019 + n)), (160, str(90 + n))) for n in range(3)],
    ]
    assert read(page) == [["Year|Ducks", "2019|90", "2020|91", "2021|92"]]


def test_the_widest_cell_may_all_but_touch_the_next() -> None:
    page = rows(*PRICES, "Longjohn XL with a tent|€9|€10", lefts=LEFTS)
    narrow = printed(652, (71, "Packer 2 with no motor at"), (200, "€14"), (300, "€100"))
    assert read([*page[:4], narrow])[0][-1] == "Packer 2 with no motor at|€14|€100"


def test_a_cell_may_be_missing_and_the_name_above_those_of_the_rows() -> None:
    page = rows("|Q1|Q2", "North|12|13", "South||15", "West|16|", lefts=LEFTS)
    assert read(page) == [["|Q1|Q2", "North|12|13", "South||15", "West|16|"]]


def test_lines_of_a_row_stand_closer_than_rows() -> None:
    page = [
        printed(700, (72, "Room"), (150, "Use"), (400, "Seats")),
        printed(680, (72, "Elm"), (150, "Meetings of the board, and of the"), (400, "12")),
        printed(669, (150, "council")),
        printed(649, (72, "Oak"), (150, "Lectures"), (400, "80")),
        printed(629, (72, "Ash"), (150, "Workshops"), (400, "24")),
    ]
    first, second, *_ = read(page)[0]
    assert (first, second) == ("Room|Use|Seats", "Elm|Meetings of the board, and of the council|12")


def test_rules_tell_rows_of_several_lines_apart_however_they_are_written() -> None:
    """As browsers do: cell after cell, each in the middle of its row."""
    page = [
        printed(698, (90, "Name"), (200, "What it is"), (400, "Price")),
        printed(676, (72, "Heron M")),
        printed(682, (200, "A kayak for lakes and slow"), broken=False),
        printed(670, (200, "rivers")),
        printed(676, (400, "€49")),
        printed(652, (72, "Heron L, for those")),
        printed(640, (72, "who are tall")),
        printed(646, (200, "A kayak"), (400, "€59")),
    ]
    assert read(page, *ruled(700, 685, 655, 625)) == [
        [
            "Name|What it is|Price",
            "Heron M|A kayak for lakes and slow rivers|€49",
            "Heron L, for those who are tall|A kayak|€59",
        ]
    ]


def test_figures_below_each_other_are_never_one_cell() -> None:
    page = rows(
        "Sort|Of|Score", "6|OTSL|0.96", "|HTML|0.97", "4|OTSL|0.93", "|HTML|0.95", lefts=LEFTS
    )
    assert len(read(page, *ruled(702, 689, 665, 641))[0]) == 5


def test_a_word_that_a_hyphen_breaks_in_a_cell_is_one_word() -> None:
    page = [
        *rows("Fault|Cause", "No light|12 flat", lefts=(72, 200), step=20),
        printed(660, (72, "Noise"), (200, "3 worn be"), broken=True),
        printed(649, (200, "arings")),
        printed(629, (72, "Smell"), (200, "4 hot")),
    ]
    assert read(page)[0][2] == "Noise|3 worn bearings"


def test_text_in_columns_is_no_table() -> None:
    left, right = PROSE[:38], PROSE[38:]
    assert not read([printed(700 - 12 * n, (72, left), (310, right)) for n in range(9)])


def test_justified_text_is_no_table() -> None:
    page = [
        printed(700 - 12 * n, (72, "one"), (97 + n, "two"), (125 + 2 * n, "five")) for n in range(9)
    ]
    assert not read(page)


def test_items_of_a_list_are_no_rows_however_far_their_text() -> None:
    page = [
        printed(700 - 12 * n, (72, f"{n}."), (100, f"{n} bolts to be turned")) for n in (1, 2, 3)
    ]
    assert not read(page)


def test_two_rows_are_too_few() -> None:
    assert not read(rows(*PRICES[:2], lefts=LEFTS))


def test_a_caption_ends_a_table_and_the_next_begins_below_it() -> None:
    page = [
        *rows(*PRICES, lefts=LEFTS),
        printed(650, (60, "For members of the club")),
        *rows(*PRICES, lefts=(90, 180, 260), top=636),
    ]
    assert read(page) == [[*PRICES], [*PRICES]]


def test_no_word_is_lost_and_none_is_added() -> None:
    page = rows(*PRICES, lefts=LEFTS)
    cells = [cell for row in read(page)[0] for cell in row.split("|")]
    assert " ".join(cells).split() == " ".join(line.text for line in page).split()
