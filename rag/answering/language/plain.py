"""Questions about what the articles say, as the plain questions that the networks know.

"Do the articles agree on when it opened?" asks when it opened, and each day that an article gives
stands in the answer; "Which article mentions eels?" asks what is said about eels, and the citation
names the article; "Is it true that it was sold?" asks whether it was sold.
"""

import re

from rag.answering.language.indirect import asked_directly, directly
from rag.answering.language.inversion import inverted

_SOURCE = r"(?:source|article|document|paper|report|file|text|account|outlet)"
_SOURCES = (
    r"(?:any |all |both )?(?:of )?(?:the |these |those |your |our |my )?"
    rf"(?:\w+ )?{_SOURCE}s"
)
_OF_SOURCES = rf"(?:source|article|document|file|(?:(?:one )?of )?{_SOURCES})"
_AGREE = (
    rf"(?:(?:do|don['’]t|did) {_SOURCES} (?:all )?(?:agree|disagree|differ|conflict"
    r"|contradict (?:each other|one another))"
    r"|(?:is|are) there (?:any |an? )?(?:agreement|disagreements?|conflicts?"
    rf"|contradictions?|differences?) (?:between|among) {_SOURCES}"
    rf"|are {_SOURCES} (?:in agreement|at odds|of one mind))"
    r" (?:on|about|over|as to|regarding|concerning|in) (?!whether\b|if\b)"
)
_DIFFERENT = r"what (?:are|were) the (?:differ(?:ent|ing)|conflicting|contradict(?:ory|ing)) "
_ABOUT = r"(?:about|on|regarding|concerning)"
_TREATS = (
    r"(?:mentions?|discuss(?:es)?|covers?|refers? to|deals? with"
    rf"|(?:talk|speak|write|report|tell)s? {_ABOUT})"
)
_SAID = (
    rf"(?:what (?:do|does|did) {_SOURCES} (?:say|tell|write|report|state)(?: (?:me|us))?"
    rf" {_ABOUT}"
    rf"|which {_OF_SOURCES} (?:{_TREATS}|(?:is|are) {_ABOUT})"
    rf"|(?:do|does) {_SOURCES} {_TREATS}"
    rf"|(?:is|are) there (?:(?:an? |any )?{_SOURCE}s?|any(?:thing| information)) {_ABOUT}"
    rf"|(?:please )?tell me (?:something |more |all |everything )?about"
    r"|what (?:can|could) you tell me about) (?!how\b|why\b|wh\w+\b)"
)
_SAYS = r"(?:says?|states?|claims?|reports?|writes?|mentions?)"
_CLAIM = (
    rf"(?:(?:where (?:does it {_SAYS}|is it (?:said|stated|written|mentioned))"
    rf"|does it {_SAYS}|is it (?:true|correct|right|said|stated|mentioned)"
    rf"|(?:do|does) {_SOURCES} {_SAYS}) that"
    rf"|which {_OF_SOURCES} {_SAYS}(?: that)?) "
)
_MENTIONED = (
    r"(?:is|are|was|were) (?P<named>.+?) (?:mentioned|discussed|referred to|talked"
    rf" about|written about)(?: anywhere)?(?: in {_SOURCES})?[ ?.!]*"
)
_ASKED = re.compile(
    rf"\W*(?:{_MENTIONED}|{_AGREE}(?P<agreed>.+)|{_DIFFERENT}(?P<values>.+)|{_SAID}(?P<about>.+)"
    rf"|{_CLAIM}(?P<claim>.+))",
    re.IGNORECASE | re.DOTALL,
)
_HERE = (
    rf"(?:(?:according to|based on|going by) (?:(?:the|this|your) {_SOURCE}|{_SOURCES})"
    r"|(?:anywhere )?in (?:(?:the|this|your) (?:article|document|text)"
    r"|(?:any of |all )?(?:the|these|those|your|my|our)"
    r" (?:articles|documents|sources|texts|files)))"
)
_FIRST_HERE = re.compile(rf"\A\W*{_HERE}[,:] ?(?=\w)", re.IGNORECASE)
_LAST_HERE = re.compile(
    rf"(?<! is)(?<! are)(?<! was)(?<! were)(?<! be) ?,? {_HERE}(?=[ ?.!]*\Z)", re.IGNORECASE
)
_VALUES = re.compile(
    r"\b(date|day|year|figure|number|price|cost|amount|total|count|age|name|value|length|size)s\b",
    re.IGNORECASE,
)


def asked_plainly(question: str) -> str:
    """What it asks of the sources, as a direct question about the matter; any other as it is."""
    spaced = " ".join(question.split())
    plain = _plain(_of_matter(asked_directly(_of_matter(spaced))))
    return question if plain == spaced else plain


def _plain(direct: str) -> str:
    found = _ASKED.fullmatch(direct)
    if found is None:
        return direct
    if agreed := found["agreed"]:
        return directly(agreed) or f"What is {agreed}"
    if values := found["values"]:
        value = _VALUES.sub(r"\1", values, count=1)
        return direct if value == values else f"What is the {value}"
    if about := found["about"] or found["named"]:
        return f"What is said about {about.rstrip(' .?!')}?"
    return inverted(found["claim"].rstrip(" .?!")) or direct


def _of_matter(question: str) -> str:
    """Without "according to the articles": nothing else is asked."""
    bare = _LAST_HERE.sub("", _FIRST_HERE.sub("", question))
    return bare if any(map(str.isalnum, bare)) else question
