"""Questions put indirectly, as the direct ones that the networks know.

"Could you tell me when it was sold?", "I wonder when it was sold": "When was it sold?"
"""

import re

from rag.answering.language.inversion import inverted, put_directly

_PLEASE = r"(?:please|kindly|just|also|maybe|perhaps|briefly|exactly|quickly)"
_GREETING = re.compile(
    r"\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear \w+|ok(?:ay)?|so|well|please"
    r"|now|(?:a |one |another )?(?:quick |short |simple )?question)(?: there| all| team)?"
    r"\s*[,:;!.–—-]+\s*|q ?: ?)+",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:\s?[,.;?!–—-]\s?please|(?<!\bto)(?<!say)(?<!saying)(?<!ever)(?<!they)(?<!you)\splease|\s?[,.;?!–—-]\s?"
    r"(?:thanks(?: a lot| in advance)?|thank you(?: very much| in advance)?))[?.!]*$",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"(?<=[.?!]) (?:please |and )?(?:(?:cite|quote|name|give|include|provide|show|add|mention|list)"
    r" (?:me |us )?(?:(?:your|the|all|any|a|exact) )*(?:sources?|references?|citations?|evidence"
    r"|quot(?:es?|ations?)|passages?)|(?:answer|reply|respond|keep it|be)\b[^.?!]{0,40})[.!]*$"
    r"|(?<=[.?!]) (?:a|answer) ?:$",
    re.IGNORECASE,
)
_LEAST_SHOUTED = 3  # words: "WHO?" may be a name
_ABOUT_ONESELF = re.compile(
    r"(?:(?:I|we)(?:['’]m| am|['’]re| are) (?:writing|researching|preparing|reading|studying"
    r"|working on|looking into|doing (?:some )?research)\b"
    r"|(?:I|we) have (?:a|one) (?:\w+ )?question)[^.!?;:]*[.!;:]\s+(?=\S)",
    re.IGNORECASE,
)
_REASON = re.compile(r"^for (?:what|which) reasons? ", re.IGNORECASE)
_TELL = (
    r"(?:tell|show|explain|say|clarify|describe|find(?: out)?|look up|figure out|work out|check|see"
    r"|identify|state|provide|determine|help me (?:understand|find(?: out)?|see)"
    r"|let (?:me|us) know|remind)(?: to)?(?: me| us)?"
)
_NAME = r"(?:list|name|give (?:me|us))\b"
_WRAPPED = re.compile(
    rf"\W*(?:{_PLEASE} )?(?:"
    rf"(?:can|could|would|will) (?:you|someone|anyone|somebody|anybody)(?: {_PLEASE})?"
    rf" (?:{_TELL}|(?={_NAME}))"
    r"|(?:do|does|would|did) (?:you|we|anyone|anybody|somebody|someone)(?: happen to)?"
    r" (?:know|remember|have any idea)|does (?:it|anyone|anybody) (?:say|mention)"
    r"|(?:is|are) (?:it|there) (?:known|any (?:information|word|mention))"
    rf"|(?:I|we)(?:['’]d| would)? (?:(?:{_PLEASE} )?(?:like|love|want|need|wish) to"
    r" (?:know|find out|understand|learn|see|ask|hear)"
    r"|wonder|ask|do(?:n['’]t| not) (?:know|understand|get|see))"
    r"|(?:I|we)(?:['’]m| am|['’]re| are|['’]ve been| was| were)(?: just)?"
    r" (?:wondering|curious|interested(?: to know)?|trying to (?:find out|understand|learn))"
    r"|(?:just )?(?:wondering|curious)"
    r"|(?:my|our|an?) (?:\w+ )?\w+ (?:(?:has |have )?(?:asks?|asked|wonders?|wondered)"
    r"|wants? to know|wanted to know)(?: me| us)?"
    r"|(?:have you )?any (?:idea|clue|information|word)"
    rf"|{_TELL}"
    rf"),?(?: {_PLEASE}| in (?:(?:simple|plain|short|other|a few|your own) )?(?:words|terms))?:? ?"
    r"(?P<about>\b(?:about|on(?! wh)|(?:(?<=idea )|(?<=mention )|(?<=word ))of) )?"
    r"(?P<asked>(?<= ).+)",
    re.IGNORECASE | re.DOTALL,
)
_SEVERAL = re.compile(r"[.?!]\s")
_ASKS = re.compile(
    r"(?P<wh>(?:(?:in|on|at|by|for|to|from|with|of|until|since) )?(?:"
    r"how (?:long|far|often|much|fast|big|large|old|high|tall|deep|wide|heavy|soon|well|likely"
    r"|expensive)|how many \w+"
    r"|(?:what|which) (?:year|month|day|date|time|city|country|place|age|price)"
    r"|when|where|why|how|what|who|whom|whose \w+|which \w+)) (?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_WHETHER = re.compile(r"(?:whether|if) (?P<claim>.+)", re.IGNORECASE | re.DOTALL)
_THING = re.compile(
    r"(?:the|its|his|her|their|our|my|your) \w+(?! (?:is|are|was|were)\b)", re.IGNORECASE
)
_WISHES = re.compile(
    r"\b(?:me|us|know|understand|learn|explain|idea|find|identify|state|provide|determine)\b",
    re.IGNORECASE,
)
_BEHIND_HEAD = re.compile(r"\s(?:of|for|to|in|at|on|from|that|which|with|by|and)\b")
_PLURAL = re.compile(r"[^siu]s$")


def asked_directly(question: str) -> str:
    """The question without what wraps it; one that is wrapped in nothing as it is."""
    spaced = " ".join(question.split())
    bare = _without_courtesy(spaced)
    found = _WRAPPED.fullmatch(bare)
    if found is None:
        return question if bare in {"", spaced} else bare
    asked = found["asked"].rstrip(" .?!").removesuffix(" for me")
    if _SEVERAL.search(asked):
        return bare
    if found["about"] and not _ASKS.match(asked):
        return f"What is said about {asked}?"
    return _unwrapped(asked, bare[: found.start("asked")]) or bare


def directly(asked: str) -> str:
    """What a wrapping holds, as a question; empty where no question word begins it."""
    wh = _ASKS.fullmatch(asked.rstrip(" .?!"))
    return put_directly(wh["wh"], wh["rest"]) if wh else ""


def _without_courtesy(question: str) -> str:
    """Empty where nothing else is said."""
    greeted = _GREETING.match(question)
    asked = question[greeted.end() :] if greeted else question
    oneself = _ABOUT_ONESELF.match(asked)
    if oneself:
        asked = asked[oneself.end() :]
    asked = _spoken(_INSTRUCTION.sub("", asked))
    asked = _REASON.sub("Why ", asked)
    asked = _THANKS.sub(lambda thanks: "?" if "?" in thanks[0] else "", asked)
    return asked if any(map(str.isalnum, asked)) else ""


def _spoken(question: str) -> str:
    """What is shouted, in capitals or with several marks, as it is said."""
    if question.isupper() and len(question.split()) >= _LEAST_SHOUTED:
        question = question.lower()
    bare = question.rstrip("?! ")
    return f"{bare}?" if len(question) - len(bare) > 1 else question


def _unwrapped(asked: str, wrapping: str) -> str:
    """Empty where it asks nothing by itself."""
    if whether := _WHETHER.fullmatch(asked):
        return inverted(whether["claim"])
    if wh := directly(asked):
        return wh
    if re.match(_NAME, asked, re.IGNORECASE):
        return asked
    wishes = _WISHES.search(wrapping)
    if "explain" in wrapping.lower() or (wishes and _THING.match(asked)):
        return f"What {'are' if _PLURAL.search(_head(asked)) else 'is'} {asked}?"
    return ""


def _head(phrase: str) -> str:
    """What is asked for, without what is said of it: "the hours" of "the hours of the pool"."""
    behind = _BEHIND_HEAD.search(phrase)
    return phrase[: behind.start()] if behind else phrase
