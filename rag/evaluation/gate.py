"""The gate: one verdict with its exit code, from named checks that each say why."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """How `rag eval` ends."""

    PASSED = 0
    GATE_FAILED = 1
    USAGE = 2
    GOLD_INVALID = 3
    HARNESS_ERROR = 4


class Verdict(StrEnum):
    """The outcome of a check or of the gate, from best to worst."""

    IMPROVED = "IMPROVED"
    PASS = "PASS"  # noqa: S105 - not a password
    WARN = "WARN"
    INCOMPARABLE = "INCOMPARABLE"
    FAIL = "FAIL"

    @property
    def exit_code(self) -> ExitCode:
        """1 also where nothing could be compared: a gate that cannot judge must not look green."""
        stopped = self in {Verdict.FAIL, Verdict.INCOMPARABLE}
        return ExitCode.GATE_FAILED if stopped else ExitCode.PASSED


SEVERITY = (
    Verdict.PASS,
    Verdict.IMPROVED,
    Verdict.WARN,
    Verdict.INCOMPARABLE,
    Verdict.FAIL,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One named part of the gate."""

    name: str
    verdict: Verdict
    message: str


@dataclass(frozen=True, slots=True)
class Gate:
    """All checks; the verdict is the worst of them."""

    checks: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict:
        """FAIL over INCOMPARABLE over WARN over IMPROVED over PASS."""
        verdicts = [check.verdict for check in self.checks]
        return max(verdicts, key=SEVERITY.index, default=Verdict.PASS)

    @property
    def exit_code(self) -> ExitCode:
        """The verdict's."""
        return self.verdict.exit_code

    def reasons(self) -> list[Check]:
        """The checks that carry the verdict."""
        return [check for check in self.checks if check.verdict is self.verdict]
