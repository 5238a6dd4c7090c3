"""The kind of a question, told by its words (English, basic Chinese)."""

import re

from rag.answering.language.kind_phrases import (
    AGAIN,
    AUX,
    BEFORE_NOUN,
    BESIDE,
    CONTENTS,
    ENDS_IN_DEED,
    FEW,
    LISTED,
    MEASURED,
    MOVES,
    NAMED,
    NO_COMPOUND,
    NO_DEED,
    NO_OCCASION,
    OWN,
    PLAINLY,
    RATES,
    ROLE,
    SIZES,
    SPEED,
    SUM,
    TELLS,
    WHAT_IS,
    WORD,
)
from rag.answering.language.kinds import Kind

# In order: the first kind with a pattern that matches.
_RULES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.YES_NO, (rf"^\W*{AUX}\b{PLAINLY}.*\?\W*$",)),
    (
        Kind.WHY,
        (
            r"^\W*(?:and |but |so |then )?why\b",
            rf"\bwhy {AUX}\b",
            r"\bhow come\b",
            r"\b(?:what|which) (?:\w+ ){0,2}reasons?\b",
            r"\bwhat (?:\w+ly )?cause[sd]?\b|\bwhat (?:factors|events|things) (?:\w+ )?caused?\b",
            r"\bwhat (?:(?:could|might|may|would|has|have|had) )+(?:\w+ly )?caused?\b",
            r"\bwhat (?:is|are|was|were) the (?:(?!and\b)\w+ ){0,2}causes?\b(?! of death)",
            r"\bfor what reason\b",
            r"为什么|為什麼|为何|原因|因何",
        ),
    ),
    (
        Kind.DURATION,
        (
            rf"\bhow (?:long|quickly|soon|rapidly)\b{NO_COMPOUND}(?!.*\bago\b)",
            rf"\bhow fast\b{NO_COMPOUND}(?!{SPEED})(?!.*\bago\b)",
            r"\bhow (?:many|much) (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|time)\b",
            rf"\bhow many secs?\b|{NO_OCCASION}\btime to\b",
            r"\b(?:what|max(?:imum)?)\b.{0,30}\b(?:duration|length of time)\b",
            (
                r"\b(?:what|max(?:imum)?|longest)\b.{0,30}\b(?:video|clip)s?\b.{0,12}"
                r"\b(?:length|make|produce|generate)\b"
            ),
            r"\blength of .*(?:videos?|clips?|films?|movies?)\b",
            r"多久|多长时间|多少(?:秒|分钟|小时|天|年|个月)",
        ),
    ),
    (
        Kind.PERCENT,
        (
            r"\b(?:what|which|how (?:many|much))\b.{0,20}\b(?:percent(?:age)?|per cent)\b",
            r"\bproportion of\b",
            r"\b(?:what|which) (?:share|rate)\b",
            rf"\bwhat(?:['’]s| is| was| are| were) (?:the )?(?:\w+ )?{RATES} rates?\b",
            rf"\bby how much\b|\bhow (?:much|far) {AUX} .*\b{MOVES}\b",
            r"百分之|多少%|比例|幅度",
        ),
    ),
    (
        Kind.MONEY,
        (
            r"\bhow much (?:money|funding|revenue)\b",
            rf"\bhow much {AUX} .*\b(?:cost|pay|raise|spend|invest|earn|worth|sell for)\b",
            rf"\bhow (?:large|big)\b.{{0,30}}\b{SUM}",
            rf"{WHAT_IS}(?: (?!(?:{BESIDE})\b)[\w'’.,&-]+){{0,5}} {SUM}",
            rf"\bwhat(?: (?!(?:{OWN}|{AUX}|year|month|day|date|time)\b)[\w'’-]+){{0,2}} {SUM}",
            rf"\bwhat {OWN}(?: [\w'’-]+){{0,3}} {SUM}",
            rf"\bwhat {AUX}\b.{{0,30}}(?<!\bthe )(?<!\bits )(?<!\ba )(?<!\bof )(?<!their )cost\b",
            (
                rf"\bwhat {AUX} .{{0,40}}\b{SUM} .*\b(?:be|been|reach|total|\w+ to)"
                r"(?=\W*$| (?:in|by)\b)"
            ),
            r"\bhow (?:many|much) (?:us )?(?:dollars|euros|pounds|yuan)\b",
            r"多少(?:钱|美元|元)|价格|市值",
        ),
    ),
    (
        Kind.DATE,
        (
            r"^\W*(?:and |so |but |since |until |till |by |from |exactly )*when\b",
            rf"\bwhen (?:exactly )?{AUX}\b",
            r"\b(?:what|which) (?:(?:\w+ )?(?:date|day|month|year)|time)\b(?!-)",
            r"\b(?:release|launch|publication|announcement) date\b|\bdate of\b",
            r"\bwhat(?:['’]s| is| was) the (?:[\w-]+ ){0,2}(?:date|deadline)\b(?! (?:format|palm))",
            r"什么时候|何时|哪(?:一)?(?:天|年|月|日)|几月|几号|日期|时间",
        ),
    ),
    (
        Kind.NUMBER,
        (
            r"\bhow (?:many|much|far|often)\b",
            rf"(?<=\w )how {SIZES}\b{NO_COMPOUND}",
            rf"(?<!\w )\bhow {SIZES}\b{NO_COMPOUND}{TELLS}",
            rf"\bhow fast\b(?={SPEED})",
            r"\bnumber of\b",
            r"\bwhat (?:number|amount|figure|size|quantity|speed|resolution|height|age)\b",
            r"\bwhat dos(?:e|age)\b",
            rf"\bwhat(?:['’]s| is| was| are| were) the (?:\w+ ){{0,2}}{MEASURED}",
            (
                r"\bwhat(?:['’]s| is| was| are| were) the (?:\w+ ){0,2}rates?"
                r"(?=\W*$| (?:of|in|at|for)\b)"
            ),
            (
                r"^\W*what(?:['’]s| is| was| are| were) (?:the )?(?:max|min)(?:imum)? (?:\w+ ){0,2}"
                r"(?:memory|size|number|limit|count|capacity|timeout)s?"
                r"(?=\W*$| (?:of|in|at|to|for|per)\b)"
            ),
            r"多少|几(?:个|家|次|种|位|名|倍)|多大|多高|多长",
        ),
    ),
    (
        Kind.LIST,
        (
            (
                rf"\b(?:what|which|whose) {BEFORE_NOUN}{{0,3}}?"
                r"(?!(?:does|is|was|has|this|its|happens)\b)"
                rf"[a-z-]+(?<![sui])s (?:{AUX})\b"
            ),
            r"\b(?:what|which) (?:other )?(?:two|three|four|five|six)\b",
            r"^\W*(?:what|which) [a-z-]+(?<![sui])s (?:of|in|at|for) .*\b(?:are|were) there\b",
            r"^\W*(?:what|which) (?:\w+ )?(?:types|kinds|sorts|forms) of\b",
            (
                r"\bwhat (?:are|were) (?:the|some|its|their|his|her|\w+['’]s|\w+s['’]) "
                r"(?:[\w'’-]+ ){0,4}?[a-z-]+(?<![sui])s\b"
            ),
            (
                rf"\bwhich {BEFORE_NOUN}{{0,2}}?(?:[a-z]+(?:ers|ors|ists|ions|ments)"
                r"|kinds|types|sorts|areas|jobs|names|parts|steps|ways)\b"
            ),
            (
                rf"\b(?:which|what) {BEFORE_NOUN}{{0,2}}(?:companies|people|countries|sectors"
                r"|industries|competitors|stocks|shares|tools|features|highlights|advantages)\b"
            ),
            r"\b(?:list|name) (?:the|all|some|two|three|four|five)\b",
            r"\bwho (?:are|were)\b",
            rf"^\W*{CONTENTS}",
            r"^\W*what (?:do|will|would|did) (?:I|we|you) need(?=\W*$| (?:to|for|in)\b)",
            (
                rf"^\W*(?:the )?(?:(?!{WORD}|{AUX}\b)[\w-]+ ){{0,2}}{LISTED}"
                r"(?:\W*\Z| (?:of|for|in|with|to|from|about|when)\b[^?]*\Z)"
            ),
            r"哪些|有哪几",
        ),
    ),
    (
        Kind.COMPARISON,
        (
            r"\bhow\b.*\b(?:compare[ds]?|differ|different)\b",
            r"(?<!\bof )(?<!\bof the )\bdifferences?\b",
            r"\bversus\b|\bvs\b|\bin what respects?\b|\b(?:by|in) comparison\b",
            r"\b(?:what|how)\b.*\bsets? .{1,40} apart\b",
            r"区别|相比|比较|不同",
        ),
    ),
    (
        Kind.OPINION,
        (
            (
                rf"\b(?:what|how) {AUX} .*\b(?:think|believe|feel|say|said|comment|react|respond"
                r"|argue|warn|see|view)\b"
            ),
            (
                r"\bwhat (?:did|does|do|has|have) .*\b(?:post|tweet)(?:ed)?"
                r"(?=\W*$| (?:on|about|after|in)\b)"
            ),
            r"\b(?:opinion|views?|reaction|response)\b.*\b(?:of|on|to|about)\b",
            r"看法|怎么看|认为|评论|评价|表示什么",
        ),
    ),
    (
        Kind.PLACE,
        (
            rf"\bwhere (?:exactly )?{AUX}\b",
            r"\b(?:what|which) (?:\w+ )?(?:country|city|place|location|town|region|continent)\b",
            r"哪里|哪儿|何处|在哪|哪个国家|哪个城市",
        ),
    ),
    (
        Kind.DEFINITION,
        (
            (
                rf"^\W*who(?:['’]s| is| was) (?!the\b|an?\b|in\b){NO_DEED}"
                rf"{ENDS_IN_DEED}(?!.*\b{ROLE}\b)(?!.*\w['’]s? (?-i:[a-z])){FEW}"
            ),
            (
                rf"^\W*(?:exactly )?what(?: exactly)?(?:['’]s| is| are| was| were)"
                rf" (?:an? |the (?:concept|meaning) of )?{ENDS_IN_DEED}(?!.*['’]s? \w){FEW}"
            ),
            r"\bwhat (?:does|do) .{1,40} (?:mean|stand for|refer to)\b|\bmeant by\b",
            r"\b(?:define|definition|meaning) of\b|\bwhat exactly (?:is|are)\b",
            r"什么是|是什么|是什麼|含义",
        ),
    ),
    (
        Kind.PERSON,
        (
            r"\bwho(?:m|se|['’]s)?\b",
            r"\b(?:what|which) (?:person|author|scientist|researcher|analyst|man|woman)\b",
            rf"\bname of the (?:person|{ROLE})\b",
            r"谁|哪位|何人",
        ),
    ),
    (
        Kind.HOW,
        (
            rf"^\W*(?:and |so |but )?how (?:exactly )?{AUX}\b|\bin what way\b",
            r"^\W*how to\b|\bhow (?:does|do|did|can|could)\b|\bhow \w+ works?\b",
            rf"^\W*how (?:{SIZES}|fast)\b",
            r"如何|怎么|怎样",
        ),
    ),
    (
        Kind.NAME,
        (
            rf"\b(?:what|which) (?:\w+ ){{0,2}}{NAMED}\b",
            r"\bwhat (?:is|was) (?:\w+['’]s |the |its )?(?:\w+ )?name\b|\bname of\b",
            r"哪(?:家|个|款|一家)|叫什么|名字",
        ),
    ),
    (Kind.YES_NO, (rf"^\W*{AUX}\b", r"[吗嗎]\W*$|是否|是不是|有没有")),
)
_COMPILED = tuple(
    (kind, re.compile("|".join(patterns), re.IGNORECASE)) for kind, patterns in _RULES
)
_LEADS = tuple(
    (re.compile(rf"^\W*(?:and |but |so )?{lead}(?!{AGAIN})", re.IGNORECASE), frozenset(kinds))
    for lead, kinds in (
        (r"who(?:m|se)?\b", {Kind.LIST, Kind.DEFINITION, Kind.PERSON}),
        (CONTENTS, {Kind.LIST}),
        (rf"where {AUX}\b", {Kind.PLACE}),
        (rf"how {AUX}\b", {Kind.COMPARISON, Kind.OPINION, Kind.HOW}),
    )
)
"""The kinds of what begins so, whatever is asked about: "who decides the date of Easter?"."""
_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|«[^»]*»|「[^」]*」|《[^》]*》|(?<!\w)[‘'][^‘’']*[’'](?!\w)"
)
_CIRCUMSTANCE = re.compile(rf"^\W*when (?!{AUX}\b)[^,?]*, (?={WORD})", re.IGNORECASE)
_READ = 600  # characters: what a question asks for stands near its beginning


def kind_of(text: str) -> Kind:
    """The first rule that matches decides; keywords without a question word are `OTHER`."""
    start = _asked(" ".join(text[:_READ].split()))
    kinds = next((kinds for lead, kinds in _LEADS if lead.search(start)), frozenset(Kind))
    rules = (rule for rule in _COMPILED if rule[0] in kinds)
    return next((kind for kind, pattern in rules if pattern.search(start)), Kind.OTHER)


def _asked(start: str) -> str:
    """Without "when it came out," in front, and with a name for each quotation: it asks nothing."""
    plain = _QUOTED.sub('"X"', start)
    return _CIRCUMSTANCE.sub("", plain) if re.search(r"\w{2}", plain) else start
