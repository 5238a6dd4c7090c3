"""Files that are not plain text, from the folder to the checked citation."""

import json
from pathlib import Path

import pytest

from rag.cli.verbs import run
from tests.support.files import pdf_file, pptx_file

pytestmark = pytest.mark.slow

INTRO = "This paper tells how a small town came by its gardens and its trains over a century."
RAIL = "The railway reached Lowick on 3 June 1881. The journey from the coast took 95 minutes."
TEA = "The tea garden at Lowick was planted in 1867 by Ada Marsh. It grows four kinds of tea."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "rail.pdf").write_bytes(pdf_file("The railway", INTRO, RAIL))
    (corpus / "tea.pptx").write_bytes(pptx_file("Tea in the hills", INTRO, TEA))
    (corpus / "torn.docx").write_bytes(b"PK\x03\x04 torn")
    assert run(["index", str(corpus), "--index", str(folder / "index"), "--quiet"]) == 0
    return folder / "index"


@pytest.mark.parametrize(
    ("question", "answer", "path", "page", "slide"),
    [
        ("When did the railway reach Lowick?", "3 June 1881", "rail.pdf", 2, None),
        ("Who planted the tea garden at Lowick?", "Ada Marsh", "tea.pptx", None, 2),
    ],
)
def test_an_answer_names_page_or_slide_and_is_verified_without_index_or_model(
    index: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    question: str,
    answer: str,
    path: str,
    page: int | None,
    slide: int | None,
) -> None:
    asked = ["ask", question, "--index", str(index), "--reader", "lexical"]
    assert run([*asked, "--json"]) == 0
    saved = capfdbinary.readouterr().out
    found = json.loads(saved)
    (citation,) = found["citations"]
    assert (found["answer"], citation["path"]) == (answer, path)
    assert (citation["page"], citation["slide"]) == (page, slide)
    assert run(asked) == 0
    place = f"page {page}" if page else f"slide {slide}"
    assert f"{path}, {place}" in capfdbinary.readouterr().out.decode()
    assert run(["search", question, "--keyword", "--index", str(index)]) == 0
    assert f" 1. {path}, {place.split(maxsplit=1)[0]} " in capfdbinary.readouterr().out.decode()
    (index.parent / "answer.json").write_bytes(saved)
    corpus = str(index.parent / "corpus")
    gone = str(index.parent / "no index here")
    verify = ["verify", str(index.parent / "answer.json"), "--articles", corpus, "--index", gone]
    assert run(verify) == 0
    assert b"1 of 1 citations hold." in capfdbinary.readouterr().out


def test_a_torn_file_is_named_with_its_reason(
    index: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["index", "--index", str(index)]) == 0
    assert b"not read: torn.docx: damaged or cut off" in capfdbinary.readouterr().out
