"""Questions whose replies the tests of the page need to be exactly so; every citation holds."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from rag.storage.index import Index
from rag.types import Evidence, Reply
from tests.serving.corpus import reply_of

SURE = "Who designed the bridge?"
SEVERAL = "What is said of the bridge?"
DISPUTED = "When was the Lantern Bridge opened?"
NOT_SAID = "Who painted the ceiling of the opera?"
CHINESE_QUESTION = "灯笼桥有多长？"
BEYOND = "What does the museum show?"
CHANGED = "What was said before the files changed?"


def looked_at(reply: Reply, *evidence: Evidence) -> Reply:
    """The reply with what was found of each citation's file."""
    pairs = zip(reply.answer.citations, evidence, strict=True)
    citations = tuple(replace(each, evidence=found) for each, found in pairs)
    return replace(reply, answer=replace(reply.answer, citations=citations))


SCRIPTS: Mapping[str, Callable[[Index], Reply]] = {
    SURE: lambda index: reply_of(
        index,
        SURE,
        [("Ida Moreau", "bridge.md", "The engineer Ida Moreau designed the bridge.")],
    ),
    SEVERAL: lambda index: reply_of(
        index,
        SEVERAL,
        [
            ("It crosses the river Aune.", "bridge.md", "It crosses the river Aune in four spans"),
            ("Fog hid the piers at night.", "bridge.md", "the fog hid the piers at night"),
            ("村民点亮灯笼", "zh/灯笼桥.md", "村民在桥上点亮三百盏灯笼"),
        ],
        confidence=0.8,
    ),
    DISPUTED: lambda index: reply_of(
        index,
        DISPUTED,
        [("4 May 1931", "bridge.md", "The Lantern Bridge was opened on 4 May 1931.")],
        [("12 June 1932", "guide.md", "The Lantern Bridge was opened on 12 June 1932")],
    ),
    NOT_SAID: lambda index: reply_of(index, NOT_SAID),
    CHINESE_QUESTION: lambda index: reply_of(
        index,
        CHINESE_QUESTION,
        [("320米", "zh/灯笼桥.md", "大桥全长320米，由石头砌成。")],
        confidence=0.4,
    ),
    BEYOND: lambda index: reply_of(
        index, BEYOND, [("300 lanterns", "guide.md", "🏮 It is closed on Mondays.")], confidence=0.7
    ),
    CHANGED: lambda index: looked_at(
        reply_of(
            index,
            CHANGED,
            [
                ("It is closed on Mondays.", "guide.md", "It is closed on Mondays."),
                ("40 people", "bridge.md", "Her office employed 40 people at the time."),
                ("320米", "zh/灯笼桥.md", "大桥全长320米，由石头砌成。"),
            ],
        ),
        Evidence.UNCHANGED,
        Evidence.CHANGED,
        Evidence.GONE,
    ),
}
