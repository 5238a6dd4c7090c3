"""The seeds are retold, not copied: no eight words in a row of an original stand in them."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PINCITE_SHARED", ROOT.parent / "shared"))
ORIGINALS = SHARED / "articles"
SEEDS = sorted((ROOT / "seeds").glob("*.md"))

RUN = 8  # words in a row that count as copied
WORD = re.compile(r"\w+")
FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
KEPT = sorted(
    [
        *(ROOT / "eval" / "reports").glob("*.md"),
        *(ROOT / "eval" / "baselines").glob("*.json"),
        *(ROOT / "eval" / "suites").glob("*/gold.jsonl"),
        ROOT / "eval" / "LOG.md",
        ROOT / "README.md",
    ]
)
NAMES = ("Nvidia, AMD, TSMC, Broadcom, ASML, Meta, Samsung, Intel, and Qualcomm",)
REQUIRED = {"title", "publisher", "published", "language", "retells"}
OPTIONAL = {"author", "editor", "published_note"}


def shared_runs(first: str, second: str, length: int = RUN) -> list[str]:
    """Runs of `length` words that stand in both texts, in the order of `first`.

    Words are case-folded; punctuation and line ends between them do not count.
    """
    known = set(_runs(second, length))
    return [" ".join(run) for run in _runs(first, length) if run in known]


def _runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def _front_matter(seed: Path) -> dict[str, object]:
    match = FRONT_MATTER.match(seed.read_text(encoding="utf-8"))
    assert match is not None, f"{seed.name} does not begin with front matter"
    values = yaml.safe_load(match[1])
    assert isinstance(values, dict)
    return values


def _own_words(seed: Path) -> str:
    """The seed without its `retells` line, which quotes the original's title on purpose."""
    return re.sub(r"(?m)^retells:.*$", "", seed.read_text(encoding="utf-8"), count=1)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_no_run_of_an_original_stands_in_a_seed(seed: Path) -> None:
    originals = sorted(ORIGINALS.glob("*.txt"))
    if not originals:
        pytest.skip(f"the original articles are absent ({ORIGINALS}): originality not checked")
    for original in originals:
        copied = shared_runs(_own_words(seed), original.read_text(encoding="utf-8"))
        assert copied == [], f"{seed.name} copies {original.name}"


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_run_of_an_original_stands_in_what_is_kept_of_the_evaluation(kept: Path) -> None:
    """Titles that the seeds name as retold, and lists of names, aside."""
    originals = sorted(ORIGINALS.glob("*.txt"))
    if not originals:
        pytest.skip(f"the original articles are absent ({ORIGINALS}): originality not checked")
    for original in originals:
        known = set(_runs(original.read_text(encoding="utf-8"), RUN))
        lines = kept.read_text(encoding="utf-8").splitlines()
        copied = {run for line in lines for run in _runs(line, RUN) if run in known}
        assert not [run for run in copied if not _is_named(" ".join(run))], f"{kept} copies"


def _is_named(run: str) -> bool:
    titles = [str(_front_matter(seed)["retells"]) for seed in SEEDS]
    return any(run in " ".join(WORD.findall(each.casefold())) for each in (*NAMES, *titles))


def test_every_original_is_retold_once() -> None:
    originals = sorted(ORIGINALS.glob("*.txt"))
    if not originals:
        pytest.skip(f"the original articles are absent ({ORIGINALS}): retelling not checked")
    titles = [str(_front_matter(seed)["retells"]) for seed in SEEDS]
    texts = [original.read_text(encoding="utf-8") for original in originals]
    retold = [sum(title in text for title in titles) for text in texts]
    assert retold == [1] * len(originals)


def test_there_are_five_seeds() -> None:
    assert len(SEEDS) == 5


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_front_matter_has_the_required_keys_and_no_unknown_ones(seed: Path) -> None:
    keys = set(_front_matter(seed))
    assert keys >= REQUIRED
    assert keys <= REQUIRED | OPTIONAL


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_front_matter_values_have_their_types(seed: Path) -> None:
    values = _front_matter(seed)
    assert isinstance(values["title"], str)
    assert isinstance(values["retells"], str)
    assert values["language"] == "en"
    assert values["publisher"] is None or isinstance(values["publisher"], str)
    assert values["published"] is None or isinstance(values["published"], date)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_title_is_our_own_and_heads_the_article(seed: Path) -> None:
    values = _front_matter(seed)
    assert values["title"] != values["retells"]
    assert f"\n# {values['title']}\n" in seed.read_text(encoding="utf-8")


def test_titles_differ() -> None:
    titles = {_front_matter(seed)["title"] for seed in SEEDS}
    assert len(titles) == len(SEEDS)


def test_shared_runs_sees_through_case_punctuation_and_line_ends() -> None:
    assert shared_runs("One two, three\nFOUR five", "zero. one\ntwo three four", 4) == [
        "one two three four"
    ]


def test_shared_runs_leaves_shorter_runs_alone() -> None:
    assert shared_runs("one two three five", "one two three four", 4) == []


def test_shared_runs_reports_every_place_of_a_longer_run() -> None:
    assert shared_runs("a b c d", "a b c d", 3) == ["a b c", "b c d"]
