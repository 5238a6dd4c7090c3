"""What numbers are measured in, and the words that scale them."""

from collections.abc import Mapping

_COUNTS_TEXT = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS_TEXT = "twenty thirty forty fifty sixty seventy eighty ninety"

COUNTS = {word: i for i, word in enumerate(_COUNTS_TEXT.split())}
TENS = {word: 20 + 10 * i for i, word in enumerate(_TENS_TEXT.split())}
CJK_DIGITS = {**{digit: i for i, digit in enumerate("零一二三四五六七八九")}, "两": 2, "十": 10}

VAGUE: Mapping[str, tuple[float, float]] = {
    "a couple of": (2, 2),
    "a few": (2, 4),
    "few": (2, 4),
    "several": (3, 9),
}
"""How many a vague word means, as dictionaries have it; both ends included."""

SCALES: Mapping[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12,
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "亿": 1e8, "億": 1e8, "万亿": 1e12,
}  # fmt: skip

CURRENCIES: Mapping[str, str] = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "us dollar": "USD",
    "u.s. dollar": "USD", "美元": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "欧元": "EUR",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "英镑": "GBP",
    "¥": "CNY", "rmb": "CNY", "cny": "CNY", "yuan": "CNY", "元": "CNY", "人民币": "CNY",
    "yen": "JPY", "日元": "JPY",
}  # fmt: skip

MEASURES: Mapping[str, tuple[str, float]] = {
    "%": ("%", 1), "％": ("%", 1), "percent": ("%", 1), "per cent": ("%", 1),
    "percentage point": ("%", 1),
    "s": ("s", 1), "sec": ("s", 1), "second": ("s", 1), "秒": ("s", 1), "秒钟": ("s", 1),
    "min": ("s", 60), "minute": ("s", 60), "分钟": ("s", 60),
    "hour": ("s", 3600), "h": ("s", 3600), "hr": ("s", 3600), "小时": ("s", 3600),
    "day": ("s", 86400), "天": ("s", 86400),
    "week": ("s", 604800), "周": ("s", 604800),
    "month": ("month", 1), "个月": ("month", 1), "year": ("month", 12), "年": ("month", 12),
    "decade": ("month", 120), "century": ("month", 1200),
    "mm": ("m", 1e-3), "cm": ("m", 1e-2), "km": ("m", 1e3), "metre": ("m", 1), "meter": ("m", 1),
    "米": ("m", 1), "kilometre": ("m", 1e3), "kilometer": ("m", 1e3), "公里": ("m", 1e3),
    "inch": ("m", 0.0254), "foot": ("m", 0.3048), "feet": ("m", 0.3048), "mile": ("m", 1609.344),
    "gram": ("kg", 1e-3), "kg": ("kg", 1), "kilogram": ("kg", 1), "公斤": ("kg", 1),
    "ton": ("kg", 1e3), "tonne": ("kg", 1e3),
    "kb": ("B", 1e3), "mb": ("B", 1e6), "gb": ("B", 1e9), "tb": ("B", 1e12),
    "kw": ("W", 1e3), "mw": ("W", 1e6), "gw": ("W", 1e9), "°c": ("°C", 1), "fps": ("fps", 1),
}  # fmt: skip
"""A unit's dimension and its size in the dimension's base; months stand apart from seconds, since
none has a fixed number of them."""
