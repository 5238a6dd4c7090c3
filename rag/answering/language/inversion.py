"""A statement or an indirect question with its verb in front: "it was sold", "was it sold?"."""

import re

_AUXILIARY = (
    r"(?:(?:is|are|was|were|can|could|will|would|may|might|must|should|shall)\b(?!['’])"
    r"|(?:has|have|had)(?= (?:\w+ly |not |never |already |ever |since |just )?"
    r"(?:been|\w+(?:ed|en|wn|ne|ld|nt|pt|ght|de|ft|ut))\b)|(?:does|do|did)(?= not\b))"
)
_VERB = re.compile(rf"(?<=\s){_AUXILIARY}", re.IGNORECASE)
_VERB_FIRST = re.compile(rf"{_AUXILIARY}|(?:has|have|had|does|do|did)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:that|what|which|who|whom|whose|where|when|if|because|and|before|after|until|till|while|since"
    r"|as|than|once|unless)\b|,",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"(?:the|an?|this|that|these|those|its?|h(?:is|er)|their|our|my|your|he|she|they|we|you|I|it)\b",
    re.IGNORECASE,
)
_ONE_DOES = re.compile(
    r"(?P<subject>(?:(?i:the|an?|this|its|his|her|their|our|my|your) \w+|[A-Z][\w-]*|it|he|she))"
    r" (?P<verb>[a-z]{2,}s)\b(?P<rest>.*)",
    re.DOTALL,
)
"""Present tense of one: "the pump works"."""
_SEVERAL_DO = re.compile(
    r"(?P<subject>(?:all |any of |both )?(?:(?:the|these|those|your|our|my) )?(?:\w+ )?\w+s)"
    r" (?:all )?(?:agree|disagree|differ|mention|discuss|say|state|report)\b",
    re.IGNORECASE,
)
"""What articles do: "the articles agree"."""
_ADJECTIVE = re.compile(
    r"(?!it\b|he\b|she\b|they\b|we\b|you\b)[a-z]+(?: (?:to|of|for|in|with|at|about) .*)?"
)
"""As in "how steep the path is"; a bare plural may look so: "how prices are set"."""
_UNLIKE = {"has": "have", "does": "do"}
_SMALL_START = re.compile(
    r"(?:The|An?|It|They|He|She|We|You|This|These|His|Her|Their|Its)\b(?! [A-Z])"
)
_SUBJECTS = frozenset({"what", "who", "which", "whose", "many", "much"})
"""May be what the verb behind them is about: "who founded it", "how much water was lost"."""


def inverted(claim: str) -> str:
    """The statement as a question: "It was sold", "Was it sold?". Empty where no verb is known."""
    verb = _VERB.search(claim)
    if verb is not None and not _CLAUSE.search(claim, 0, verb.start()):
        subject = _small(claim[: verb.start()].rstrip())
        return f"{capital(verb[0])} {subject}{claim[verb.end() :]}?"
    if several := _SEVERAL_DO.match(claim):
        return f"Do {_small(several['subject'])}{claim[several.end('subject') :]}?"
    does = _ONE_DOES.fullmatch(claim)
    return capital(_doing(does)) if does else ""


def put_directly(wh: str, rest: str) -> str:
    """What is asked after `wh`, as a question: "when" and "it was sold", "When was it sold?".

    The verb stays where it is unless it is clear which it is and that it has a subject of its own.
    """
    plain = f"{capital(wh)} {rest}?"
    may_be_subject = not _SUBJECTS.isdisjoint(wh.lower().split())
    verb = _VERB.search(rest)
    if verb is None:
        does = None if may_be_subject and not _is_named(rest) else _ONE_DOES.fullmatch(rest)
        return f"{capital(wh)} {_doing(does)}" if does else plain
    if _VERB_FIRST.match(rest) or _CLAUSE.search(rest, 0, verb.start()):
        return plain
    if wh.lower() == "how" and _ADJECTIVE.fullmatch(rest[: verb.start()].rstrip()):
        return plain
    if may_be_subject and verb.end() < len(rest) and not _is_named(rest):
        return plain
    return f"{capital(wh)} {verb[0]} {_small(rest[: verb.start()].rstrip())}{rest[verb.end() :]}?"


def capital(text: str) -> str:
    """The text with a capital in front."""
    return text[0].upper() + text[1:]


def _doing(does: re.Match[str]) -> str:
    """As a question: "the pump works", "does the pump work?"."""
    return f"does {_small(does['subject'])} {_base(does['verb'])}{does['rest']}?"


def _base(verb: str) -> str:
    if verb in _UNLIKE:
        return _UNLIKE[verb]
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if re.search(r"(?:ch|sh|ss|x|o)es$", verb) else verb[:-1]


def _is_named(rest: str) -> bool:
    """Does a subject of its own follow: "what the price is", "who Ada Marsh is"?"""
    return bool(_DEFINITE.match(rest)) or rest[0].isupper()


def _small(subject: str) -> str:
    if _SMALL_START.match(subject):
        return subject[0].lower() + subject[1:]
    return subject
