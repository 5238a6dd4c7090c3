import pytest

from rag.text.entries import entry_heads


@pytest.mark.parametrize(
    "text",
    [
        "--quiet  no messages\n--dry-run  change nothing",
        "  0  success\n  12  usage\n  13  no reply",
        "  3  no reply\n  7  refused",
        "HOME      folder of settings\nTOKEN     of the calendar",
        "Owl\tbird\nVole\tmouse",
        "-q, --quiet\n--log=FILE",
    ],
)
def test_each_line_of_options_and_of_columns_is_an_entry(text: str) -> None:
    lines = text.split("\n")
    assert entry_heads(lines) == list(range(len(lines)))


@pytest.mark.parametrize(
    "text",
    [
        "The owl hunts.  It sleeps\nby day.  It hunts\nat night.",
        "“Owls hunt.”  They do,\nhe said.",
        "a)  the owl\nb)  the vole",
        '**Owl**   <a name="owl"></a>\nIt hunts at night.',
        "1.  The owl\n2.  The vole",
        "The owl   hunts at night and\nsleeps by day.",
        "To be told more, call it with\n--verbose before the name.",
        "--but he did not come, for it was\nlate.",
    ],
)
def test_prose_is_none_whatever_its_blanks_and_dashes(text: str) -> None:
    assert {*entry_heads(text.split("\n"))} == {-1}


def test_a_paragraph_that_a_program_padded_is_no_table() -> None:
    padded = [
        *(
            "The  owl is a bird that hunts at night and",
            "the  voles beasts that are hunted by it on",
        ),
        "night.",
    ]
    assert len(padded[0]) == len(padded[1])
    assert entry_heads(padded) == [-1, -1, -1]


def test_what_stands_indented_below_belongs_to_the_entry() -> None:
    lines = [
        *("Options:", "  -a FILE   read FILE instead of", "            --base or of what is given"),
        *("  --verbose", "      say more,", "      and more", "  -v        the same", "The end."),
    ]
    assert entry_heads(lines) == [-1, 1, 1, 3, 3, 3, 6, -1]


def test_lines_that_a_program_padded_are_one_paragraph_though_their_ends_differ_a_little() -> None:
    lines = [
        "The  old house  stood by the lake  for many years",
        "and  Nobody  knew   who   owned  it.  It was of",
        "stone  and  wood   and  the  roof  was  of  slate",
        "and leaked.",
    ]
    assert entry_heads(lines) == [-1, -1, -1, -1]
