"""Parts of the patterns that tell what kind of question is asked, see `kind_rules`."""

AUX = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
BEFORE_NOUN = rf"(?:(?!(?:of|in|for|{AUX})\b)[\w-]+ )"
"""A word between "which" and what is asked for: in "which type of shoes" that is the type."""
FEW = r"[\w'’.·-]+(?:\s+[\w'’.·-]+){0,2}\W*$"
ROLE = (
    r"(?:ceo|cto|chief|founder|head|president|chairman|chairwoman|director|boss|leader|author"
    r"|owner|editor|minister|king|queen|pope|mayor|inventor|creator|maker|winner|publisher)"
)
NAMED = (
    r"(?:company|firm|model|product|tool|app|organi[sz]ation|institution|team|group|brand|publisher"
    r"|newspaper|magazine|website|platform|agency|university|stock|book|film|movie|song|album|band"
    r"|river|language|program|system|competitor|rival|startup)"
)
SIZES = r"(?:large|big|high|tall|old|deep|wide|heavy|low)"
NO_COMPOUND = (
    r"(?!-|\s(?:language models?|data|learning|schools?|tech|food|fashion|metal|carbs?|covid"
    r"|division|jump|distance)\b)"
)
"""Not "how fast food is made", "how large language models work", "how low-cost airlines fly"."""
TELLS = rf"(?! (?!(?:an?|the)\b)(?:(?!{AUX}\b)[\w-]+ ){{2,}}(?!{AUX}\b)[\w-]+\W*$)"
"""Not "how big firms avoid taxes": a heading, with neither an auxiliary nor an article."""
PARTICIPLE = r"(?:\w+(?:ed|ing)|built|made|done|sold|written|grown|found|delivery|shipping)"
SPEED = (
    rf"(?: (?:is|are|was|were)\b(?!.*\b{PARTICIPLE}\b)"
    r"| (?:can|could|do|does|did|will|would|should|may|must)\b.*\b(?:go|run|fly|drive|travel|spin)"
    r"\b(?! (?:from|through|out)\b)"
    r"| (?:do|does|can)\b.*\bgrow\b)"
)
"""Behind "how fast": it asks for a speed, and not how long something took."""
RATES = (
    r"(?:(?:un)?employment|inflation|interest|tax|growth|literacy|success|error|failure|poverty"
    r"|vacancy|occupancy|approval|conversion|vat|mortgage|vaccination)"
)
NO_OCCASION = "".join(
    rf"(?<!\b{word} )"
    for word in ("best", "right", "good", "ideal", "worst", "first", "last", "next")
)
"""Before "time to": not "the best time to visit Rome"."""
CONTENTS = (
    r"what(?:(?:['’]s| is| are| comes) (?:(?:in|inside|contained in)"
    r" (?:the|an?|my|your|its|this|each|every) \w|included\b)"
    r"| (?:do|does|did) (?:(?!that\b)\S+ ){1,9}(?:contain|include|comprise|consist of)"
    r"(?=\W*$| (?:for|in|by|per|at)\b))"
)
SUM = (
    r"(?:price|cost(?! of living crisis)|revenue|valuation|budget|salary|worth(?! \w+ing\b)"
    r"|turnover|market (?:value|cap\w*))\b"
)
OWN = r"(?:the|an?|its|their|his|her|your|my|our)"
WHAT_IS = (
    r"\bwhat(?:['’]s| is| are| was| were| about| (?:will|would|should|could|might|may|can) be"
    r"| (?:has|have|had) been)"
)
BESIDE = (
    rf"on|behind|about|after|before|to|with|by|at|from|for|(?<!difference )in|\w+ing {OWN}"
    rf"|wrong|said|happening"
)
"""Before a sum that is not asked for: "what is behind the price", "what is driving the cost up"."""
MOVES = (
    r"(?:fall|fell|drop|rise|rose|grow|jump|decline|increase|gain|lose|plunge|surge|climb|sink"
    r"|plummet|tumble|soar)"
)
MEASURED = (
    r"(?:height|weight|temperature|depth|width|population|(?:boiling|melting|freezing) point"
    r"|altitude|elevation|distance|speed|size|mass|capacity|diameter|radius)"
    r"(?=\W*$| (?:of|in|at|to|between|from|for)\b)"
)
WORD = r"(?:who|whom|whose|when|where|why|how|what|which)\b"
PLAINLY = (
    r"(?!.* or\b)(?! you (?:please )?(?:list|name (?:all|some|two|three))\b)"
    r"(?! (?:I|we|you|anyone|somebody|someone)\b.*\b(?:ask|know|tell|say|explain)\b)"
    rf"(?!.*[,?:;] ?(?:and |but )?{WORD})(?!.*\band {WORD})"
)
"""Not "can you tell me who", "is it old, and who built it?"."""
AGAIN = rf".*(?:[,;:?]|\b(?:and|but|or)\b) ?(?:and |but )?(?:by |in |at |for )?{WORD}"
"""A second question behind the first."""
ENDS_IN_DEED = (
    r"(?!.*\b(?:\w+(?:ed|en|wn)|made|built|found|held|kept|meant)"
    r" (?:by|for|after|from|in|of|with|as|to|on|at)\W*$)"
)
"""Not "who is it named after", "what is it used for"."""
NO_DEED = (
    r"(?!(?-i:behind|[a-z]{2,}ing)\b"
    r"|(?-i:[a-z]{2,}ed) (?:by|for|from|in|at|on|to|as|with|after)\b)"
)
"""Not "who is suing Acme", "who was sued in Rome", nor "who is behind it"; yet "Irving Berlin"."""

LISTED = (
    r"(?:(?:dis)?advantages|benefits|drawbacks|limitations|shortcomings|problems|risks|hazards"
    r"|requirements|prerequisites|criteria|ingredients|materials|symptoms|side[ -]effects"
    r"|exceptions|features|members|authors)"
)
"""What keywords ask a list of: "known problems of the pump"."""
