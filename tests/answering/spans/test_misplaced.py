import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.misplaced import is_misplaced

WROTE = "On Fri, 15 May 2026 at 20:11, Ann <ann@a.example> wrote:\n\nOn 3 June."
SENT = "Date: Tue, 06 Oct 2026 16:20:00 +0100"


@pytest.mark.parametrize(
    ("question", "line", "answer", "misplaced"),
    [
        ("How much does the dryer cost?", "# Dryer TW 8400", "8400", True),
        ("How much does the dryer cost?", "# Dryer, 840 euros", "840 euros", False),
        ("How much does the dryer cost?", "Dryer 840", "840", False),
        ("How many has it?", "# Dryer TW 8400", "8400", False),
        ("Where do we meet?", "Ann Reed <ann@a.example>", "Ann Reed <ann@a.example>", True),
        ("Where do I send it?", "Ann Reed <ann@a.example>", "Ann Reed <ann@a.example>", False),
        ("Where do we meet?", "at home@a.example", "home@a.example", False),
        ("When is Ann at home?", SENT, "06 Oct 2026", True),
        ("When is the mail from?", SENT, "06 Oct 2026", False),
        ("When did Ann ask?", SENT, "06 Oct 2026", False),
        ("When do we leave?", "It arrives at 9:15", "9:15", True),
        ("When is the race?", WROTE, "15 May 2026", True),
        ("When is the race?", WROTE, "3 June", False),
        ("When did Ann ask?", WROTE, "15 May 2026", False),
        ("Who was Reed's predecessor?", "Reed left; her successor, Lee", "Lee", True),
        ("When was Bo Reed born?", "Ann Reed was born in 1921 beside Bo Reed", "1921", True),
        ("Where is Ann?", SENT, "06 Oct 2026", False),
    ],
)
def test_tells_what_stands_where_no_such_answer_is_found(
    question: str, line: str, answer: str, misplaced: bool
) -> None:
    before = line[: line.index(answer)]
    assert is_misplaced(understand(question), before, answer, line) is misplaced
