"""A fault of a gold set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. `line` is of `gold.jsonl`; `None`: of the set as a whole."""

    line: int | None
    question: str | None
    rule: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line} ({self.question})" if self.line else "the set"
        return f"{place}: {self.rule}: {self.message}"
