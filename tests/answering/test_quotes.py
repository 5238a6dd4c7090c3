from rag.answering.questions import understand
from rag.answering.quotes import (
    carrying,
    ended,
    is_byline,
    is_fragment,
    poses_as_citation,
    unmarked,
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


def test_the_predecessor_stays_out_where_the_question_does_not_need_it() -> None:
    text = "Snow fell on Rome that day. It writes for nine hours without any ink."
    assert _quote("How long does it write?", text, "nine hours") == text[28:]


def test_why_takes_the_predecessor_of_a_therefore() -> None:
    text = "Ink prices doubled in spring. Therefore Acme dropped the Quill."
    assert _quote("Why was the Quill dropped?", text, text[30:]) == text


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
