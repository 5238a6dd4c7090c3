"""Questions about what the articles say, as the plain questions that the networks know.

"Do the articles agree on when it opened?" asks when it opened, and each day that an article gives
stands in the answer; "Which article mentions eels?" asks what is said about eels, and the citation
names the article; "Is it true that it was sold?" asks whether it was sold.
"""

import re

from rag.answering.language.indirect import asked_directly, inverted

_SOURCE = r"(?:source|article|document|paper|report|file|text|account|outlet)"
_SOURCES = (
    r"(?:any\s+|all\s+|both\s+)?(?:of\s+)?(?:the\s+|these\s+|those\s+|your\s+|our\s+|my\s+)?"
    rf"(?:\w+\s+)?{_SOURCE}s"
)
_OF_SOURCES = rf"(?:source|article|document|file|(?:(?:one\s+)?of\s+)?{_SOURCES})"
_AGREE = (
    rf"(?:(?:do|don['’]t|did)\s+{_SOURCES}\s+(?:all\s+)?(?:agree|disagree|differ|conflict"
    r"|contradict\s+(?:each\s+other|one\s+another))"
    r"|(?:is|are)\s+there\s+(?:any\s+|an?\s+)?(?:agreement|disagreements?|conflicts?"
    rf"|contradictions?|differences?)\s+(?:between|among)\s+{_SOURCES}"
    rf"|are\s+{_SOURCES}\s+(?:in\s+agreement|at\s+odds|of\s+one\s+mind))"
    r"\s+(?:on|about|over|as\s+to|regarding|concerning|in)\s+(?!whether\b|if\b)"
)
_DIFFERENT = (
    r"what\s+(?:are|were)\s+the\s+(?:differ(?:ent|ing)|conflicting|contradict(?:ory|ing))\s+"
)
_ABOUT = r"(?:about|on|regarding|concerning)"
_TREATS = (
    r"(?:mentions?|discuss(?:es)?|covers?|refers?\s+to|deals?\s+with"
    rf"|(?:talk|speak|write|report|tell)s?\s+{_ABOUT})"
)
_SAID = (
    rf"(?:what\s+(?:do|does|did)\s+{_SOURCES}\s+(?:say|tell|write|report|state)(?:\s+(?:me|us))?"
    rf"\s+{_ABOUT}"
    rf"|which\s+{_OF_SOURCES}\s+(?:{_TREATS}|(?:is|are)\s+{_ABOUT})"
    rf"|(?:do|does)\s+{_SOURCES}\s+{_TREATS}"
    rf"|(?:is|are)\s+there\s+(?:an?\s+|any\s+)?{_SOURCE}s?\s+{_ABOUT}"
    rf"|(?:please\s+)?tell\s+me\s+(?:something\s+|more\s+|all\s+|everything\s+)?about"
    r"|what\s+(?:can|could)\s+you\s+tell\s+me\s+about)\s+(?!how\b|why\b|wh\w+\b)"
)
_SAYS = r"(?:says?|states?|claims?|reports?|writes?|mentions?)"
_CLAIM = (
    rf"(?:(?:where\s+(?:does\s+it\s+{_SAYS}|is\s+it\s+(?:said|stated|written|mentioned))"
    rf"|does\s+it\s+{_SAYS}|is\s+it\s+(?:true|correct|right|said|stated|mentioned)"
    rf"|(?:do|does)\s+{_SOURCES}\s+{_SAYS})\s+that"
    rf"|which\s+{_OF_SOURCES}\s+{_SAYS}(?:\s+that)?)\s+"
)
_ASKED = re.compile(
    rf"\W*(?:{_AGREE}(?P<agreed>.+)|{_DIFFERENT}(?P<values>.+)|{_SAID}(?P<about>.+)"
    rf"|{_CLAIM}(?P<claim>.+))",
    re.IGNORECASE | re.DOTALL,
)
_ASKS = re.compile(r"(?:(?:in|on|at|by|for|to|from|with)\s+)?(?:wh\w+|how)\b", re.IGNORECASE)
_VALUES = re.compile(
    r"\b(date|day|year|figure|number|price|cost|amount|total|count|age|name|value|length|size)s\b",
    re.IGNORECASE,
)


def asked_plainly(question: str) -> str:
    """What it asks of the sources, as a direct question about the matter; any other as it is."""
    direct = asked_directly(question)
    found = _ASKED.fullmatch(direct)
    if found is None:
        return direct
    if agreed := found["agreed"]:
        return _capital(agreed) if _ASKS.match(agreed) else f"What is {agreed}"
    if values := found["values"]:
        value = _VALUES.sub(r"\1", values, count=1)
        return direct if value == values else f"What is the {value}"
    if about := found["about"]:
        return f"What is said about {about.rstrip(' .?!')}?"
    return inverted(found["claim"].rstrip(" .?!")) or direct


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
