import random
from collections import Counter

from rag.training.augmentation import asked_otherwise, keywords, with_typo

QUESTION = "What is the length of the Ardle tunnel?"


def test_keywords_are_the_words_that_carry_meaning() -> None:
    assert keywords(QUESTION) == "length Ardle tunnel"


def test_a_question_of_little_words_stays_as_it_is() -> None:
    assert keywords("What is it?") == "What is it?"


def test_a_typo_changes_one_long_word_by_one_slip() -> None:
    chance = random.Random(3)
    for _ in range(50):
        typed = with_typo("the longest tunnel", chance).split()
        changed = [
            (a, b) for a, b in zip(typed, ["the", "longest", "tunnel"], strict=True) if a != b
        ]
        assert len(changed) <= 1  # two equal letters changed over are the same word
        for slipped, word in changed:
            assert slipped[0] == word[0]
            assert not Counter(slipped) - Counter(word)
            assert len(word) - len(slipped) in {0, 1}


def test_most_questions_stay_as_they_were_asked() -> None:
    chance = random.Random(5)
    kept = sum(asked_otherwise(QUESTION, chance) == QUESTION for _ in range(1000))
    assert 680 < kept < 800
