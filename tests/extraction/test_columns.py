from rag.extraction.columns import Column, cells_of, columns_of, is_aligned, pieces_of
from rag.extraction.page_line import PageLine
from tests.support.printed import printed


def pieces(line: PageLine) -> list[str]:
    return [piece.text for piece in pieces_of(line)]


def test_words_far_apart_are_pieces_of_their_own() -> None:
    assert pieces(printed(700, (72, "Packer E"), (200, "€21"))) == ["Packer E", "€21"]


def test_a_mark_belongs_to_the_text_of_its_item() -> None:
    for mark in ("1.", "(a)", "•", "[3]"):
        assert pieces(printed(700, (72, mark), (110, "Take it out"))) == [f"{mark} Take it out"]


def test_a_currency_belongs_to_its_sum() -> None:
    assert pieces(printed(700, (72, "Sum"), (150, "$"), (190, "7.50"))) == ["Sum", "$ 7.50"]


def test_words_from_right_to_left_or_not_measured_are_no_pieces() -> None:
    assert not pieces(printed(700, (200, "one"), (72, "two")))
    assert not pieces(PageLine("Packer E", 700, 690, 72, 112))


def test_a_piece_across_several_columns_tells_none() -> None:
    lines = [
        pieces_of(printed(700, (72, "Prices of all that we have for the summer"))),
        pieces_of(printed(688, (72, "Packer"), (150, "€21"))),
        pieces_of(printed(676, (72, "Longjohn"), (150, "€8"))),
    ]
    assert columns_of(lines) == [Column(72, 112), Column(150, 165)]
    assert cells_of(lines[0], columns_of(lines)) is None


def test_a_piece_is_cut_where_the_next_column_begins() -> None:
    columns = [Column(72, 142), Column(150, 165)]
    long = pieces_of(printed(700, (72, "Packer 2 (mine)"), (151, "€14")))
    assert [piece.text for piece in long] == ["Packer 2 (mine) €14"]
    cells = cells_of(long, columns)
    assert cells
    assert [cell.text for cell in cells.values()] == ["Packer 2 (mine)", "€14"]


def test_cells_are_aligned_at_the_left_the_right_or_the_middle() -> None:
    for lefts in ((72, 72, 72), (72, 82, 92), (72, 77, 82)):
        texts = ("sixsix", "four", "tw")
        page = [printed(700, (left, text)) for left, text in zip(lefts, texts, strict=True)]
        assert is_aligned([piece for line in page for piece in pieces_of(line)])
    apart = [printed(700, (left, "four")) for left in (72, 90, 110)]
    assert not is_aligned([piece for line in apart for piece in pieces_of(line)])
