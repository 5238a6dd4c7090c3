"""Whether more passages changed what readings come to, and which candidate leads."""

from rag.answering.choosing.agreement import Agreement, agreements
from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.selection import candidates
from rag.answering.concluding import apart_from, conclude, conclude_groups, led_by
from rag.answering.language.questions import understand
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = understand("When did Acme open?")
ONE = article("Acme opened on 3 May.", "one.md")
TWO = article("Acme opened on 9 June.", "two.md")
THREE = article("As all know, Acme opened on 3 May.", "three.md")


def _found(scores: dict[str, float]) -> list[Candidate]:
    readings = ScriptedReader(scores).read(QUESTION.text, hits(ONE, TWO, THREE))
    return candidates(QUESTION, readings)


def test_conclusions_are_equal_where_the_same_would_be_shown() -> None:
    sure, surer = ({"3 May": score, "9 June": -30.0} for score in (3.0, 4.0))
    assert conclude(QUESTION, _found(sure)) == conclude(QUESTION, _found(surer))
    other = {"3 May": -30.0, "9 June": 4.0}
    assert conclude(QUESTION, _found(sure)) != conclude(QUESTION, _found(other))
    assert len({conclude(QUESTION, _found(each)) for each in (sure, surer, other)}) == 2


def test_nothing_found_comes_to_nothing() -> None:
    assert conclude(QUESTION, []).parts == ()
    assert conclude_groups(QUESTION, [], []).others == ()


def test_the_chosen_one_leads_those_that_agree_with_it() -> None:
    agreed = agreements(QUESTION, _found({"3 May": 2.0, "9 June": 3.0}))
    chosen = next(group for group in agreed if group.best.text == "3 May").members[-1]
    first, *rest = led_by(chosen, agreed)
    assert first.best is chosen
    assert len(first.members) == 2
    assert [group.best.text for group in rest] == ["9 June"]


def test_what_stands_apart_from_the_sides_is_no_side() -> None:
    agreed = agreements(QUESTION, _found({"3 May": 2.0, "9 June": 1.0, "Acme": 0.5}))
    may, june, *rest = agreed
    assert apart_from([may, Agreement(june.members[::-1])], agreed) == rest
    assert apart_from(agreed, agreed) == []


def test_a_side_that_left_its_groups_best_behind_does_not_stand_beside_itself() -> None:
    agreed = agreements(QUESTION, _found({"3 May": 2.0, "9 June": 1.0}))
    first = agreed[0]
    assert len(first.members) == 2
    assert apart_from([Agreement(first.members[1:])], agreed) == agreed[1:]


def test_a_chosen_one_that_is_in_no_group_leads_alone() -> None:
    one, two = _found({"3 May": 2.0, "9 June": -30.0})[:2]
    others = [Agreement((two,))]
    assert led_by(one, others) == [Agreement((one,)), *others]
