"""Turns of phrase by which a sentence shows that it answers a kind of question."""

import re
from collections.abc import Mapping

from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question

_CUES: Mapping[Kind, re.Pattern[str]] = {
    Kind.WHY: re.compile(
        r"\b(?:because|due to|owing to|thanks to|as a result|since|therefore|thus|hence|so that"
        r"|in order to|caused? by|driven by|reasons?|leads? to|led to|result(?:s|ed)? (?:in|from)"
        r"|attribut\w+|stem\w* from|as \w+ (?:is|are|was|were)|this means|given (?:that|the)"
        r"|which (?:means|allows|enables|makes)|on fears?|amid|after)\b"
        r"|因为|由于|因此|所以|导致|原因",
        re.IGNORECASE,
    ),
    Kind.HOW: re.compile(
        r"\b(?:by \w+ing|by (?:a|the|means)|through|using|uses?|utili[sz]\w+|via|with the help"
        r"|based on|thereby|technique|method|approach|process|works?|first(?:ly)?|then|next|steps?"
        r"|instead of|rather than|combin\w+|convert\w*|transform\w*)\b|通过|利用|使用|采用|方法",
        re.IGNORECASE,
    ),
    Kind.OPINION: re.compile(
        r"\b(?:said|says|say|thinks?|thought|believ\w+|argu\w+|comment\w*|claim\w*|assert\w*"
        r"|predict\w*|warn\w*|respond\w*|reaction|described?|calls?|called|views?|opinions?|expect\w*"
        r"|stated?|put it|according to|exclaim\w*|added|optimistic)\b"
        r"|[“”\"]|表示|认为|称|指出",
        re.IGNORECASE,
    ),
    Kind.COMPARISON: re.compile(
        r"\b(?:than|unlike|whereas|while|compared|comparison|(?:in|by) contrast|however|differ\w*"
        r"|but|surpass\w*|exceed\w*|ahead of|instead|rather|better|more|less|advantages?"
        r"|predecessors?|previous)\b|相比|不同|而|超过",
        re.IGNORECASE,
    ),
}
_DEFINES = (
    r"\b{0}\b[^.;!?]{{0,40}}?(?:,\s|\s|\()"
    r"(?:is|are|was|were|refers? to|means?|represents?|stands? for|describes?|denotes?)\s[\w’']"
    r"|{0}(?:是|指)|\b{0}\b,? (?:an?|the) [^,.]{{3,60}},"
)
_TERM = re.compile(
    r"\b(?:is|are|was|were|does|do|of)\s+(?:an?\s|the\s)?([\w’'·\- ]+?)"
    r"(?:\s(?:mean|stand for|refer to))?\W*$",
    re.IGNORECASE,
)
_TERM_WITHIN = 120  # last characters of the question
_APPOSITION = r"(?:, (?:an?|the) |\bcalled |\bknown as |[(（])"


def cue(question: Question, sentence: str) -> float:
    """1 where the sentence is phrased as an answer to this kind of question, else 0."""
    if question.kind is Kind.DEFINITION:
        return _defines(question, sentence)
    pattern = _CUES.get(question.kind)
    return 1.0 if pattern is not None and pattern.search(sentence) else 0.0


def _defines(question: Question, sentence: str) -> float:
    term = _term(question)
    if not term:
        return 0.0
    written = re.escape(term)
    if re.search(_DEFINES.format(written), sentence[:200], re.IGNORECASE):
        return 1.0 if sentence[:60].lower().find(term.lower()) >= 0 else 0.6
    return 0.4 if re.search(rf"{written}\W{{0,3}}{_APPOSITION}", sentence, re.IGNORECASE) else 0.0


def _term(question: Question) -> str:
    """What is to be defined: the last name, else what follows "is" or "are"."""
    if question.names:
        span = question.names[-1]
        return question.text[span.start : span.end]
    match = _TERM.search(question.text[-_TERM_WITHIN:])
    return match.group(1).strip() if match else ""
