"""From figures, baseline and bounds to the gate."""

from collections.abc import Mapping, Sequence

from rag.evaluation.baseline import Baseline, fingerprints
from rag.evaluation.checks import (
    check_bounds,
    check_citations,
    check_comparable,
    check_crashes,
    check_indexed,
    check_measure,
    check_must_pass,
    flipped_text,
    merged_bounds,
)
from rag.evaluation.comparison import Change, Flip, pair
from rag.evaluation.gate import Check, Gate, Verdict
from rag.evaluation.items import Item
from rag.evaluation.selfcheck import self_check
from rag.evaluation.suite import Suite
from rag.evaluation.summary import Slice


def assemble_gate(
    suite: Suite,
    items: Sequence[Item],
    whole: Slice,
    baseline: Baseline | None,
    moved: Mapping[str, Change],
    flipped: Sequence[Flip],
) -> Gate:
    """Every check that applies, the suite's bounds and margins in mind."""
    bounds = merged_bounds(suite.settings.gate)
    must = [item for item in items if suite.must_pass(item.question)]
    checks = [
        _self_check(),
        check_crashes(items),
        check_citations(items),
        check_indexed(items),
        check_must_pass(must, lost_before(baseline)),
        *check_bounds(whole, bounds),
        *_against(suite, items, baseline, flipped),
    ]
    margins = {name: bounds[name].margin for name in moved}
    checks += [
        check_measure(change, margin)
        for name, change in moved.items()
        if (margin := margins[name]) is not None
    ]
    return Gate(tuple(checks))


def _against(
    suite: Suite, items: Sequence[Item], baseline: Baseline | None, flipped: Sequence[Flip]
) -> list[Check]:
    if baseline is None:
        message = "no baseline yet: `rag eval --bless` writes one"
        return [Check("comparable", Verdict.WARN, message)]
    pairing = pair(items, baseline)
    changed = baseline.fingerprints.changed(fingerprints(suite))
    compared = check_comparable(changed, len(pairing.new), len(pairing.gone))
    return [compared, Check("questions", Verdict.PASS, flipped_text(flipped))]


def lost_before(baseline: Baseline | None) -> frozenset[str]:
    """The questions that did not pass in the baseline."""
    if baseline is None:
        return frozenset()
    return frozenset(name for name, entry in baseline.entries.items() if not entry.stage.passed)


def _self_check() -> Check:
    faults = self_check()
    if faults:
        return Check("self_check", Verdict.FAIL, "; ".join(faults))
    return Check("self_check", Verdict.PASS, "the measures give their hand-worked values")
