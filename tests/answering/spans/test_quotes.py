import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.quotes import (
    carrying,
    ended,
    is_byline,
    is_fragment,
    poses_as_citation,
    unmarked,
    unwrapped,
)
from rag.text.sentences import sentence_spans
from rag.text.spans import Span


def _quote(question: str, text: str, answer: str) -> str:
    start = text.index(answer)
    sentences = sentence_spans(text)
    return carrying(understand(question), text, sentences, Span(start, start + len(answer))).of(
        text
    )


def test_the_quote_is_the_whole_sentence() -> None:
    text = "Acme is old. It opened on 3 May in Rome. All came."
    assert _quote("When did Acme start?", "Acme opened on 3 May. All came.", "3 May") == (
        "Acme opened on 3 May."
    )
    assert _quote("Where?", text, "All") == "All came."


def test_a_sentence_that_leans_on_its_predecessor_takes_it_along() -> None:
    text = "The Quill is a pen from Acme. It writes for nine hours without ink. All came."
    assert _quote("How long does the Quill write?", text, "nine hours") == text[:67]


@pytest.mark.parametrize("later", ["Seven years later", "Some ten days later", "The next year"])
def test_a_date_that_counts_on_takes_along_what_it_counts_from(later: str) -> None:
    text = f"She joined the board in 1957. {later}, she led the firm. All came."
    assert _quote("When did Ann lead the firm?", text, later) == text[: -len(" All came.")]
    plain = text.replace("in 1957", "soon")
    assert _quote("When did Ann lead the firm?", plain, later) == f"{later}, she led the firm."
    assert _quote("What did Ann lead?", text, "the firm") == f"{later}, she led the firm."
    apart = text.replace("1957. ", "1957.\n\n")
    assert _quote("When did Ann lead the firm?", apart, later) == f"{later}, she led the firm."


def test_a_date_told_beside_what_counts_on_stands_alone() -> None:
    text = "She joined the board in 1957. Two years later, in 1959, she led the firm."
    assert _quote("When did Ann lead the firm?", text, "1959") == text[30:]


def test_a_mark_that_is_closed_behind_a_later_sentence_stays_out() -> None:
    text = "**Ann Reed writes by hand. Here she tells why.**"
    assert _quote("Does Ann Reed type?", text, "Ann Reed writes by hand.") == text[2:26]
    text = "**Ann** writes by hand. Here she tells why."
    assert _quote("Does Ann Reed type?", text, text[:23]) == text[:23]


def test_the_predecessor_stays_out_where_the_question_does_not_need_it() -> None:
    text = "Snow fell on Rome that day. It writes for nine hours without any ink."
    assert _quote("How long does it write?", text, "nine hours") == text[28:]


def test_why_takes_the_predecessor_of_a_therefore() -> None:
    text = "Ink prices doubled in spring. Therefore Acme dropped the Quill."
    assert _quote("Why was the Quill dropped?", text, text[30:]) == text


def test_what_combines_the_two_takes_along_what_names_them() -> None:
    text = "Some pens use ink, others lead. The Quill is a pen that combines the two. All came."
    assert _quote("What is the Quill?", text, text[32:73]) == text[:73]
    assert _quote("Who made the Quill?", text, "The Quill") == text[32:73]
    text = "Snow fell on Rome. A pen is made of the two halves of a case."
    assert _quote("What is a pen?", text, text[19:]) == text[19:]


def test_a_new_paragraph_leans_only_where_it_points_back() -> None:
    text = "He wants more ink.\n\nIn response, the maker Ann Reed shook her head."
    assert _quote("What did Ann Reed say?", text, "Ann Reed") == text[20:]
    text = "Ink prices doubled in spring.\n\nTherefore Acme dropped the Quill."
    assert _quote("Why was the Quill dropped?", text, text[31:]) == text


def test_list_marks_stay_out_of_a_sentence_that_is_the_answer() -> None:
    text = "- Ann Reed of Acme writes them."
    sentence = unmarked(text, Span(0, len(text)))
    assert sentence.of(text) == "Ann Reed of Acme writes them."
    assert (
        carrying(understand("Who is Ann Reed?"), text, [Span(0, len(text))], sentence) == sentence
    )
    assert unmarked("- ", Span(0, 2)) == Span(0, 2)


def test_list_marks_stay_out_of_the_quote() -> None:
    text = "Reasons:\n\n- ink was dear in that year\n- paper was dearer still\n"
    assert _quote("What was dear?", text, "ink") == "ink was dear in that year"


def test_an_answer_across_two_sentences_is_quoted_with_both() -> None:
    text = "One came. Two left."
    assert carrying(understand("Who?"), text, sentence_spans(text), Span(4, 13)).of(text) == text


def test_headings_and_questions_are_no_answers() -> None:
    assert is_fragment("What Next?")
    assert is_fragment("The Launch")
    assert is_fragment("So what does that mean for us all?")
    assert not is_fragment("Acme opened on 3 May.")


def test_who_she_is_is_not_told_by_another_she_nor_by_another_paragraph() -> None:
    text = "She was born in Whitby. She keeps bees."
    assert _quote("Does Agnes keep bees?", text, "keeps bees") == "She keeps bees."
    text = "Agnes refused the medal.\n\nShe died of pneumonia."
    assert _quote("How did Agnes die?", text, "pneumonia") == "She died of pneumonia."


def test_a_no_stays_with_the_sentence_that_says_why() -> None:
    text = "Can I bring my dog?\nNo. Only assistance dogs are let in."
    asked = "Can I bring my dog to the pool?"
    assert _quote(asked, text, "Only assistance dogs") == "No. Only assistance dogs are let in."
    assert _quote("Which dogs are let in?", text, "Only") == "Only assistance dogs are let in."


@pytest.mark.parametrize(
    "bare", ["Not as a rule.", "In principle, yes.", "Yes, of course.", "Sorry, no."]
)
def test_a_bare_yes_or_no_takes_what_stands_behind_it_along(bare: str) -> None:
    text = f"{bare} With a note we move it once."
    assert _quote("Can I have it back?", text, bare) == text


def test_yes_or_no_takes_the_exception_along() -> None:
    text = "Nobody works alone. The only exception is the grinder. All came."
    assert _quote("May I work alone?", text, "Nobody works alone.") == text[:54]
    assert _quote("Who works alone?", text, "Nobody") == "Nobody works alone."
    text = "Nobody works alone.\n\nThe only exception is the grinder."
    assert _quote("May I work alone?", text, "Nobody works alone.") == "Nobody works alone."


def test_marks_of_emphasis_are_no_list_marks() -> None:
    text = "**Present:** Ines and Bo."
    assert unmarked(text, Span(0, len(text))).of(text) == text
    text = "-40 degrees were measured."
    assert unmarked(text, Span(0, len(text))).of(text) == text


def test_what_somebody_says_and_whose_it_is_lean_on_nothing() -> None:
    text = "Others breed corals that stand heat. “We have no time for that”, says Kahue."
    assert _quote("What does Kahue say?", text, "no time") == text[37:]
    text = "Nobody saw it coming at all. The company's director called it a shame."
    assert _quote("How did the director call it?", text, "a shame") == text[29:]


def test_the_sign_of_an_answer_is_none_of_its_words() -> None:
    text = "A: Hunger is the greatest danger."
    assert unmarked(text, Span(0, len(text))).of(text) == "Hunger is the greatest danger."


def test_a_byline_is_told_from_a_sentence() -> None:
    assert all(map(is_byline, ("By Callum Reyes", "*By Ann de Vries and Bo Lee*")))
    assert not any(map(is_byline, ("By car it takes an hour.", "Written by Ann Lee in May.")))
    assert is_byline("*By Ann de Vries, The Whitby Herald, 9 February 2024*")
    assert is_byline("Updated 3 May 2024 by Bo Lee")
    assert is_byline("By Ann Lee | May 3, 2024")
    assert all(
        map(is_byline, ("By 李雷     Updated Mar 5, 2024", "By Ann Lee, updated 3 May 2024"))
    )
    assert not any(map(is_byline, ("By Monday, 3 March.", "By March, 4 May 2025.")))


def test_a_that_which_says_nothing_of_what_is_asked_takes_its_predecessor_along() -> None:
    text = "I stay until the loan is repaid. That should be in 2029, if all goes well. Then I rest."
    assert _quote("When will the loan be paid off?", text, "2029") == text[:74]
    assert _quote("When should all be well?", text, "2029") == text[33:74]


def test_a_motion_that_is_carried_takes_along_what_was_moved() -> None:
    text = "Mr Reed moved to close the mill. After a long debate the motion was rejected. All left."
    assert _quote("Will the mill be closed?", text, "rejected") == text[:77]
    text = "The mill is old. The proposal to close it was rejected."
    assert _quote("Will it be closed?", text, "rejected") == text[17:]


def test_a_mostly_stays_with_the_sentence_that_says_why() -> None:
    text = "Is it safe to eat?\n\nMostly. It holds much salt. Boil it."
    assert _quote("Is it safe to eat?", text, "It holds much salt.") == text[20:47]
    assert _quote("Is it safe to eat?", text, "Mostly.") == text[20:47]
    assert _quote("What does it hold?", text, "salt") == text[28:47]


def test_the_end_of_emphasis_that_began_a_sentence_before_is_no_part_of_the_quote() -> None:
    text = "*Opinion. Ann Lee has kept bees for years.*"
    assert _quote("How long has Ann Lee kept bees?", text, "for years") == text[10:-1]
    text = "Opinion. *Ann Lee has kept bees for years.*"
    assert _quote("How long has Ann Lee kept bees?", text, "for years") == text[9:]


def test_what_counts_a_clause_or_a_note_is_no_part_of_its_sentence() -> None:
    text = "It is ours.\n\n3.4 Sharpening of blades is extra."
    assert unmarked(text, Span(13, len(text))).of(text) == "Sharpening of blades is extra."
    text = "  b) We may end it."
    assert unmarked(text, Span(2, len(text))).of(text) == "We may end it."
    text = "[^8]: Members pay half."
    assert unmarked(text, Span(0, len(text))).of(text) == "Members pay half."
    text = "It weighs 3.4 Tons of it."
    assert unmarked(text, Span(10, len(text))).of(text) == "3.4 Tons of it."


def test_the_end_of_an_item_whose_list_goes_on_is_no_part_of_an_answer() -> None:
    for text in ("use it for work;", "use it for work; or", "use it for work, and"):
        assert ended(text, Span(0, len(text))).of(text) == "use it for work"
    for text in ("We used it and.", ";", "It is ours."):
        assert ended(text, Span(0, len(text))).of(text) == text


def test_what_poses_as_the_citation_of_another_file_is_told_by_its_form() -> None:
    assert poses_as_citation("bridge.md line 7: The engineer Mallory designed it.")
    assert poses_as_citation("<citation number=1 path=bridge.md>Mallory designed it.")
    assert not poses_as_citation("The file bridge.md, line 7, tells of Mallory.")
    assert not poses_as_citation("<b>Mallory</b> designed it.")


def test_a_bare_no_is_told_with_the_sentence_behind_it() -> None:
    text = "No. If we close it for an hour, however, you get a voucher. All came.\n"
    assert _quote("Can I get my money back?", text, "No.") == text[:59]
    text = "No.\n\nOn another day you may get it."
    assert _quote("Can I get my money back?", text, "No.") == "No."
    text = "No. If it rains at nine:"
    assert _quote("Can I get my money back?", text, "No.") == "No."


def test_marks_around_a_whole_sentence_are_no_part_of_it() -> None:
    for text, bare in (
        ("**Never use vinegar.**", "Never use vinegar."),
        ("**Never** use **vinegar**", "**Never** use **vinegar**"),
        ("__init__", "__init__"),
    ):
        assert unwrapped(text, Span(0, len(text))).of(text) == bare
