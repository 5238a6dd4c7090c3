from rag.evaluation.reports.plots import TICKS, WIDTH, _x

HALF_A_LABEL = 17
"""Half the width of "100%" as a browser's widest sans serif sets it."""


def test_the_last_label_of_an_axis_is_within_the_plot() -> None:
    assert _x(TICKS[-1]) + HALF_A_LABEL <= WIDTH
