"""An evaluation as JUnit XML, which CI systems show as test results.

A check that fails the gate, and a question that a blessed run passed, are failures; a question
that never passed is skipped with the stage at which it was lost.
"""

from collections.abc import Sequence, Set
from xml.etree import ElementTree as Xml

from rag.evaluation.evaluation import Evaluation
from rag.evaluation.gate import Check, ExitCode
from rag.evaluation.items import Item


def junit_xml(evaluations: Sequence[Evaluation]) -> str:
    """One test suite for each evaluation."""
    root = Xml.Element("testsuites", name="rag eval")
    for evaluation in evaluations:
        root.append(_suite(evaluation))
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(evaluation: Evaluation) -> Xml.Element:
    name = evaluation.suite.settings.name
    checks = [_check(check, name) for check in evaluation.gate.checks]
    regressed = {flip.id for flip in evaluation.flips if flip.lost} | evaluation.newly_missed
    questions = [_question(item, name, regressed) for item in evaluation.items]
    cases = [*checks, *questions]
    suite = Xml.Element("testsuite", name=name, tests=str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.extend(cases)
    return suite


def _check(check: Check, suite: str) -> Xml.Element:
    case = Xml.Element("testcase", classname=f"{suite}.gate", name=check.name)
    if check.verdict.exit_code is not ExitCode.PASSED:
        Xml.SubElement(case, "failure", message=check.message, type=check.verdict)
    else:
        Xml.SubElement(case, "system-out").text = f"{check.verdict}: {check.message}"
    return case


def _question(item: Item, suite: str, regressed: Set[str]) -> Xml.Element:
    question, judgement = item.question, item.judgement
    name = f"{question.id}: {question.question}"
    case = Xml.Element("testcase", classname=f"{suite}.{question.type}", name=name)
    if judgement.measures["crashed"]:
        Xml.SubElement(case, "error", message="; ".join(judgement.faults), type="crashed")
    elif not judgement.stage.passed:
        wrong = question.id in regressed
        tag = "failure" if wrong else "skipped"
        Xml.SubElement(case, tag, message=judgement.stage, type=judgement.outcome)
    return case
