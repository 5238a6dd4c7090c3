from rag.text.blocks import blocks


def texts(text: str) -> list[str]:
    return [block.span.of(text) for block in blocks(text)]


def test_lines_that_wrap_are_one_block() -> None:
    assert texts("The owl hunts\nat night.") == ["The owl hunts\nat night."]
    assert texts("Owls, bats and\nMoths fly.") == ["Owls, bats and\nMoths fly."]
    assert texts("Bo is away until\nMay. Al came.") == ["Bo is away until\nMay. Al came."]
    assert texts("Saw Bo (from Bern,\nIn May) there.") == ["Saw Bo (from Bern,\nIn May) there."]
    assert texts("Saw Bo (Bern or\nRome) there.") == ["Saw Bo (Bern or\nRome) there."]
    assert texts("> One said\n> Two said") == ["> One said\n> Two said"]


def test_two_lines_wrap_at_the_column_that_another_paragraph_shows() -> None:
    shown = (
        "Owls hunt at night around the woods near Bern\n"
        "Bats do so near Basel, where they all hunt\nMoths."
    )
    two = "Moths fly around the old lamps of quiet Bern\nRhine."
    assert texts(f"{shown}\n\n{two}") == [shown, two]
    assert texts(f"{two}\n\n{shown}") == [two, shown]
    assert texts(two) == two.split("\n")
    short = ["Moths of Bern", "Rhine bats"]
    wide = ["Moths fly around the old lamps of the great river", "Rhine bats hunt"]
    for lines in (short, wide):
        assert texts("\n".join([shown, "", *lines])) == [shown, *lines]


def test_lines_that_do_not_wrap_are_blocks_of_their_own() -> None:
    assert texts("Contents\nOwls\nBats") == ["Contents", "Owls", "Bats"]


def test_paragraphs_of_one_long_line_each_are_never_joined() -> None:
    first, second = "Owls hunt at night " * 20, "Bats hunt at night too " * 20
    assert texts(f"{first}\n{second}") == [first, second]


def test_only_paragraphs_and_items_are_prose() -> None:
    prose = [block.prose for block in blocks("# A\ntext\n- item\n| row |\n```\ncode\n```")]
    assert prose == [False, True, True, False, False, False, False]


def test_options_stay_apart_however_full_their_lines_are() -> None:
    options = [
        "  --retries N        try N times when the till does not reply (default: 3)",
        "  --timeout SECONDS  give up after that many seconds (default: 20)",
        "  --log FILE         append messages to FILE, not to standard error,\n"
        + 21 * " "
        + "one a line",
        "  -q                 print no messages",
    ]
    assert texts("\n".join(options)) == options
