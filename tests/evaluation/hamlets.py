"""A small made-up corpus with its gold set, and an honest system whose parts can be broken.

Eight articles of six paragraphs. The honest system ranks paragraphs by shared words, so that its
ranking is a real one; it reads from a table, so that what it answers is known to be right.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from rag.types import Answer, ArticleHeader, Citation, Claim, Hit, IndexSummary, Passage, Reply

NAMES = ("Arden", "Birk", "Calder", "Dorn", "Elmet", "Fenwick", "Garth", "Holm")
FOUNDERS = (
    *("Anna Voss", "Bela Kun", "Cora Lind", "Dirk Maas"),
    *("Edda Ross", "Falk Horn", "Gwen Pike", "Hugo Stern"),
)
MAX_HITS = 10


@dataclass(frozen=True)
class Fact:
    question: str
    answer: str
    sentence: str
    filler: str
    match: dict[str, object]


def facts(place: int) -> list[Fact]:
    name, founder, year = NAMES[place], FOUNDERS[place], 1700 + 11 * place
    return [
        Fact(
            f"Who founded the mill of {name}?",
            founder,
            f"The mill of {name} was founded by {founder}.",
            "It stands by the river and is made of oak.",
            {"match": "squad"},
        ),
        Fact(
            f"In which year did the bridge at {name} open?",
            str(year),
            f"The bridge at {name} opened in {year}.",
            "Carts crossed it on market days.",
            {"match": "date", "value": str(year), "granularity": "year"},
        ),
        Fact(
            f"How many sheep does {name} keep?",
            str(200 + place),
            f"Shepherds of {name} keep {200 + place} sheep.",
            "The wool goes to the coast.",
            {"match": "number", "value": 200 + place, "unit": None, "tolerance": 0.0},
        ),
        Fact(
            f"Why was the school of {name} closed?",
            f"because snow of {place + 3} weeks broke its roof",
            f"The school of {name} was closed because snow of {place + 3} weeks broke its roof.",
            "Children now walk to the abbey.",
            {"match": "evidence"},
        ),
    ]


def unanswerable(place: int) -> list[str]:
    name = NAMES[place]
    return [f"Who designed the church tower of {name}?", f"How tall is the lighthouse of {name}?"]


def article_text(place: int) -> str:
    paragraphs = [f"{fact.sentence} {fact.filler}" for fact in facts(place)]
    return f"# {NAMES[place]}\n\n" + "\n\n".join(paragraphs) + "\n"


def write_suite(root: Path, *, settings: str = "") -> Path:
    """The suite's folder, its articles beside it."""
    articles, suite = root / "articles", root / "suites" / "hamlets"
    articles.mkdir(parents=True)
    suite.mkdir(parents=True)
    for place, name in enumerate(NAMES):
        (articles / f"{name.lower()}.md").write_text(article_text(place), "utf-8", newline="\n")
    lines = [json.dumps(record) for record in gold_records()]
    (suite / "gold.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (suite / "suite.toml").write_text(f'articles = "../../articles"\n{settings}', "utf-8")
    return suite


def gold_records() -> list[dict[str, object]]:
    records: list[dict[str, object]] = []
    for place, name in enumerate(NAMES):
        for number, fact in enumerate(facts(place)):
            records.append(_answerable(f"{name}-{number}", f"{name.lower()}.md", fact))
        for number, question in enumerate(unanswerable(place)):
            records.append(
                {
                    "id": f"{name}-u{number}",
                    "question": question,
                    "answerable": False,
                    "unanswerable": "out-of-scope",
                    "split": "test",
                }
            )
    records[0]["must_pass"] = True
    return records


def _answerable(name: str, path: str, fact: Fact) -> dict[str, object]:
    return {
        "id": name,
        "question": fact.question,
        "answers": [{"text": fact.answer, **fact.match}],
        "evidence": [[{"article": path, "quote": fact.sentence}]],
        "split": "test",
    }


class System:
    """Answers right, cites right, refuses where the articles do not say."""

    def __init__(self, folder: Path, without: str | None = None) -> None:
        self.hits = [
            hit
            for path in sorted(folder.glob("*.md"))
            if path.name != without
            for hit in paragraphs(path)
        ]
        self.table = {fact.question: fact for place in range(len(NAMES)) for fact in facts(place)}

    def rank(self, question: str, limit: int) -> list[Hit]:
        asked = words(question)

        def key(hit: Hit) -> tuple[float, str, int]:
            shared = len(asked & words(hit.passage.text))
            return -shared, hit.article.path, hit.passage.start

        return sorted(self.hits, key=key)[:limit]

    def ask(self, question: str) -> Reply:
        hits = self.rank(question, MAX_HITS)
        fact = self.table.get(question)
        citation = cite(fact.sentence, hits) if fact else None
        if fact is None or citation is None:
            return reply(refusal(question, hits), len(self.hits))
        return reply(answer(question, fact.answer, citation, hits), len(self.hits))


def paragraphs(path: Path) -> list[Hit]:
    text = path.read_bytes().decode()
    digest = sha256(path.read_bytes()).hexdigest()
    header = ArticleHeader(path.stem, path.stem.title(), path.name, digest, None, "en")
    return [
        Hit(Passage(path.stem, match.start(), match.end(), match[0], ""), header, {"fused": 1.0})
        for match in re.finditer(r"[^\n]+", text)
    ]


def cite(sentence: str, hits: Sequence[Hit]) -> Citation | None:
    for hit in hits:
        at = hit.passage.text.find(sentence)
        if at >= 0:
            start = hit.passage.start + at
            return Citation(1, hit.article, start, start + len(sentence), sentence, 1, None)
    return None


def answer(question: str, text: str, citation: Citation, hits: Sequence[Hit]) -> Answer:
    return Answer(
        question=question,
        answered=True,
        text=text,
        confidence=0.9,
        claims=(Claim(text, (citation.number,)),),
        citations=(citation,),
        alternatives=(),
        disagreement=False,
        hits=tuple(hits),
    )


def refusal(question: str, hits: Sequence[Hit]) -> Answer:
    return Answer(question, False, None, 0.1, (), (), (), False, tuple(hits))


def reply(said: Answer, passages: int) -> Reply:
    timing = {"encode": 1.0, "retrieve": 2.0, "read": 3.0, "total": 6.0}
    return Reply(said, IndexSummary(1, len(NAMES), passages, "words"), timing)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def changed(
    ask: Callable[[str], Reply], change: Callable[[Answer], Answer]
) -> Callable[[str], Reply]:
    """The same system with its answers spoilt."""

    def spoilt(question: str) -> Reply:
        honest = ask(question)
        return replace(honest, answer=change(honest.answer))

    return spoilt
