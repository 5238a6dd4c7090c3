"""From the fields of a gold answer to the rule that judges by it."""

import re

from rag.errors import GoldInvalid
from rag.evaluation.fields import Fields
from rag.evaluation.gold import (
    DateRule,
    EvidenceRule,
    ExactRule,
    Granularity,
    NumberRule,
    RegexRule,
    Rule,
    SquadRule,
)

DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


def read_rule(fields: Fields) -> Rule:
    """The rule that `match` names; raises `GoldInvalid` where its own fields are wrong."""
    match fields.text_or("match", "squad"):
        case "squad":
            return SquadRule()
        case "exact":
            return ExactRule()
        case "evidence":
            return EvidenceRule()
        case "number":
            return _number_rule(fields)
        case "date":
            return _date_rule(fields)
        case "regex":
            return _regex_rule(fields)
        case other:
            known = "squad, exact, number, date, regex, evidence"
            raise GoldInvalid(f"answer: 'match' must be one of {known}, not {other!r}")


def _number_rule(fields: Fields) -> NumberRule:
    unit = fields.optional_text("unit")
    return NumberRule(fields.number("value"), unit, fields.number("tolerance", 0.0))


def _date_rule(fields: Fields) -> DateRule:
    value = fields.text("value")
    if not DATE.fullmatch(value):
        raise GoldInvalid(f"answer: a date is 2024-02-15, 2024-02 or 2024, not {value!r}")
    finest = (Granularity.YEAR, Granularity.MONTH, Granularity.DAY)[value.count("-")]
    return DateRule(value, fields.choice("granularity", Granularity, finest))


def _regex_rule(fields: Fields) -> RegexRule:
    pattern = fields.text("pattern")
    try:
        re.compile(pattern)
    except re.error as error:
        raise GoldInvalid(f"answer: {pattern!r} is not a pattern: {error}") from error
    return RegexRule(pattern)
