import pytest

from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.selection import candidates
from rag.answering.language.questions import understand
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


def test_a_number_with_a_unit_is_cut_behind_the_unit() -> None:
    text = "Dissolve it in 1 litre of warm water from the tap. All came home."
    pointed = {"1 litre of warm water from the tap": 3.0}
    assert _chosen("How much water does it take?", pointed, text)[0].text == "1 litre"


def test_the_number_of_a_model_in_a_heading_is_no_price() -> None:
    text = "# Dryer TW 8400\n\nThe call costs 65 euros."
    scores = {"8400": 5.0, "65 euros": 1.0}
    assert _chosen("How much does the dryer cost?", scores, text)[0].text == "65 euros"
    assert _chosen("Which number has the dryer?", scores, text)[0].text == "8400"


def test_somebodys_mail_box_is_no_place_save_to_write_to() -> None:
    text = "From Ann Reed <ann@a.example>\n\nWe meet in Rome in the old hall."
    scores = {"Ann Reed <ann@a": 5.0, "Rome": 1.0}
    assert _chosen("Where do we meet?", scores, text)[0].text == "Rome"
    assert _chosen("Where do I send it?", scores, text)[0].text == "Ann Reed <ann@a.example>"


def test_the_hour_of_arrival_is_none_of_departure() -> None:
    text = "11:00 Ferry departs, arrives in Rome at 14:20"
    scores = {"14:20": 5.0, "11:00": 1.0}
    assert _chosen("When does the ferry leave?", scores, text)[0].text == "11:00"
    assert _chosen("When does the ferry arrive?", scores, text)[0].text == "14:20"


def test_two_things_asked_for_at_once_are_answered_by_the_sentence() -> None:
    text = "Ann Reed will mend the gate by 3 May. All came home."
    pointed = {"3 May": 3.0}
    best = _chosen("Who mends the gate and until when?", pointed, text)[0]
    assert best.text == "Ann Reed will mend the gate by 3 May."
    assert _chosen("Until when is the gate mended?", pointed, text)[0].text == "3 May"


def test_what_if_is_answered_with_what_is_to_be_done() -> None:
    text = "If it still blinks, the filter is full: empty it. All came home."
    pointed = {"the filter is full": 3.0}
    assert _chosen("What if it blinks?", pointed, text)[0].text == "the filter is full: empty it"
    assert _chosen("Which part is full?", pointed, text)[0].text == "the filter is full"


@pytest.mark.parametrize("question", ["What will the rent be?", "How much is the rent?"])
def test_what_goes_up_to_a_sum_is_no_limit(question: str) -> None:
    text = "The rent goes up to 46 euros in May. You may pay up to 9 euros later."
    assert _chosen(question, {"up to 46 euros": 3.0}, text)[0].text == "46 euros"
    assert _chosen(question, {"46 euros": 3.0}, text)[0].text == "46 euros"
    assert _chosen(question, {"up to 9 euros": 3.0}, text)[0].text == "up to 9 euros"


def test_when_a_mail_was_sent_is_not_when_something_is() -> None:
    text = "Date: Tue, 06 Oct 2026 16:20:00 +0100\n\nAnn is at home until 3 May. All came home."
    scores = {"Tue, 06 Oct 2026": 5.0, "3 May": 1.0}
    assert "3 May" in _chosen("When is Ann at home?", scores, text)[0].text
    for question in ("When was it asked?", "When is the mail from?"):
        assert "06 Oct 2026" in _chosen(question, scores, text)[0].text


def test_who_should_avoid_it_is_told_by_who_should_not_have_it() -> None:
    text = "Children under five should not be given kelp."
    best = _chosen("Who should avoid kelp?", {"Children under five": 3.0}, text)[0]
    assert best.text == "Children under five"


@pytest.mark.parametrize(
    ("question", "pointed"),
    [
        ("Who drove the bus?", "Ann Lee"),
        ("When did the bus hit the bridge?", "12 March 2023"),
        ("Why did the bus stop?", "Ann Lee"),
    ],
)
def test_a_byline_answers_only_who_wrote_it(question: str, pointed: str) -> None:
    text = "*By Ann Lee, Whitby Mercury, 12 March 2023*\n\nThe bus struck a bridge that was low."
    assert all("Mercury" not in x.text for x in _chosen(question, {pointed: 3.0}, text))
    assert all(pointed not in x.text for x in _chosen(question, {pointed: 3.0}, text))
    best = _chosen("Who wrote the article?", {"Ann Lee": 3.0}, text)[0]
    assert best.text == "Ann Lee"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What time do the boats leave?", "9.15 and 13.45"),
        ("What time does the last boat leave?", "13.45"),
        ("By how much did the landings fall?", "from 80 tonnes to 60 tonnes"),
        ("How many tonnes did they land?", "60 tonnes"),
        ("What became of the pump?", "Deferred to June"),
    ],
)
def test_an_answer_is_given_whole(question: str, answer: str) -> None:
    text = "Boats leave at 9.15 and 13.45. They fell from 80 tonnes to 60 tonnes. Deferred to June."
    pointed = {"13.45": 3.0} if "time" in question else {"60 tonnes": 3.0}
    pointed = {"June": 3.0} if "pump" in question else pointed
    assert _chosen(question, pointed, text)[0].text == answer


def test_an_abbreviation_is_answered_by_its_long_form() -> None:
    text = "It is said that the total sleep time (TST) rose. TST was told by a watch of Acme."
    scores = {"rose": 1.0, "told by a watch": 0.5}
    best = _chosen("What does TST stand for?", scores, text)[0]
    assert (best.text, best.is_sentence) == ("total sleep time", False)
    assert best.quoted == "It is said that the total sleep time (TST) rose."


def test_what_only_points_at_something_names_nobody() -> None:
    text = "Three painters labelled each pen; the label is that of the majority."
    scores = {"that of the majority": 3.0, "Three painters": 2.0}
    assert _chosen("Who labelled the pens?", scores, text)[0].text == "Three painters"


def test_a_quote_about_the_other_side_answers_nothing() -> None:
    text = "The left arm healed in May. Bo swam in June."
    found = _chosen("When did the right arm heal?", {"May": 3.0, "June": 1.0}, text)
    assert [each.text for each in found] == ["June"]
