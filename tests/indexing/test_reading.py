import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.indexing import files
from rag.indexing.reading import article_id, read_article
from rag.types import Article
from tests.support.files import docx_file, epub_file


def read(folder: Path, content: str | bytes, name: str = "owls.md") -> Article:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_article(path, folder)


def test_the_text_is_the_decoded_file_unchanged(tmp_path: Path) -> None:
    content = "\ufeff---\r\ntitle: Owls\r\n---\r\n\r\nİ saw\r\nan owl 🦉.\r\n".encode()
    article = read(tmp_path, content)
    assert article.text == content.decode("utf-8")
    assert article.header.sha256 == hashlib.sha256(content).hexdigest()


def test_the_id_is_of_the_path_however_its_accents_are_composed(tmp_path: Path) -> None:
    article = read(tmp_path, "text", "Vögel/Käuze.md")
    assert article.header.path.count("/") == 1
    assert article.header.id == hashlib.sha256("Vögel/Käuze.md".encode()).hexdigest()[:16]
    assert article_id(unicodedata.normalize("NFD", "Vögel/Käuze.md")) == article.header.id


def test_front_matter_gives_the_facts(tmp_path: Path) -> None:
    header = "title: Owls\npublished: 2024-02-19\nlanguage: en\nauthor: Ann\npublisher: null\n"
    article = read(tmp_path, f"---\n{header}---\n# Another title\n\nMay 1, 2020\n")
    assert article.header.title == "Owls"
    assert article.header.published == "2024-02-19"
    assert article.header.language == "en"
    assert article.metadata == {"author": "Ann"}


def test_a_date_said_to_be_unknown_is_not_sought(tmp_path: Path) -> None:
    article = read(tmp_path, "---\npublished: null\n---\n# Owls\n\nMay 1, 2020\n\nText")
    assert article.header.published is None


def test_broken_front_matter_is_text_with_a_warning(tmp_path: Path) -> None:
    article = read(tmp_path, "---\ntitle: [\n---\n\n# Owls\n\nText")
    assert article.header.title == "Owls"
    assert "not YAML" in article.metadata["warning"]


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Intro\n\n# Owls **at** night\n\nText", "a.md", "Owls at night"),
        ("Owls at Night\n\nMay 1, 2020\n\nText", "a.txt", "Owls at Night"),
        ("share_log\n\nMay 1, 2020\n\nOwls\n\nText", "a.txt", "Owls"),
        (
            "猫头鹰的一夜\n\nA Night of the Owl\n\nOwls hunt at night. " * 3,
            "a.txt",
            "A Night of the Owl",
        ),
        ("Owls hunt at night.\n\nThey sleep by day.", "The owl.txt", "The owl"),
        ("word " * 100, "long.txt", "long"),
        ("", "empty.txt", "empty"),
    ],
)
def test_finds_a_title(tmp_path: Path, text: str, name: str, title: str) -> None:
    assert read(tmp_path, text, name).header.title == title


def test_finds_the_dateline(tmp_path: Path) -> None:
    assert read(tmp_path, "Owls\n\nUpdated Feb 25, 2024\n\nText").header.published == "2024-02-25"
    assert read(tmp_path, "Owls\n\nFeb 19 07:07\n\nText").header.published is None


def test_reads_other_encodings(tmp_path: Path) -> None:
    text = "猫头鹰在夜里捕食，白天睡觉。它们吃老鼠和小鸟，很少有人看见它们。"
    assert read(tmp_path, text.encode("gb18030")).text == text


def test_refuses_a_binary_file_and_a_large_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnreadableFile, match="a PNG image"):
        read(tmp_path, b"\x89PNG\r\n\x1a\n")
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(UnreadableFile, match="split the file"):
        read(tmp_path, "more than ten bytes")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_never_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFile, match="not a regular file"):
        read_article(tmp_path / "pipe.txt", tmp_path)


def test_says_why_a_file_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "link.txt")
    for name in ("gone.txt", "link.txt"):
        with pytest.raises(UnreadableFile, match="cannot be opened"):
            read_article(tmp_path / name, tmp_path)
    with pytest.raises(UnreadableFile, match="outside"):
        read_article(Path("/etc/hostname"), tmp_path)


def test_what_is_extracted_brings_its_own_facts(tmp_path: Path) -> None:
    article = read(tmp_path, epub_file("Owls", "They hunt at night."), "owls.epub")
    header = article.header
    assert (header.title, header.published, header.language) == ("Owls", "2024-02-15", "en")
    assert article.metadata == {"format": "epub", "author": "Ann Owl"}


def test_without_facts_the_first_heading_and_a_dateline_are_taken(tmp_path: Path) -> None:
    article = read(
        tmp_path, docx_file("Owls at night", "Published May 1, 2020", "They hunt."), "o.docx"
    )
    assert (article.header.title, article.header.published) == ("Owls at night", "2020-05-01")


def test_a_line_within_a_paragraph_is_no_dateline(tmp_path: Path) -> None:
    content = docx_file("Owls", "They were seen on\n2020-05-01 in town\nby many.")
    assert read(tmp_path, content, "o.docx").header.published is None


def test_a_table_is_called_as_its_file_and_its_rows_are_no_dateline(tmp_path: Path) -> None:
    article = read(tmp_path, "Seen,Bird\n2020-05-01,Owl\n", "birds.csv")
    assert (article.header.title, article.header.published) == ("birds", None)
