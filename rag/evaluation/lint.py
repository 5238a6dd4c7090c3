"""What is wrong with a gold set, with the line to mend.

`python -m rag.evaluation.lint FOLDER…` prints it, for those who write one.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from rag.errors import GoldInvalid
from rag.evaluation.lint_questions import QUESTION_RULES
from rag.evaluation.lint_sets import SET_RULES
from rag.evaluation.problem import Problem
from rag.evaluation.suite import Suite, load_suite


def lint(suite: Suite) -> list[Problem]:
    """Every broken rule in the order of the file, those of the whole set last."""
    problems = [
        Problem(question.line, question.id, rule.__name__[1:].replace("_", " "), message)
        for question in suite.questions
        for rule in QUESTION_RULES
        for message in rule(question, suite)
    ]
    return problems + [problem for rule in SET_RULES for problem in rule(suite)]


def require_sound(suite: Suite) -> None:
    """Raise `GoldInvalid` with every problem where there is one."""
    problems = lint(suite)
    if problems:
        listing = "\n".join(f"  {problem}" for problem in problems)
        raise GoldInvalid(f"{suite.folder}: {len(problems)} problems in the gold set\n{listing}")


def main(folders: Sequence[str]) -> int:
    """Print the problems of the suites; 3 where there is one, as `rag eval --lint`."""
    found = [str(problem) for folder in folders for problem in lint(load_suite(Path(folder)))]
    sys.stdout.write("".join(f"{problem}\n" for problem in [*found, f"{len(found)} problems"]))
    return 3 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
