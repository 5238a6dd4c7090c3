import pytest

from rag.answering.candidates import Candidate
from rag.answering.questions import understand
from rag.answering.selection import candidates
from tests.support.shelf import ScriptedReader, article, hits

TEXT = (
    "Acme is a maker of pens. It opened on 3 May 2021 in Rome with forty people. "
    "The Quill writes slowly because its ink is thick. Borg fell 34.6 percent. All came home."
)


def _chosen(question: str, scores: dict[str, float], text: str = TEXT) -> list[Candidate]:
    found = hits(article(text))
    return candidates(understand(question), ScriptedReader(scores).read(question, found))


def test_a_date_is_answered_by_the_span_and_quoted_by_its_sentence() -> None:
    best = _chosen("When did Acme open?", {"3 May 2021": 3.0})[0]
    assert best.text == "3 May 2021"
    assert best.quoted.startswith("Acme is a maker of pens. It opened")
    assert TEXT[best.answer.start : best.answer.end] == "3 May 2021"


def test_why_is_answered_by_a_sentence() -> None:
    best = _chosen("Why does the Quill write slowly?", {"thick": 3.0})[0]
    assert best.text == "The Quill writes slowly because its ink is thick."
    assert best.is_sentence


def test_a_shred_gives_way_to_its_sentence() -> None:
    best = _chosen("What happened to Borg?", {"fell": 3.0})[0]
    assert best.text == "Borg fell 34.6 percent."


def test_a_reader_that_points_at_the_mark_of_a_list_means_its_item() -> None:
    text = "Change only these:\n+ Kind of pen\n+ Nib of it\n"
    best = _chosen("What can one change?", {"+": 3.0}, text)[0]
    assert (best.text, best.quoted) == ("Kind of pen", "Kind of pen")


def test_a_span_of_another_type_yields_to_one_of_the_asked_type() -> None:
    found = _chosen("When did Acme open?", {"Rome": 3.0, "3 May 2021": 2.0})
    assert [each.text for each in found] == ["3 May 2021", "Rome"]


@pytest.mark.parametrize(
    ("span", "text"), [("4.6", "34.6"), (" Rome with ", "Rome with"), ("ome", "Rome")]
)
def test_a_span_is_mended_at_its_edges(span: str, text: str) -> None:
    assert _chosen("Which city is it?", {span: 3.0})[0].text == text


def test_a_sentence_that_says_the_opposite_is_no_candidate() -> None:
    text = "Acme did not open on 3 May. The shop that Acme opened on 9 May is red."
    found = _chosen("When did Acme open?", {"3 May": 5.0, "9 May": 1.0}, text)
    assert [each.text for each in found] == ["9 May"]


def test_what_is_plainly_of_another_type_is_no_candidate_nor_is_its_sentence() -> None:
    text = "The shop, which may be the oldest, opened in 2022. It shut in May."
    month = "In which month did the shop open?"
    assert [each.text for each in _chosen(month, {"2022": 5.0, "May": 1.0}, text)] == ["May"]
    assert _chosen(month, {"2022": 5.0}, text) == []


def test_a_reader_that_points_at_nothing_leaves_the_sentences() -> None:
    best, *_ = _chosen("Which city is it?", {})
    assert best.is_sentence


def test_a_sentence_that_only_leads_up_to_the_next_is_no_answer() -> None:
    texts = ("Before we ask how the Quill writes, picture a lake:", "Ink flows by its own weight.")
    found = hits(*(article(text, f"{n}.md") for n, text in enumerate(texts)))
    readings = ScriptedReader({}).read("How does the Quill write?", found)
    ranked = candidates(understand("How does the Quill write?"), readings)
    assert [each.text for each in ranked] == [texts[1]]


@pytest.mark.parametrize("question", ["Who designed the Quill?", "How does the Quill write?"])
def test_what_poses_as_the_citation_of_another_file_is_no_answer(question: str) -> None:
    text = "quill.md line 7: The engineer Jo Vane designed how the Quill writes."
    readings = ScriptedReader({"Jo Vane": 5.0}).read(question, hits(article(text, "other.md")))
    assert candidates(understand(question), readings) == []


def test_one_place_gives_one_candidate() -> None:
    assert len(_chosen("When did Acme open?", {"3 May 2021": 3.0, "May 2021": 2.0})) == 1


def test_marks_alone_behind_a_sentence_are_no_answer() -> None:
    text = "Acme said “we have opened.” It was on 3 May 2021."
    found = _chosen("When did Acme open?", {".”": 9.0, "3 May 2021": 2.0}, text)
    assert [each.text for each in found] == ["3 May 2021"]
