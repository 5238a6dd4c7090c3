"""The one row that says what generation the store holds, and from which derived files."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rag.storage.checksum import checksum
from rag.storage.database import Database
from rag.storage.failures import damaged, missing
from rag.storage.files import Seal
from rag.storage.manifest import Manifest
from rag.storage.removed import NOTHING, Removed, from_runs, to_runs
from rag.storage.segments import Kind, Part, all_seals


@dataclass(frozen=True, slots=True)
class State:
    """A whole generation of the index."""

    generation: int
    """Counts commits from 1."""
    commit: str
    """Random: an index rebuilt from nothing counts from 1 again, and is yet another."""
    manifest: Manifest
    articles: int
    passages: int
    vectors: tuple[Part, ...]
    keywords: Seal
    removed: Removed = NOTHING
    """Passages that are still in the keyword index although the store holds them no more."""
    stale: Removed = NOTHING
    """Those of them that are in the parts of the vectors too."""
    earlier: tuple[str, ...] = ()
    """Files of the generation before, for readers that have not opened them yet."""

    @property
    def files(self) -> Iterator[Seal]:
        """Every derived file and folder."""
        yield from all_seals(self.vectors)
        yield self.keywords


def read_state(database: Database) -> State | None:
    """The generation that the store holds, or `None` before the first is whole."""
    rows = database.execute("SELECT content, checksum FROM state")
    if not rows:
        return None
    [(content, mark)] = rows
    if not isinstance(content, str) or mark != checksum(content):
        raise damaged(database.path, "the state row is not what was written")
    return _decoded(content)


def require_state(database: Database) -> State:
    """The generation that the store holds; raises `IndexMissing` before the first is whole."""
    state = read_state(database)
    if state is None:
        raise missing(database.path.parent)
    return state


def write_state(database: Database, state: State) -> None:
    """Replace the row, in the caller's transaction."""
    runs = {"removed": to_runs(state.removed), "stale": to_runs(state.stale)}
    fields = asdict(state) | {"manifest": state.manifest.to_json()} | runs
    content = json.dumps(fields, ensure_ascii=False)
    database.execute(
        "INSERT OR REPLACE INTO state (id, content, checksum) VALUES (1, ?, ?)",
        (content, checksum(content)),
    )


def count_rows(database: Database) -> tuple[int, int]:
    """How many articles and passages the tables hold now."""
    [(articles,)] = database.execute("SELECT count(*) FROM articles")
    [(passages,)] = database.execute("SELECT count(*) FROM passages")
    return articles, passages


def require_no_loss(database: Database, state: State) -> None:
    """Raise `IndexDamaged` where the tables do not hold what this generation was made of."""
    found, written = count_rows(database), (state.articles, state.passages)
    if found != written:
        counts = "{} articles and {} passages".format
        raise damaged(database.path, f"{counts(*found)} where {counts(*written)} were written")


def _decoded(content: str) -> State:
    fields = json.loads(content)
    if isinstance(fields.get("removed"), int):
        fields = _with_runs(fields)
    return State(
        generation=fields["generation"],
        commit=fields["commit"],
        manifest=Manifest.from_json(fields["manifest"]),
        articles=fields["articles"],
        passages=fields["passages"],
        vectors=_decoded_parts(fields),
        keywords=Seal(**fields["keywords"]),
        removed=from_runs(fields.get("removed", ())),
        stale=from_runs(fields.get("stale", ())),
        earlier=tuple(fields.get("earlier", ())),
    )


def _with_runs(fields: dict[str, Any]) -> dict[str, Any]:
    """Once it was counted only how many were removed: then the files are made again."""
    if not fields.pop("removed"):
        return fields
    unusable = {"sha256": "", "size": 0}
    base, *others = fields["vectors"]
    parts = [{**base, "seal": base["seal"] | unusable}, *others]
    return {**fields, "vectors": parts, "keywords": fields["keywords"] | unusable}


def _decoded_parts(fields: Mapping[str, Any]) -> tuple[Part, ...]:
    """At first there was one file, and it held every vector."""
    found = fields["vectors"]
    if isinstance(found, dict):
        return (Part(Kind.FLAT, Seal(**found), None, fields["passages"], last=0),)
    return tuple(_decoded_part(part) for part in found)


def _decoded_part(fields: Mapping[str, Any]) -> Part:
    rows = fields["rows"]
    sealed = {"seal": Seal(**fields["seal"]), "rows": Seal(**rows) if rows else None}
    return Part(**{**fields, "kind": Kind(fields["kind"]), **sealed})
