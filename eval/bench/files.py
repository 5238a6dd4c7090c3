"""How well are files read? Web articles against hand-checked text, office files one by one.

    python eval/bench/files.py > eval/reports/files.md

The files are looked for in `$PINCITE_SHARED/data/documents`, by default `../shared/data/documents`
beside the project.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from rag.errors import UnreadableFile
from rag.extraction.extractor import Extractor
from rag.extraction.kinds import Kind
from rag.extraction.versions import extraction_version
from rag.indexing.reading import read_article
from rag.text.pages import page_of

PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PINCITE_SHARED", PROJECT.parent / "shared")) / "data/documents"
LIBRARIES = (
    "trafilatura",
    "pypdfium2",
    "docx",
    "pptx",
    "odfdo",
    "lxml.html",
    "rag.extraction.extractor",
)
RESAMPLES = 10_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A web page with the hand-checked text of its article."""

    content: bytes
    text: str


def main() -> None:
    """Print the report."""
    print("# Files: how well they are read\n")
    print(f"`python eval/bench/files.py`; extraction {extraction_version()}.\n")
    report_web_articles()
    report_office_files()
    report_cost()


def report_web_articles() -> None:
    """Mean token F1 of ours and of trafilatura's own ways."""
    pages = list(web_pages())
    print(f"## {len(pages)} web articles\n")
    print("Token F1 against the hand-checked text, bags of lower-case words; 95% intervals by")
    print("bootstrap over the pages.\n")
    print(head("way", "mean F1", "95% interval", "pages below .9"))
    for name, extract in ways().items():
        scores = [token_f1(extract(page.content), page.text) for page in pages]
        low, high = interval(scores)
        below = sum(score < 0.9 for score in scores)
        print(f"| {name} | {fmean(scores):.4f} | {low:.3f} to {high:.3f} | {below} |")
    print()


def ways() -> dict[str, Callable[[bytes], str]]:
    """From a page's bytes to its text."""
    import trafilatura

    from rag.extraction.web import extract

    return {
        "pincite": lambda content: extract(content).text,
        "trafilatura alone, as it comes": lambda content: trafilatura.extract(content) or "",
        "trafilatura alone, without comments": lambda content: (
            trafilatura.extract(content, include_comments=False) or ""
        ),
        "all words of the page": whole_page,
    }


def whole_page(content: bytes) -> str:
    """What no telling of the article from the rest gives."""
    from rag.extraction.manuscript import Manuscript
    from rag.extraction.markup import write_tree
    from rag.extraction.web import page_text, page_tree

    manuscript = Manuscript()
    write_tree(page_tree(page_text(content)), manuscript)
    return manuscript.text


def web_pages() -> Iterator[Page]:
    """In the order of the hand-checked texts."""
    with tarfile.open(SHARED / "web-articles.tar.xz") as archive:
        contents = {
            Path(member.name).stem: stream.read()
            for member in archive
            if (stream := archive.extractfile(member))
        }
    for line in (SHARED / "web-articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Page(contents[row["_id"]], row["text"])


def token_f1(found: str, expected: str) -> float:
    """As in SQuAD, without leaving out articles and marks within words."""
    bags = [Counter(_WORD.findall(text.lower())) for text in (found, expected)]
    shared = (bags[0] & bags[1]).total()
    return 2 * shared / (bags[0].total() + bags[1].total()) if shared else 0.0


def interval(scores: list[float]) -> tuple[float, float]:
    """95%, percentiles of means of resampled pages."""
    drawn = np.random.default_rng(5).choice(scores, (RESAMPLES, len(scores)))
    low, high = np.quantile(drawn.mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def report_office_files() -> None:
    """A line for each file."""
    folder = SHARED / "office"
    paths = sorted(folder.iterdir())
    print(f"## {len(paths)} office files\n")
    print(head("file", "read as", "characters", "pages or slides", "title", "date"))
    refused = 0
    with Extractor() as extractor:
        for path in paths:
            try:
                article = read_article(path, folder, extractor)
            except UnreadableFile as reason:
                refused += 1
                print(f"| {path.name} | **refused**: {reason} | | | | |")
                continue
            kind = article.metadata.get("format", "text")
            pages = page_of(article.text, len(article.text)) if kind in ("pdf", "pptx") else ""
            title = article.header.title.replace("|", "/")
            print(
                f"| {path.name} | {kind} | {len(article.text):,} | {pages} | {title:.60} | "
                f"{article.header.published or ''} |"
            )
    print(f"\n{len(paths) - refused} read, {refused} refused.\n")


def report_cost() -> None:
    """What starting and reading take."""
    print(f"## Cost\n\n{head('import, in a fresh process', 'ms of processor', 'MiB resident')}")
    for name in LIBRARIES:
        spent, resident = imported(name)
        print(f"| {name} | {spent:.0f} | {resident:.0f} |")
    with Extractor() as extractor:
        started = time.perf_counter()
        extractor.extract(b"City,Canton\nBern,Bern", Kind.CSV)
        first = time.perf_counter() - started
        started = time.perf_counter()
        for number in range(1_000):
            extractor.extract(b"City,Canton\nBern,%d" % number, Kind.CSV)
        spent = time.perf_counter() - started
    print(f"\nThe first file of a run waits {first * 1e3:.0f} ms for the child process;", end=" ")
    print(f"a thousand small files after it take {spent:.2f} s.\n")


def head(*columns: str) -> str:
    """The first two lines of a table."""
    return f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}"


def imported(name: str) -> tuple[float, float]:
    """Milliseconds and MiB of an import: the median of five."""
    code = (
        "import time; from pathlib import Path; t = time.process_time(); import " + name + "; "
        "t = time.process_time() - t; status = Path('/proc/self/status').read_text(); "
        "print(t, status.partition('VmHWM:')[2].split()[0])"
    )
    runs = [
        [
            float(word)
            for word in subprocess.run(  # noqa: S603
                [sys.executable, "-c", code], capture_output=True, text=True, check=True
            ).stdout.split()
        ]
        for _ in range(5)
    ]
    spent, resident = np.median(runs, axis=0)
    return float(spent) * 1e3, float(resident) / 1024


if __name__ == "__main__":
    main()
