"""Questions as people type them: keywords, no question mark, slips of the finger."""

import random

_LITTLE_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "with",
        "from",
        "and",
        "or",
        "that",
        "which",
        "this",
        "what",
        "how",
        "has",
        "have",
        "had",
        "be",
        "been",
        "it",
        "its",
        "as",
        "s",
    ]
)
TYPO_SHARE = 0.06
KEYWORD_SHARE = 0.05
BARE_SHARE = 0.15
"""Questions that only lose their question mark and capitals."""
MIN_TYPO_LENGTH = 5


def asked_otherwise(question: str, chance: random.Random) -> str:
    """The question, now and then in another form that asks the same."""
    draw = chance.random()
    if draw < KEYWORD_SHARE:
        return keywords(question)
    if draw < KEYWORD_SHARE + TYPO_SHARE:
        return with_typo(question, chance)
    if draw < KEYWORD_SHARE + TYPO_SHARE + BARE_SHARE:
        return question.rstrip("? ").lower()
    return question


def keywords(question: str) -> str:
    """The question without its little words; itself where fewer than three would stay."""
    kept = [word for word in question.rstrip("? ").split() if word.lower() not in _LITTLE_WORDS]
    return " ".join(kept) if len(kept) > 2 else question


def with_typo(question: str, chance: random.Random) -> str:
    """Two neighbouring letters of one long word changed over, or one of them lost."""
    parts = question.split(" ")
    long = [n for n, part in enumerate(parts) if part.isalpha() and len(part) >= MIN_TYPO_LENGTH]
    if not long:
        return question
    place = chance.choice(long)
    parts[place] = _slipped(parts[place], chance)
    return " ".join(parts)


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randint(1, len(word) - 2)
    if chance.random() < 0.5:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
