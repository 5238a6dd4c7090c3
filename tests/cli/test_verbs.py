"""The command line as a person and a script meet it: real files, real models, real exit codes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.cli.verbs import run
from rag.storage.index import Index
from tests.support import layouts

pytestmark = pytest.mark.slow

TEA = """\
---
title: Tea in the hills
published: 2021-05-04
---

# Tea in the hills

The tea garden at Lowick was planted in 1867 by Ada Marsh. It grows four kinds of tea.

The harvest of 2020 came to 12 tonnes, the smallest in ten years, because a late frost killed the
young leaves. The pickers were paid 11 pounds an hour.
"""
RAIL = """\
The railway to Lowick

The railway reached Lowick on 3 June 1881. The journey from the coast took 95 minutes.
The line was closed in 1964 because too few people used it.
"""

Rag = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "tea.md").write_text(TEA, "utf-8")
    (folder / "rail.txt").write_text(RAIL, "utf-8")
    return folder


@pytest.fixture(scope="module")
def index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    assert run(["index", str(corpus), "--index", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture
def rag(capfdbinary: pytest.CaptureFixture[bytes]) -> Rag:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def asked(rag: Rag, index: Path, question: str, *more: object) -> dict[str, Any]:
    _, out, _ = rag("ask", question, "--index", index, "--json", *more)
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_answers_in_the_articles_own_words(rag: Rag, index: Path, corpus: Path) -> None:
    answer = asked(rag, index, "When did the railway reach Lowick?", "--reader", "lexical")
    assert answer["answered"]
    assert answer["answer"] == "3 June 1881"
    (citation,) = answer["citations"]
    text = (corpus / citation["path"]).read_bytes().decode()
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert (citation["path"], citation["line"]) == ("rail.txt", 3)


def test_an_answer_ends_with_0_and_shows_file_line_and_date(rag: Rag, index: Path) -> None:
    code, out, _ = rag(
        "ask", "Who planted the tea garden at Lowick?", "--index", index, "--reader", "lexical"
    )
    assert code == 0
    assert "Ada Marsh" in out
    assert "tea.md:8" in out
    assert "2021-05-04" in out


def test_a_citation_of_a_file_that_has_changed_or_is_gone_is_marked(
    rag: Rag, tmp_path: Path
) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    (corpus / "rail.txt").write_text(RAIL, "utf-8")
    (corpus / "tea.md").write_text(TEA, "utf-8")
    rag("index", corpus, "--index", index)
    question = ("When did the railway reach Lowick?", "--reader", "lexical")

    def evidence() -> object:
        (citation,) = asked(rag, index, *question)["citations"]
        return citation["evidence"]

    def told() -> str:
        return rag("ask", *question, "--index", index)[1]

    assert (evidence(), "since it was indexed" in told()) == ("unchanged", False)
    (corpus / "rail.txt").write_text(RAIL.replace("1881", "1882"), "utf-8")
    assert (evidence(), "has changed since it was indexed" in told()) == ("changed", True)
    found = rag("search", "--keyword", "railway Lowick", "--index", index)[1]
    assert f"has changed since it was indexed: run `rag index --index {index}`" in found
    (corpus / "rail.txt").unlink()
    assert (evidence(), "is gone since it was indexed" in told()) == ("gone", True)


def test_a_question_that_the_articles_do_not_answer_ends_with_3(rag: Rag, index: Path) -> None:
    code, out, _ = rag(
        "ask", "What is the boiling point of mercury?", "--index", index, "--reader", "lexical"
    )
    assert code == 3
    assert "The articles do not say." in out
    assert "The nearest passages:" in out


def test_a_saved_answer_is_verified_without_the_index(
    rag: Rag, index: Path, corpus: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "answer.json"
    question = "How many tonnes was the harvest of 2020?"
    answer = asked(rag, index, question, "--reader", "lexical")
    saved.write_text(json.dumps(answer), "utf-8")
    code, out, _ = rag("verify", saved, "--articles", corpus)
    assert (code, "1 of 1 citations hold" in out) == (0, True)
    answer["citations"][0]["start"] += 1
    answer["citations"][0]["end"] += 1
    saved.write_text(json.dumps(answer), "utf-8")
    code, out, _ = rag("verify", saved, "--articles", corpus)
    assert (code, "0 of 1 citations hold" in out) == (1, True)


def test_a_batch_gives_one_answer_a_line_in_the_same_order_with_its_id(
    rag: Rag, index: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "questions.txt"
    lines = [
        "When did the railway reach Lowick?",
        "",
        '{"id": 7, "question": "Who planted the tea garden?"}',
        " \t",
        '{"id": 8}',
    ]
    batch.write_text("\n".join(lines) + "\n", "utf-8")
    code, out, _ = rag("ask", "--batch", batch, "--index", index, "--reader", "lexical")
    first, second, third = map(json.loads, out.splitlines())
    assert first["question"] == lines[0]
    assert second["id"] == 7
    assert "line 5" in third["error"]
    assert code == 2


def test_a_bad_line_of_a_batch_costs_that_line_and_no_other(
    rag: Rag, index: Path, tmp_path: Path
) -> None:
    good = b"When did the railway reach Lowick?"
    bad = {
        b'{"id": NaN, "question": "Who?"}': "`id` is neither",
        b'{"id": ["a"], "question": "Who?"}': "`id` is neither",
        b'{"id": "\\ud800", "question": "Who?"}': "not UTF-8",
        b'{"question": null}': "`question` is no string",
        b'{"question": ["a"]}': "`question` is no string",
        b'{"id": %s}' % (b"9" * 5000): "not JSON",
        b'{"question": %s' % (b"[" * 100_000): "not JSON",
        b'{"question"': "not JSON",
        "Où est la clé ?".encode("latin-1"): "not UTF-8",
    }
    batch = tmp_path / "questions.txt"
    batch.write_bytes(b"\n".join([*bad, good]))
    code, out, _ = rag("ask", "--batch", batch, "--index", index, "--reader", "lexical")
    *failed, answered = map(json.loads, out.splitlines())
    told = zip(failed, bad.values(), strict=True)
    for number, (line, words) in enumerate(told, 1):
        assert line["error"].startswith(f"line {number}: ")
        assert words in line["error"]
    assert (code, answered["answer"]) == (2, "3 June 1881")


def test_a_bad_question_of_a_batch_is_told_with_its_id(
    rag: Rag, index: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "questions.txt"
    batch.write_text('{"id": "a", "question": 7}\n{"id": "b", "question": " "}\n', "utf-8")
    _, out, _ = rag("ask", "--batch", batch, "--index", index, "--reader", "lexical")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "b"]


def test_the_steps_of_an_article_are_shown_with_their_numbers(rag: Rag, tmp_path: Path) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    steps = "1. Turn the key.\n2. Pull the handle.\n3. Step inside.\n"
    (corpus / "door.md").write_text(f"# The door\n\nTo open the door:\n\n{steps}", "utf-8")
    rag("index", corpus, "--index", index)
    lines = rag("ask", "How do you open the door?", "--index", index)[1].splitlines()
    assert [line[:2] for line in lines[:3]] == ["1.", "2.", "3."]


def test_a_message_cannot_steer_the_terminal(rag: Rag, tmp_path: Path) -> None:
    code, _, err = rag("ask", "x", "--index", tmp_path / "\x1b[2J")
    assert (code, "␛[2J" in err, "\x1b" in err) == (4, True, False)


def test_blank_lines_of_a_batch_are_no_questions(rag: Rag, index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.txt"
    batch.write_text("\ufeff\nWhen did the railway reach Lowick?\r\n\r\n\n", "utf-8")
    code, out, _ = rag("ask", "--batch", batch, "--index", index, "--reader", "lexical")
    assert (code, len(out.splitlines())) == (0, 1)


def test_a_reader_that_is_none_is_said_to_be_none_of_those_there_are(rag: Rag, index: Path) -> None:
    code, _, err = rag("ask", "x", "--index", index, "--reader", "foo")
    assert (code, "'foo' is neither pincite, lexical, a folder" in err) == (5, True)
    assert "huggingface.co" not in err


def test_a_copied_file_is_no_second_source(rag: Rag, tmp_path: Path) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    for name in ("rail.txt", "copy.txt"):
        (corpus / name).write_text(RAIL, "utf-8")
    assert "one file several times: copy.txt, rail.txt" in rag("index", corpus, "--index", index)[1]
    answer = asked(rag, index, "When did the railway reach Lowick?", "--reader", "lexical")
    assert (answer["answer"], len(answer["citations"])) == ("3 June 1881", 1)


def test_a_search_by_keywords_loads_neither_models_nor_rules_of_answering(index: Path) -> None:
    code = (
        "import sys; from rag.cli.verbs import main;"
        f"sys.argv = ['rag', 'search', 'frost', '--keyword', '--index', {str(index)!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(' '.join(sys.modules))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(finished.stdout.splitlines()[-1].split())
    assert "rag.retrieval.retriever" in loaded
    assert not loaded & {"rag.answering.answerer", "rag.models.reader", "onnxruntime"}


def test_search_by_keywords_names_place_and_score(rag: Rag, index: Path) -> None:
    code, out, _ = rag("search", "frost", "--keyword", "--explain", "--index", index)
    assert code == 0
    assert "tea.md:" in out
    assert "keyword" in out


def test_status_says_when_a_file_has_changed_and_which(rag: Rag, tmp_path: Path) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("The lamp is green.", "utf-8")
    assert rag("index", corpus, "--index", index)[0] == 0
    assert rag("status", "--index", index)[0] == 0
    (corpus / "a.txt").write_text("The lamp is red.", "utf-8")
    (corpus / "b.txt").write_text("The door is blue.", "utf-8")
    code, out, _ = rag("status", "--index", index, "--json")
    states = {file["path"]: file["state"] for file in json.loads(out)["files"]}
    assert (code, states) == (4, {"a.txt": "changed since", "b.txt": "not indexed yet"})


def test_a_second_sync_encodes_nothing_and_a_rename_neither(rag: Rag, tmp_path: Path) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("A title line\n\nThe lamp is green.", "utf-8")
    rag("index", corpus, "--index", index)
    again = json.loads(rag("index", "--index", index, "--json")[1])
    assert (again["unchanged"], again["encoded"], again["generation"]) == (1, 0, 1)
    (corpus / "a.txt").rename(corpus / "b.txt")
    renamed = json.loads(rag("index", "--index", index, "--json")[1])
    assert (renamed["renamed"], renamed["encoded"]) == (1, 0)


@pytest.mark.parametrize("layout", layouts.SIZES)
def test_after_compacting_no_byte_of_a_deleted_article_is_below_the_index(
    rag: Rag, tmp_path: Path, layout: str
) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    with layouts.used(layout):
        grow(rag, corpus, index)
        assert layouts.form(index) == {"small": "flat", "grown": "ivf-rabitq and 1 more"}[layout]
        require_gone_when_compacted(rag, corpus, index)


def grow(rag: Rag, corpus: Path, index: Path) -> None:
    """Articles, and later one more, that is to be deleted too."""
    corpus.mkdir()
    for number in range(25):
        (corpus / f"kept{number}.txt").write_text(f"The lamp {number} is green.", "utf-8")
    for name in ("gone", "late"):
        (corpus / f"{name}.txt").write_text("zqxcanary\n\nThe zqxcanary is blue.\n" * 50, "utf-8")
        assert rag("index", corpus, "--index", index)[0] == 0


def require_gone_when_compacted(rag: Rag, corpus: Path, index: Path) -> None:

    def holding() -> list[str]:
        files = [path for path in index.rglob("*") if path.is_file()]
        return [path.name for path in files if b"zqxcanary" in path.read_bytes()]

    assert holding()
    with Index.open(index):
        for name in ("gone", "late"):
            (corpus / f"{name}.txt").unlink()
        code, _, err = rag("index", "--compact", "--index", index)
        assert (code, "what was deleted is still in the folder" in err) == (5, True)
    assert rag("index", "--compact", "--index", index)[0] == 0
    assert holding() == []


def test_one_bad_file_is_told_and_never_stops_the_rest(rag: Rag, tmp_path: Path) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    (corpus / "good.txt").write_text("The lamp is green.", "utf-8")
    (corpus / "bad.txt").write_bytes(bytes(range(256)) * 40)
    (corpus / "loop").symlink_to(corpus)
    code, out, _ = rag("index", corpus, "--index", index, "--json")
    report = json.loads(out)
    assert (code, report["added"]) == (0, 1)
    assert "bad.txt" in {failure["path"] for failure in report["failed"]}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["ask", ""], 2, "the question is empty"),
        (["ask", "a" * 100_000], 2, "100,000 characters"),
        (["ask"], 2, "give one question"),
        (["ask", "x", "--risk", "2"], 2, "risk must be"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_a_wrong_call_ends_with_2_and_the_next_step(
    rag: Rag, index: Path, arguments: list[str], code: int, told: str
) -> None:
    place = ["--index", str(index)] if arguments[0] == "ask" else []
    ended, _, err = rag(*arguments, *place)
    assert (ended, told in err) == (code, True)
    assert "Traceback" not in err


def test_a_question_of_one_character_is_no_error(rag: Rag, index: Path) -> None:
    assert rag("ask", "x", "--index", index, "--reader", "lexical")[0] in {0, 3}


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("index", "rag: interrupted; what was encoded so far is kept\n"),
        ("search", "rag: interrupted\n"),
    ],
)
def test_an_interrupted_verb_speaks_of_what_it_did_alone(
    rag: Rag, monkeypatch: pytest.MonkeyPatch, verb: str, told: str
) -> None:
    for room in ("asking", "keeping"):
        monkeypatch.setattr(f"rag.cli.{room}.load_settings", _interrupt)
    code, _, err = rag(verb, "notes")
    assert (code, err.lstrip()) == (130, told)


def _interrupt(flags: object) -> None:
    raise KeyboardInterrupt


def test_without_an_index_it_names_the_command_that_builds_one(rag: Rag, tmp_path: Path) -> None:
    code, out, err = rag("ask", "x", "--index", tmp_path / "none", "--json")
    assert code == 4
    assert "rag index" in err
    assert json.loads(out)["exit_code"] == 4


def test_an_empty_folder_says_which_files_are_read(rag: Rag, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = rag("index", tmp_path / "empty", "--index", tmp_path / "index")
    assert (code, ".md" in err) == (2, True)


def test_a_folder_that_is_not_there_is_said_to_be_missing(rag: Rag, tmp_path: Path) -> None:
    code, _, err = rag("index", tmp_path / "no", "--index", tmp_path / "index")
    assert (code, "does not exist" in err) == (2, True)


def test_a_damaged_store_is_refused_with_the_command_that_mends_it(
    rag: Rag, corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    rag("index", corpus, "--index", index)
    (store,) = index.glob("*.sqlite*")
    content = bytearray(store.read_bytes())
    content[: len(content) // 2] = os.urandom(len(content) // 2)
    store.write_bytes(content)
    code, _, err = rag("ask", "When was the line closed?", "--index", index)
    assert (code, "rag index --rebuild" in err) == (4, True)
    assert rag("index", corpus, "--rebuild", "--index", index)[0] == 0
    assert rag("ask", "When was the line closed?", "--index", index)[0] in {0, 3}


def test_another_splitting_is_refused_with_the_command_that_mends_it(rag: Rag, index: Path) -> None:
    code, _, err = rag("index", "--passage-sentences", "3", "--index", index)
    assert (code, "rag index --rebuild" in err) == (4, True)


def test_doctor_finds_a_sound_index_sound(rag: Rag, index: Path) -> None:
    code, out, _ = rag("doctor", "--index", index, "--json")
    assert code == 0
    assert all(finding["sound"] for finding in json.loads(out))


def test_doctor_changes_nothing_until_it_is_told_to_mend(
    rag: Rag, index: Path, tmp_path: Path
) -> None:
    broken = Path(shutil.copytree(index, tmp_path / "broken"))
    (vectors,) = broken.glob("vectors-*")
    vectors.write_bytes(b"rubbish")
    (broken / "keywords-9-dead.tmp").mkdir()
    (broken / "writer.json").write_text('{"pid": 1, "host": "gone", "since": "2020"}', "utf-8")
    before = sorted(broken.iterdir())
    code, out, _ = rag("doctor", "--index", broken)
    assert (code, sorted(broken.iterdir()), vectors.read_bytes()) == (1, before, b"rubbish")
    for words in (vectors.name, "keywords-9-dead.tmp", "process 1 on gone", "rag doctor --fix"):
        assert words in out
    code, out, _ = rag("doctor", "--fix", "--index", broken, "--json")
    mended = {each["part"] for each in json.loads(out) if each["verdict"] == "mended"}
    assert (code, mended) == (0, {"derived files", "leftovers"})
    code, out, _ = rag("doctor", "--index", broken, "--json")
    assert (code, {each["verdict"] for each in json.loads(out)}) == (0, {"sound"})
    assert not (broken / "writer.json").exists()


@pytest.mark.parametrize("file", ["vectors-1-*.faiss", "vectors-1-*.rows", "vectors-2-*.faiss"])
def test_doctor_names_and_mends_a_damaged_file_of_any_part(
    rag: Rag, tmp_path: Path, file: str
) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    with layouts.used(layouts.GROWN):
        grow(rag, corpus, index)
        (damaged,) = index.glob(file)
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2] ^= 1
        damaged.write_bytes(content)
        code, out, _ = rag("doctor", "--index", index)
        assert (code, damaged.name in out, "rag doctor --fix" in out) == (1, True, True)
        code, out, _ = rag("doctor", "--fix", "--index", index, "--json")
        mended = {each["part"] for each in json.loads(out) if each["verdict"] == "mended"}
        assert (code, mended) == (0, {"derived files"})
        code, out, _ = rag("doctor", "--index", index, "--json")
        assert (code, {each["verdict"] for each in json.loads(out)}) == (0, {"sound"})
        assert layouts.form(index) == "ivf-rabitq"


def test_doctor_ends_with_4_where_the_store_is_damaged_or_missing(
    rag: Rag, index: Path, tmp_path: Path
) -> None:
    broken = Path(shutil.copytree(index, tmp_path / "broken"))
    content = bytearray((broken / "pincite.sqlite3").read_bytes())
    place = content.index(b"Ada Marsh")
    content[place] ^= 1
    (broken / "pincite.sqlite3").write_bytes(content)
    for folder, told in ((broken, "rag index --rebuild"), (tmp_path / "none", "rag index")):
        code, out, _ = rag("doctor", "--fix", "--index", folder)
        assert (code, told in out) == (4, True)


def test_doctor_names_the_files_that_have_changed(rag: Rag, tmp_path: Path) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("The lamp is green.", "utf-8")
    rag("index", corpus, "--index", index)
    (corpus / "a.txt").write_text("The lamp is red.", "utf-8")
    code, out, _ = rag("doctor", "--index", index)
    mends = f"a.txt (changed since): run `rag index --index {index}`"
    assert (code, mends in out) == (1, True)


def test_index_and_ask_need_no_network(
    rag: Rag, corpus: Path, tmp_path: Path, socket_disabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert rag("index", corpus, "--index", tmp_path / "index")[0] == 0
    code, out, _ = rag("ask", "When was the line closed?", "--index", tmp_path / "index")
    assert (code, "1964" in out) == (0, True)
