"""SIGKILL at any moment of a sync leaves the generation before, or the new one, whole."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.storage.changes import IndexedArticle
from rag.storage.index import Index, IndexWriter
from tests.support.indexes import everything, indexed_article, small_manifest, write_articles

ROOT = Path(__file__).parents[2]
ROUNDS = 40
ARTICLES = 30

WRITE = """
import sys
from pathlib import Path
from tests.storage.test_writer_killed import generation_articles
from tests.support.indexes import write_articles
folder, generation = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
print(write_articles(folder, *generation_articles(generation)), flush=True)
"""


def generation_articles(generation: int) -> list[IndexedArticle]:
    """Every text names its generation, so that a mixture would show."""
    texts = [f"Harbour {number} of generation {generation}." for number in range(ARTICLES)]
    return [indexed_article(f"{number}.md", text) for number, text in enumerate(texts)]


def start_writing(folder: Path, generation: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITE, str(folder), str(generation)]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    return writer


def require_whole(folder: Path) -> int:
    """The generation that the index holds, every answer of it checked."""
    with Index.open(folder) as index:
        index.warm()
        assert index.warnings == []
        found = everything(index)
        assert index.summary().articles == ARTICLES
        texts = {index.article(header.id).text for header in index.articles()}
        generation = index.generation
    assert texts == {entry.article.text for entry in generation_articles(generation)}
    assert len(found["hits"]) == ARTICLES  # type: ignore[arg-type]
    return generation


@pytest.mark.slow
def test_a_killed_sync_leaves_a_whole_generation(tmp_path: Path) -> None:
    chance = random.Random(0)
    generation = write_articles(tmp_path, *generation_articles(1))
    outcomes = {"before": 0, "after": 0}
    started = time.perf_counter()
    with start_writing(tmp_path, 2) as writer:
        pass
    span = time.perf_counter() - started
    generation = require_whole(tmp_path)
    for _ in range(ROUNDS):
        with start_writing(tmp_path, generation + 1) as writer:
            time.sleep(chance.uniform(0, span))
            acknowledged = writer.poll() is not None
            writer.send_signal(signal.SIGKILL)
        held = require_whole(tmp_path)
        assert held in (generation, generation + 1)
        assert held == generation + 1 or not acknowledged
        outcomes["after" if held > generation else "before"] += 1
        generation = held
    assert min(outcomes.values()) > 0, outcomes
    with IndexWriter.open(tmp_path, small_manifest()) as writer_now:
        writer_now.compact()
    assert len([path for path in tmp_path.iterdir() if "-" in path.name]) == 2
