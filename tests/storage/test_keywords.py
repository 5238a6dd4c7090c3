import math
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.storage.files import SealBroken
from rag.storage.keywords import KeywordIndex


def ids(index: KeywordIndex, question: str, limit: int = 10) -> list[int]:
    return [passage for passage, _ in index.search(question, limit)]


def index_of(*texts: str) -> KeywordIndex:
    return KeywordIndex.build(enumerate(texts, start=1))


def test_scores_are_those_of_bm25_worked_by_hand() -> None:
    texts = ("apple banana", "apple apple cherry date", "banana egg fig", "grape")
    lengths, average, count = (2, 4, 3, 1), 10 / 4, 4

    def weight(frequency: int, length: int, holding: int) -> float:
        rarity = math.log(1 + (count - holding + 0.5) / (holding + 0.5))
        norm = 1.2 * (1 - 0.75 + 0.75 * length / average)
        return rarity * frequency * (1.2 + 1) / (frequency + norm)

    expected = {
        1: weight(1, lengths[0], 2) + weight(1, lengths[0], 2),
        2: weight(2, lengths[1], 2),
        3: weight(1, lengths[2], 2),
    }
    found = dict(index_of(*texts).search("apple banana", 10))
    assert found == pytest.approx(expected, rel=1e-5)
    assert list(found) == sorted(expected, key=lambda passage: -expected[passage])


def test_endings_of_english_words_do_not_matter() -> None:
    index = index_of("She runs daily.", "They were running late.", "A banking crisis", "Banks")
    assert set(ids(index, "run")) == {1, 2}
    assert set(ids(index, "RUNNING runs")) == {1, 2}
    assert set(ids(index, "bank")) == {3, 4}


def test_a_possessive_is_the_word() -> None:
    assert ids(index_of("Nvidia’s shares", "other shares"), "nvidia") == [1]


def test_chinese_is_found_by_its_words_without_spaces() -> None:
    index = index_of("中国人民银行宣布降息", "人民日报报道了新闻", "银行家们开会", "天气很好")
    assert ids(index, "银行降息")[0] == 1
    assert set(ids(index, "银行")) == {1, 3}
    assert ids(index, "天") == [4]


def test_japanese_is_found_in_kana_and_kanji() -> None:
    index = index_of("東京タワーは高い", "京都の寺", "大阪のたこ焼き")
    assert ids(index, "東京タワー") == [1]
    assert ids(index, "たこ焼き") == [3]


@pytest.mark.parametrize(
    "question",
    [
        'apple" OR *', "terms:apple", "+apple -banana", "(apple", "apple AND", "apple~2 \\",
        "^apple^", "apple\0", "[apple TO banana]", "\ud800apple", "apple/", "'apple'", "*apple*",
        "apple\u202e",
    ],
)  # fmt: skip
def test_a_question_is_words_and_never_a_query_language(question: str) -> None:
    index = index_of("an apple", "a pear")
    assert ids(index, question) == [1]


@pytest.mark.parametrize("question", ["", " ", "?!", "zzz", "\0", "\ud800", "🙂"])
def test_a_question_without_a_known_word_finds_nothing(question: str) -> None:
    assert index_of("an apple", "a pear").search(question, 5) == []


def test_a_question_of_100_000_characters_is_answered() -> None:
    words = " ".join(f"word{number}" for number in range(11_000))[:100_000]
    assert ids(index_of("word7", "other"), words) == [1]


def test_a_word_of_a_megabyte_does_not_stop_the_rest() -> None:
    assert ids(index_of("a" * (1 << 20), "apple", "b" * 70_000 + " apple"), "apple") == [2, 3]


def test_equal_scores_come_in_the_order_of_the_build() -> None:
    index = KeywordIndex.build([(9, "same words"), (4, "same words"), (7, "same words")])
    assert ids(index, "words") == [9, 4, 7]
    assert ids(index, "words", limit=2) == [9, 4]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    assert KeywordIndex.build([]).search("apple", 5) == []
    seal = KeywordIndex.write(tmp_path, "k", [])
    assert KeywordIndex.load(tmp_path, seal).search("apple", 5) == []


def test_a_written_index_is_loaded_the_same(tmp_path: Path) -> None:
    texts = [(number, f"apple number {number} of {number % 7}") for number in range(200)]
    seal = KeywordIndex.write(tmp_path, "k", texts)
    assert [path.name for path in tmp_path.iterdir()] == ["k"]
    loaded, built = KeywordIndex.load(tmp_path, seal), KeywordIndex.build(texts)
    for question in ("apple 3", "number 199", "of 6"):
        assert loaded.search(question, 20) == built.search(question, 20)


@pytest.mark.parametrize("damage", ["flip", "cut", "extra", "gone", "swapped"])
def test_an_altered_folder_is_not_opened(tmp_path: Path, damage: str) -> None:
    seal = KeywordIndex.write(tmp_path, "k", [(1, "apple"), (2, "pear")])
    largest = max((tmp_path / "k").iterdir(), key=lambda path: path.stat().st_size)
    content = largest.read_bytes()
    match damage:
        case "flip":
            largest.write_bytes(content[:-1] + bytes([content[-1] ^ 128]))
        case "cut":
            largest.write_bytes(content[:-1])
        case "extra":
            (tmp_path / "k" / "more").touch()
        case "gone":
            largest.unlink()
        case _:
            other = KeywordIndex.write(tmp_path, "other", [(1, "apple"), (2, "plum")])
            (tmp_path / "k").rename(tmp_path / "aside")
            (tmp_path / other.name).rename(tmp_path / "k")
    with pytest.raises(SealBroken, match="k is not what this version of pincite wrote"):
        KeywordIndex.load(tmp_path, seal)


def test_terms_of_another_version_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = KeywordIndex.write(tmp_path, "k", [(1, "apple")])
    monkeypatch.setattr("rag.storage.keywords.VERSION", 99)
    with pytest.raises(SealBroken, match="not what this version"):
        KeywordIndex.load(tmp_path, seal)


def test_threads_may_search_at_once() -> None:
    index = index_of(*(f"apple {number} pear" for number in range(300)))
    expected = index.search("apple 7", 50)
    wrong: list[object] = []

    def search() -> None:
        for _ in range(50):
            found = index.search("apple 7", 50)
            if found != expected:
                wrong.append(found)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_folder_that_cannot_be_written_is_a_fault_of_the_disk(tmp_path: Path) -> None:
    # Which one depends on whether tantivy's thread writes before the file stands there.
    fault = "(Not a directory|No such file or directory): the keyword index"
    with pytest.raises(OSError, match=fault):
        KeywordIndex.write(tmp_path, "keywords", _and_take_away(tmp_path / "keywords.tmp"))


def _and_take_away(folder: Path) -> Iterator[tuple[int, str]]:
    yield 1, "harbour"
    folder.rename(folder.with_suffix(".away"))  # at once: tantivy's thread may be writing in it
    folder.touch()


def test_a_folder_that_can_be_opened_nowhere_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = KeywordIndex.write(tmp_path, "keywords", [(1, "harbour")])
    lock = tmp_path / "keywords" / ".tantivy-meta.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    assert len(KeywordIndex.load(tmp_path, seal)) == 1
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with pytest.raises(SealBroken, match=r"keywords cannot be opened \(No such file"):
        KeywordIndex.load(tmp_path, seal)
