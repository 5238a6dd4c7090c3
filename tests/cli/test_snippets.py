from rag.cli.snippets import SNIPPET, snippet

FILLER = "The mill stands by a river and grinds wheat for the town around it. "


def test_a_short_passage_is_shown_whole_on_one_line() -> None:
    assert snippet("One mill.\n\nTwo  rivers.", "Which mill?") == "One mill. Two rivers."


def test_a_long_passage_is_shown_from_the_sentence_that_meets_the_question() -> None:
    text = FILLER * 6 + "Ann Reed bought the old pen works in 1999. " + FILLER * 6
    shown = snippet(text, "Who bought the pen works?")
    assert shown.startswith("… Ann Reed bought the old pen works")
    assert shown.endswith(" …")
    assert len(shown) <= SNIPPET + 4


def test_a_passage_that_meets_nothing_is_shown_from_its_start() -> None:
    shown = snippet(FILLER * 8, "Who is Zoë?")
    assert shown.startswith("The mill stands")
    assert shown.endswith(" …")


def test_the_end_of_a_long_passage_is_shown_with_what_stands_before() -> None:
    text = FILLER * 8 + "Ann Reed bought the pen works."
    shown = snippet(text, "Who bought the pen works?")
    assert shown == f"… {FILLER * 3}Ann Reed bought the pen works."


def test_a_list_is_shown_from_the_item_that_meets_the_question() -> None:
    text = "".join(f"- The mill number {i} of the river\n" for i in range(20))
    shown = snippet(text + "- Ann Reed bought the pen works\n", "Who bought the pen works?")
    assert shown.endswith("Ann Reed bought the pen works")


def test_chinese_is_cut_without_spaces() -> None:
    shown = snippet("图1 " + "磨坊位于河边，为周围的城镇磨小麦。" * 40, "河")
    assert len(shown) > SNIPPET - 30
