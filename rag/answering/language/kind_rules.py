"""The kind of a question, told by its words (English, basic Chinese)."""

import re

from rag.answering.language.kinds import Kind

_AUX = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
_BEFORE_NOUN = rf"(?:(?!(?:of|in|for|{_AUX})\b)[\w-]+ )"
"""A word between "which" and what is asked for: in "which type of shoes" that is the type."""
_FEW = r"[\w'’.·-]+(?:\s+[\w'’.·-]+){0,2}\W*$"
_ROLE = (
    r"(?:ceo|cto|chief|founder|head|president|chairman|chairwoman|director|boss|leader|author"
    r"|owner|editor|minister|king|queen|pope|mayor|inventor|creator|maker|winner|publisher)"
)
_NAMED = (
    r"(?:company|firm|model|product|tool|app|organi[sz]ation|institution|team|group|brand|publisher"
    r"|newspaper|magazine|website|platform|agency|university|stock|book|film|movie|song|album|band"
    r"|river|language|program|system|competitor|rival|startup)"
)
_SIZES = r"(?:large|big|high|tall|old|deep|wide|heavy|low)"
_NO_COMPOUND = (
    r"(?!-|\s(?:language models?|data|learning|schools?|tech|food|fashion|metal|carbs?|covid"
    r"|division|jump|distance)\b)"
)
"""Not "how fast food is made", "how large language models work", "how low-cost airlines fly"."""
_TELLS = rf"(?! (?!(?:an?|the)\b)(?:(?!{_AUX}\b)[\w-]+ ){{2,}}(?!{_AUX}\b)[\w-]+\W*$)"
"""Not "how big firms avoid taxes": a heading, with neither an auxiliary nor an article."""
_PARTICIPLE = r"(?:\w+(?:ed|ing)|built|made|done|sold|written|grown|found|delivery|shipping)"
_SPEED = (
    rf"(?: (?:is|are|was|were)\b(?!.*\b{_PARTICIPLE}\b)"
    r"| (?:can|could|do|does|did|will|would|should|may|must)\b.*\b(?:go|run|fly|drive|travel|spin)"
    r"\b(?! (?:from|through|out)\b)"
    r"| (?:do|does|can)\b.*\bgrow\b)"
)
"""Behind "how fast": it asks for a speed, and not how long something took."""
_RATES = (
    r"(?:(?:un)?employment|inflation|interest|tax|growth|literacy|success|error|failure|poverty"
    r"|vacancy|occupancy|approval|conversion|vat|mortgage|vaccination)"
)
_NO_OCCASION = "".join(
    rf"(?<!\b{word} )"
    for word in ("best", "right", "good", "ideal", "worst", "first", "last", "next")
)
"""Before "time to": not "the best time to visit Rome"."""
_CONTENTS = (
    r"what(?:(?:['’]s| is| are| comes) (?:(?:in|inside|contained in)"
    r" (?:the|an?|my|your|its|this|each|every) \w|included\b)"
    r"| (?:do|does|did) (?:(?!that\b)\S+ ){1,9}(?:contain|include|comprise|consist of)"
    r"(?=\W*$| (?:for|in|by|per|at)\b))"
)
_SUM = (
    r"(?:price|cost(?! of living crisis)|revenue|valuation|budget|salary|worth(?! \w+ing\b)"
    r"|turnover|market (?:value|cap\w*))\b"
)
_OWN = r"(?:the|an?|its|their|his|her|your|my|our)"
_WHAT_IS = (
    r"\bwhat(?:['’]s| is| are| was| were| about| (?:will|would|should|could|might|may|can) be"
    r"| (?:has|have|had) been)"
)
_BESIDE = (
    rf"on|behind|about|after|before|to|with|by|at|from|for|(?<!difference )in|\w+ing {_OWN}"
    rf"|wrong|said|happening"
)
"""Before a sum that is not asked for: "what is behind the price", "what is driving the cost up"."""
_MOVES = (
    r"(?:fall|fell|drop|rise|rose|grow|jump|decline|increase|gain|lose|plunge|surge|climb|sink"
    r"|plummet|tumble|soar)"
)
_MEASURED = (
    r"(?:height|weight|temperature|depth|width|population|(?:boiling|melting|freezing) point"
    r"|altitude|elevation|distance|speed|size|mass|capacity|diameter|radius)"
    r"(?=\W*$| (?:of|in|at|to|between|from|for)\b)"
)
_WORD = r"(?:who|whom|whose|when|where|why|how|what|which)\b"
_PLAINLY = (
    r"(?!.* or\b)(?! you (?:please )?(?:list|name (?:all|some|two|three))\b)"
    r"(?! (?:I|we|you|anyone|somebody|someone)\b.*\b(?:ask|know|tell|say|explain)\b)"
    rf"(?!.*[,?:;] ?(?:and |but )?{_WORD})(?!.*\band {_WORD})"
)
"""Not "can you tell me who", "is it old, and who built it?"."""
_AGAIN = rf".*(?:[,;:?]|\b(?:and|but|or)\b) ?(?:and |but )?(?:by |in |at |for )?{_WORD}"
"""A second question behind the first."""
_ENDS_IN_DEED = (
    r"(?!.*\b(?:\w+(?:ed|en|wn)|made|built|found|held|kept|meant)"
    r" (?:by|for|after|from|in|of|with|as|to|on|at)\W*$)"
)
"""Not "who is it named after", "what is it used for"."""
_NO_DEED = (
    r"(?!(?-i:behind|[a-z]{2,}ing)\b"
    r"|(?-i:[a-z]{2,}ed) (?:by|for|from|in|at|on|to|as|with|after)\b)"
)
"""Not "who is suing Acme", "who was sued in Rome", nor "who is behind it"; yet "Irving Berlin"."""

_LISTED = (
    r"(?:(?:dis)?advantages|benefits|drawbacks|limitations|shortcomings|problems|risks|hazards"
    r"|requirements|prerequisites|criteria|ingredients|materials|symptoms|side[ -]effects"
    r"|exceptions|features|members|authors)"
)
"""What keywords ask a list of: "known problems of the pump"."""

# In order: the first kind with a pattern that matches.
_RULES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.YES_NO, (rf"^\W*{_AUX}\b{_PLAINLY}.*\?\W*$",)),
    (
        Kind.WHY,
        (
            r"^\W*(?:and |but |so |then )?why\b",
            rf"\bwhy {_AUX}\b",
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
            rf"\bhow (?:long|quickly|soon|rapidly)\b{_NO_COMPOUND}(?!.*\bago\b)",
            rf"\bhow fast\b{_NO_COMPOUND}(?!{_SPEED})(?!.*\bago\b)",
            r"\bhow (?:many|much) (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|time)\b",
            rf"\bhow many secs?\b|{_NO_OCCASION}\btime to\b",
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
            rf"\bwhat(?:['’]s| is| was| are| were) (?:the )?(?:\w+ )?{_RATES} rates?\b",
            rf"\bby how much\b|\bhow (?:much|far) {_AUX} .*\b{_MOVES}\b",
            r"百分之|多少%|比例|幅度",
        ),
    ),
    (
        Kind.MONEY,
        (
            r"\bhow much (?:money|funding|revenue)\b",
            rf"\bhow much {_AUX} .*\b(?:cost|pay|raise|spend|invest|earn|worth|sell for)\b",
            rf"\bhow (?:large|big)\b.{{0,30}}\b{_SUM}",
            rf"{_WHAT_IS}(?: (?!(?:{_BESIDE})\b)[\w'’.,&-]+){{0,5}} {_SUM}",
            rf"\bwhat(?: (?!(?:{_OWN}|{_AUX}|year|month|day|date|time)\b)[\w'’-]+){{0,2}} {_SUM}",
            rf"\bwhat {_OWN}(?: [\w'’-]+){{0,3}} {_SUM}",
            rf"\bwhat {_AUX}\b.{{0,30}}(?<!\bthe )(?<!\bits )(?<!\ba )(?<!\bof )(?<!their )cost\b",
            (
                rf"\bwhat {_AUX} .{{0,40}}\b{_SUM} .*\b(?:be|been|reach|total|\w+ to)"
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
            rf"\bwhen (?:exactly )?{_AUX}\b",
            r"\b(?:what|which) (?:(?:\w+ )?(?:date|day|month|year)|time)\b(?!-)",
            r"\b(?:release|launch|publication|announcement) date\b|\bdate of\b",
            r"什么时候|何时|哪(?:一)?(?:天|年|月|日)|几月|几号|日期|时间",
        ),
    ),
    (
        Kind.NUMBER,
        (
            r"\bhow (?:many|much|far|often)\b",
            rf"(?<=\w )how {_SIZES}\b{_NO_COMPOUND}",
            rf"(?<!\w )\bhow {_SIZES}\b{_NO_COMPOUND}{_TELLS}",
            rf"\bhow fast\b(?={_SPEED})",
            r"\bnumber of\b",
            r"\bwhat (?:number|amount|figure|size|quantity|speed|resolution|height|age)\b",
            r"\bwhat dos(?:e|age)\b",
            rf"\bwhat(?:['’]s| is| was| are| were) the (?:\w+ ){{0,2}}{_MEASURED}",
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
                rf"\b(?:what|which|whose) {_BEFORE_NOUN}{{0,3}}?"
                r"(?!(?:does|is|was|has|this|its|happens)\b)"
                rf"[a-z-]+(?<![sui])s (?:{_AUX})\b"
            ),
            r"\b(?:what|which) (?:other )?(?:two|three|four|five|six)\b",
            r"^\W*(?:what|which) [a-z-]+(?<![sui])s (?:of|in|at|for) .*\b(?:are|were) there\b",
            r"^\W*(?:what|which) (?:\w+ )?(?:types|kinds|sorts|forms) of\b",
            (
                r"\bwhat (?:are|were) (?:the|some|its|their|his|her|\w+['’]s|\w+s['’]) "
                r"(?:[\w'’-]+ ){0,4}?[a-z-]+(?<![sui])s\b"
            ),
            (
                rf"\bwhich {_BEFORE_NOUN}{{0,2}}?(?:[a-z]+(?:ers|ors|ists|ions|ments)"
                r"|kinds|types|sorts|areas|jobs|names|parts|steps|ways)\b"
            ),
            (
                rf"\b(?:which|what) {_BEFORE_NOUN}{{0,2}}(?:companies|people|countries|sectors"
                r"|industries|competitors|stocks|shares|tools|features|highlights|advantages)\b"
            ),
            r"\b(?:list|name) (?:the|all|some|two|three|four|five)\b",
            r"\bwho (?:are|were)\b",
            rf"^\W*{_CONTENTS}",
            r"^\W*what (?:do|will|would|did) (?:I|we|you) need(?=\W*$| (?:to|for|in)\b)",
            (
                rf"^\W*(?:the )?(?:(?!{_WORD}|{_AUX}\b)[\w-]+ ){{0,2}}{_LISTED}"
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
                rf"\b(?:what|how) {_AUX} .*\b(?:think|believe|feel|say|said|comment|react|respond"
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
            rf"\bwhere (?:exactly )?{_AUX}\b",
            r"\b(?:what|which) (?:\w+ )?(?:country|city|place|location|town|region|continent)\b",
            r"哪里|哪儿|何处|在哪|哪个国家|哪个城市",
        ),
    ),
    (
        Kind.DEFINITION,
        (
            (
                rf"^\W*who(?:['’]s| is| was) (?!the\b|an?\b|in\b){_NO_DEED}"
                rf"{_ENDS_IN_DEED}(?!.*\b{_ROLE}\b)(?!.*\w['’]s? (?-i:[a-z])){_FEW}"
            ),
            (
                rf"^\W*(?:exactly )?what(?: exactly)?(?:['’]s| is| are| was| were)"
                rf" (?:an? |the (?:concept|meaning) of )?{_ENDS_IN_DEED}(?!.*['’]s? \w){_FEW}"
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
            rf"\bname of the (?:person|{_ROLE})\b",
            r"谁|哪位|何人",
        ),
    ),
    (
        Kind.HOW,
        (
            rf"^\W*(?:and |so |but )?how (?:exactly )?{_AUX}\b|\bin what way\b",
            r"^\W*how to\b|\bhow (?:does|do|did|can|could)\b|\bhow \w+ works?\b",
            rf"^\W*how (?:{_SIZES}|fast)\b",
            r"如何|怎么|怎样",
        ),
    ),
    (
        Kind.NAME,
        (
            rf"\b(?:what|which) (?:\w+ ){{0,2}}{_NAMED}\b",
            r"\bwhat (?:is|was) (?:\w+['’]s |the |its )?(?:\w+ )?name\b|\bname of\b",
            r"哪(?:家|个|款|一家)|叫什么|名字",
        ),
    ),
    (Kind.YES_NO, (rf"^\W*{_AUX}\b", r"[吗嗎]\W*$|是否|是不是|有没有")),
)
_COMPILED = tuple(
    (kind, re.compile("|".join(patterns), re.IGNORECASE)) for kind, patterns in _RULES
)
_LEADS = tuple(
    (re.compile(rf"^\W*(?:and |but |so )?{lead}(?!{_AGAIN})", re.IGNORECASE), frozenset(kinds))
    for lead, kinds in (
        (r"who(?:m|se)?\b", {Kind.LIST, Kind.DEFINITION, Kind.PERSON}),
        (_CONTENTS, {Kind.LIST}),
        (rf"where {_AUX}\b", {Kind.PLACE}),
        (rf"how {_AUX}\b", {Kind.COMPARISON, Kind.OPINION, Kind.HOW}),
    )
)
"""The kinds of what begins so, whatever is asked about: "who decides the date of Easter?"."""
_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|«[^»]*»|「[^」]*」|《[^》]*》|(?<!\w)[‘'][^‘’']*[’'](?!\w)"
)
_CIRCUMSTANCE = re.compile(rf"^\W*when (?!{_AUX}\b)[^,?]*, (?={_WORD})", re.IGNORECASE)
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
