from rag.extraction.ruling import Box, Rule, are_ruled_apart, boxes_of
from tests.support.printed import printed


def test_rules_of_one_width_below_each_other_enclose_a_table() -> None:
    rules = [Rule(height, 70, 300) for height in (700, 680, 660)]
    assert boxes_of(rules) == [Box(700, 660, 70, 300)]


def test_the_pieces_of_a_rule_that_cells_have_are_one() -> None:
    rules = [Rule(height, left, left + 99) for height in (700, 680, 661) for left in (70, 170)]
    assert boxes_of(rules) == [Box(700, 661, 70, 269)]


def test_two_rules_are_a_frame_and_rules_far_apart_part_the_text() -> None:
    assert not boxes_of([Rule(700, 70, 300), Rule(680, 70, 300)])
    assert not boxes_of([Rule(height, 70, 300) for height in (700, 500, 300)])
    assert not boxes_of([Rule(700, 70, 300), Rule(680, 70, 200), Rule(660, 90, 300)])


def test_a_box_holds_the_lines_within_it() -> None:
    box = Box(700, 660, 70, 300)
    assert box.holds(printed(690, (72, "Packer E")))
    assert not box.holds(printed(720, (72, "Packer E")))
    assert not box.holds(printed(690, (290, "Packer E")))


def test_rows_are_ruled_apart_where_a_rule_runs_most_of_the_way() -> None:
    assert are_ruled_apart([Rule(690, 60, 400)], 695, 680, 70, 300)
    assert are_ruled_apart([Rule(690, 70, 150), Rule(690, 150, 220)], 695, 680, 70, 300)
    assert not are_ruled_apart([Rule(690, 70, 150), Rule(690, 70, 150)], 695, 680, 70, 300)
    assert not are_ruled_apart([Rule(670, 60, 400)], 695, 680, 70, 300)
