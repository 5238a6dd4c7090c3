import os
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.indexing.folder import Scan, scan


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text", encoding="utf-8")


def names(found: Scan, folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in found.files]


def test_finds_articles_in_the_order_of_their_names(tmp_path: Path) -> None:
    fill(tmp_path, "b.md", "a/z.TXT", "a/é.markdown", "a/y.py", "B.md", ".git/x.md", "c.png")
    assert names(scan([tmp_path], tmp_path), tmp_path) == [
        "B.md",
        "a/z.TXT",
        "a/é.markdown",
        "b.md",
    ]


def test_names_the_articles_of_kinds_that_are_not_read(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "b.doc", "c.zip", "d.pdf", "e.png")
    found = scan([tmp_path], tmp_path)
    assert [path.name for path in found.skipped] == ["b.doc", "c.zip"]
    assert names(found, tmp_path) == ["a.md", "d.pdf"]


def test_a_file_named_by_the_user_is_read_whatever_its_kind(tmp_path: Path) -> None:
    fill(tmp_path, "a.log")
    assert names(scan([tmp_path / "a.log"], tmp_path), tmp_path) == ["a.log"]


def test_sources_that_overlap_give_each_file_once(tmp_path: Path) -> None:
    fill(tmp_path, "a/b.md")
    found = scan([tmp_path, tmp_path / "a", tmp_path / "a" / "b.md"], tmp_path)
    assert names(found, tmp_path) == ["a/b.md"]


def test_follows_no_link_and_says_so_where_it_leads_out_or_nowhere(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    fill(corpus, "a.md")
    fill(outside, "secret.md")
    (corpus / "loop").symlink_to(corpus)
    (corpus / "out").symlink_to(outside)
    (corpus / "out.md").symlink_to(outside / "secret.md")
    (corpus / "nowhere.md").symlink_to(corpus / "gone.md")
    (corpus / "self.md").symlink_to(corpus / "self.md")
    found = scan([corpus], corpus)
    assert names(found, corpus) == ["a.md"]
    assert {(path.name, reason) for path, reason in found.failed} == {
        ("out", "a link that leaves the folder"),
        ("out.md", "a link that leaves the folder"),
        ("nowhere.md", "a link to nothing"),
        ("self.md", "a link to nothing"),
    }


def test_a_very_deep_folder_is_no_trouble(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    fill(deep, "a.md")
    assert len(scan([tmp_path], tmp_path).files) == 1


def test_a_source_that_is_missing_or_outside_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        scan([tmp_path / "gone"], tmp_path)
    (tmp_path / "corpus").mkdir()
    with pytest.raises(UsageError, match="outside"):
        scan([tmp_path], tmp_path / "corpus")


def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "a.md", "closed/b.md")
    real = os.scandir

    def refusing(path: Path) -> "os._ScandirIterator[str]":
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(str(path))

    monkeypatch.setattr(os, "scandir", refusing)
    found = scan([tmp_path], tmp_path)
    assert names(found, tmp_path) == ["a.md"]
    assert found.failed == ((tmp_path / "closed", "cannot be listed: Permission denied"),)
