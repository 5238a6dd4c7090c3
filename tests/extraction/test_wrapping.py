from rag.extraction.page_line import PageLine
from rag.extraction.wrapping import margins, unwrapped, usual_pace

LETTER = 5
FULL = "If the light stays on for longer than that, the motor is"


def lines(*texts: str, left: float = 72, top: float = 700) -> list[PageLine]:
    return [line(text, top - 14 * place, left) for place, text in enumerate(texts)]


def line(text: str, top: float = 700, left: float = 72, letter: float = LETTER) -> PageLine:
    broken = text.endswith("\ufffe")
    shown = text.removesuffix("\ufffe")
    return PageLine(shown, top, top - 12, left, left + letter * len(shown), broken)


def joined(*page: PageLine) -> str:
    return unwrapped(page, margins(page), usual_pace(page))


def test_a_line_that_ends_at_the_margin_goes_on() -> None:
    assert joined(*lines(FULL, "blocked. Call us.")) == f"{FULL} blocked. Call us."


def test_a_line_that_ends_before_the_margin_is_the_writer_s() -> None:
    told = joined(*lines(FULL, "blocked.", "Call us."))
    assert told == f"{FULL} blocked.\nCall us."


def test_items_of_a_list_stay_apart_and_their_own_lines_are_joined() -> None:
    first, second = lines(f"• {FULL}", f"• {FULL}"), lines("blocked.", left=82, top=672)
    assert joined(*first, *second) == f"• {FULL}\n• {FULL} blocked."
    numbered = lines(f"1. {FULL}", f"2. {FULL}", f"(c) {FULL}", f"③ {FULL}")
    assert joined(*numbered).count("\n") == 3


def test_a_paragraph_behind_a_list_is_none_of_its_items() -> None:
    items = lines("1. Lock it.", "2. Drop the key.", left=90)
    assert joined(*items, *lines(FULL, "blocked.", top=672)) == (
        f"1. Lock it.\n2. Drop the key.\n\n{FULL} blocked."
    )
    hung = [*lines(f"• {FULL}"), *lines("blocked.", left=82, top=686), *lines("• Go.", top=672)]
    assert joined(*hung, *lines("Call us.", top=658)) == (f"• {FULL} blocked.\n• Go.\n\nCall us.")


def test_what_an_item_goes_on_with_is_no_paragraph() -> None:
    items = [*lines("1. Lock it.", left=90), *lines("Then go.", left=105, top=686)]
    assert joined(*items) == "1. Lock it.\nThen go."
    indented = [*lines(f"1. {FULL}", left=90), *lines("blocked. It is.", "Call us.", top=686)]
    assert "\n\n" not in joined(*indented)
    assert joined(*lines("• Lock it.", "Call us.")) == "• Lock it.\nCall us."


def test_an_indented_line_begins_a_paragraph() -> None:
    page = [*lines(FULL, FULL), *lines(FULL, left=87, top=672), *lines("blocked.", top=658)]
    assert joined(*page) == f"{FULL} {FULL}\n{FULL} blocked."


def test_rows_of_a_table_stay_apart() -> None:
    """They reach the margin, with room between their columns."""
    page = lines(FULL, FULL, FULL, "blocked.")
    rows = [line("Weight of it 1.4 kg net", 600 - 14 * n, letter=12.2) for n in range(3)]
    assert joined(*page, *rows).count("\n") == 3
    short = lines("2019 120", "2020 135", "2021 150")
    assert joined(*short).count("\n") == 2


def test_the_next_column_goes_on_where_the_one_before_ended() -> None:
    page = [*lines(FULL, FULL), *lines("blocked. Call us.", FULL, left=400)]
    assert joined(*page) == f"{FULL} {FULL} blocked. Call us.\n{FULL}"


def test_a_word_broken_by_a_hyphen_is_one_word() -> None:
    assert joined(*lines("The mo\ufffe", "tor runs.")) == "The motor runs."
    assert joined(*lines("The mo\ufffe")) == "The mo-"


def test_chinese_has_no_space_where_a_line_ended_and_korean_is_left_alone() -> None:
    chinese = "春天来了花园里的花开了孩子们都出来玩耍大家都很高兴因为天气变得非常好了而"
    assert joined(*lines(chinese, "且暖和。")) == f"{chinese}且暖和。"
    korean = "이와 관련하여 세계보건기구는 지난 코로나가 세계적 유행 단계에 돌입하였음을 선"
    assert joined(*lines(korean, "언하였다.")) == f"{korean}\n언하였다."


def test_lines_that_were_not_measured_stay_apart() -> None:
    page = [PageLine(FULL, 0, 0), PageLine("blocked.", 0, 0)]
    assert joined(*page) == f"{FULL}\nblocked."
