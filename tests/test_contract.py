import json

from rag.contract import passages_json, reply_json, saved_citations
from rag.types import (
    Alternative,
    Answer,
    ArticleHeader,
    Citation,
    Claim,
    Evidence,
    Hit,
    IndexSummary,
    Passage,
    Reply,
)

HEADER = ArticleHeader("0123456789abcdef", "Acme", "deep/a.md", "f" * 64, "2021-05-04", "en")
QUOTE = "Acme opened on 3 May."
HIT = Hit(
    Passage(HEADER.id, 10, 40, "So it was. Acme opened on 3 May.", "Acme"),
    HEADER,
    {"dense": 0.61, "fused": 0.032},
)
FIRST = Citation(1, HEADER, 21, 42, QUOTE, 3, None)
SECOND = Citation(2, HEADER, 50, 54, "Etc.", 4, 2, evidence=Evidence.GONE)
ANSWER = Answer(
    question="When?",
    answered=True,
    text="3 May",
    confidence=0.93456,
    claims=(Claim("3 May", (1,)),),
    citations=(FIRST,),
    alternatives=(Alternative("4 May", 0.5, (SECOND,)),),
    disagreement=True,
    hits=(HIT,),
)
REPLY = Reply(ANSWER, IndexSummary(7, 5, 66, "all-MiniLM-L6-v2"), {"total": 41.02, "read": 35.0})


def test_the_json_is_the_design_field_by_field() -> None:
    cited = {
        "number": 1, "article_id": HEADER.id, "title": "Acme", "path": "deep/a.md",
        "sha256": "f" * 64,
        "start": 21, "end": 42, "quote": QUOTE, "line": 3, "page": None,
        "slide": None, "heading": "", "published": "2021-05-04",
        "evidence": None, "kind": None,
    }  # fmt: skip
    other = {
        **cited,
        "evidence": "gone",
        "number": 2,
        "start": 50,
        "end": 54,
        "quote": "Etc.",
        "line": 4,
        "page": 2,
    }
    assert reply_json(REPLY) == {
        "question": "When?",
        "answered": True,
        "answer": "3 May",
        "confidence": 0.9346,
        "claims": [{"text": "3 May", "citations": [1]}],
        "citations": [cited],
        "alternatives": [{"answer": "4 May", "confidence": 0.5, "citations": [other]}],
        "disagreement": True,
        "passages": passages_json([HIT]),
        "index": {"generation": 7, "articles": 5, "passages": 66, "encoder": "all-MiniLM-L6-v2"},
        "timing_ms": {"total": 41.0, "read": 35.0},
    }


def test_passages_are_ranked_from_one() -> None:
    first, second = passages_json([HIT, HIT])
    assert (first["rank"], second["rank"]) == (1, 2)
    assert first["scores"] == {"dense": 0.61, "fused": 0.032}
    assert (first["heading"], first["published"]) == ("Acme", "2021-05-04")
    assert first["sha256"] == HEADER.sha256


def test_the_json_survives_a_file() -> None:
    plain = reply_json(REPLY)
    assert json.loads(json.dumps(plain)) == plain


def test_a_saved_reply_gives_its_citations_back_those_of_alternatives_last() -> None:
    saved = saved_citations(json.loads(json.dumps(reply_json(REPLY))))
    assert [(one.number, one.start, one.end, one.quote) for one in saved] == [
        (1, 21, 42, QUOTE), (2, 50, 54, "Etc."),
    ]  # fmt: skip
    assert {one.path for one in saved} == {"deep/a.md"}
