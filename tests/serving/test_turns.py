import pytest

from rag.serving.turns import whole_question


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        (["When was Sora released?"], "When was Sora released?"),
        (["When was Sora released?", "Who made it?"], "Who made Sora?"),
        (
            ["When was Sora released?", "What is its longest video?"],
            "What is Sora's longest video?",
        ),
        (["When was Sora released?", "And Pika?"], "When was Pika released?"),
        (["When was Sora released?", "What about Pika?", "Who made it?"], "Who made Pika?"),
        (["When was Sora released?", "Who is Jim Fan?"], "Who is Jim Fan?"),
        (["what is a patch?", "who made it?"], "who made it?"),
        (["When was Sora released?", "Why?"], "Why?"),
        (["Sora是什么时候发布的？", "它是谁开发的？"], "Sora是谁开发的？"),
        (["Sora是什么时候发布的？", "那Pika呢？"], "Pika是什么时候发布的？"),
        (["Who likes A\\1B and Sora?", "Who made it?"], "Who made Sora?"),
        (["Who runs the Aune Museum?", "Its age?"], "the Aune Museum's age?"),
    ],
)
def test_a_follow_up_stands_alone(turns: list[str], asked: str) -> None:
    assert whole_question(turns) == asked
