from rag.extraction.gaps import around_rows, loose_lines, may_hold_table
from tests.support.printed import printed, rows

PRICES = ("Model|Half day|Deposit", "Packer E|€21|€200", "Longjohn XL|€26|€250", "Duo|€8|€50")
LEFTS = (72.0, 200.0, 300.0)
PROSE = "A half day lasts for five hours, and members of the club pay only half of the"


def test_lines_without_gaps_need_not_be_measured() -> None:
    prose = [printed(700 - 12 * n, (72, PROSE)) for n in range(20)]
    assert not loose_lines(prose)
    assert not around_rows(prose)
    assert not may_hold_table(prose)


def test_a_loose_line_is_measured_and_with_its_gaps_what_follows() -> None:
    prose = [printed(900 - 12 * n, (72, PROSE)) for n in range(10)]
    page = [*prose, *rows(*PRICES, lefts=LEFTS)]
    assert {10, 11, 12, 13} <= {*loose_lines(page)} | around_rows(page)
    assert may_hold_table(page)
