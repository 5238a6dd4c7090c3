import pytest

from rag.answering.language.abbreviations import asked_abbreviation, long_form
from rag.text.spans import Span


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What does TST stand for?", "TST"),
        ("what does the abbreviation tst stand for", "tst"),
        ("What does 6MWD mean?", "6MWD"),
        ("What is NTU short for?", "NTU"),
        ("full form of ICP-MS", "ICP-MS"),
        ("KSS abbreviation", "KSS"),
        ("What does RTF above 1 mean?", ""),
        ("What is CTAB?", ""),
        ("What does 42 mean?", ""),
        ("What does the lamp mean?", "lamp"),
    ],
)
def test_tells_what_is_asked_the_long_form_of(question: str, short: str) -> None:
    assert asked_abbreviation(question) == short


@pytest.mark.parametrize(
    ("short", "sentence", "long"),
    [
        ("TST", "Whether it lengthens total sleep time (TST) is unknown.", "total sleep time"),
        ("tst", "The **total sleep time** (TST) grew.", "total sleep time"),
        ("MLT", "Low-dose melatonin (MLT) was given.", "melatonin"),
        ("ISE", "Both ion-selective electrodes (ISEs) drift.", "ion-selective electrodes"),
        ("6MWD", "The six-minute walk distance (6MWD) rose.", "six-minute walk distance"),
        ("NTU", "It was 4 NTU (nephelometric turbidity units).", "nephelometric turbidity units"),
        ("HFpEF", "In heart failure with preserved ejection fraction (HFpEF) it is not so.",
         "heart failure with preserved ejection fraction"),
        ("GHG", "CO2, CH4 and other greenhouse gases (GHG) rose.", "greenhouse gases"),
        ("lamp", "The lamp (red) means that it is hot.", None),
        ("TST", "The primary outcome was TST.", None),
        ("TST", "In the evening (TST) it rose.", None),
    ],
)  # fmt: skip
def test_finds_the_long_form(short: str, sentence: str, long: str | None) -> None:
    found = long_form(short, sentence, Span(0, len(sentence)))
    assert (found and found.of(sentence)) == long


def test_looks_at_the_sentence_alone() -> None:
    text = "Total sleep time (TST) rose. TST is long."
    assert long_form("TST", text, Span(29, len(text))) is None
