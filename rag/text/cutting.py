"""Where to cut a text that is too long to stay whole: after a clause, a word, or a cluster.

The only module that imports regex, for the grapheme clusters of Unicode Annex 29.
"""

import re

import regex

_CLAUSE_END = re.compile(r"(?:[,;:)\]”’»–—]|(?<=\w)[.!?])[\"'”’]?(?=\s)|[，、；：。！？」』）…]|\n")
_CLUSTER = regex.compile(r"\X")

_CLAUSE_SHARE = 0.5
_WORD_SHARE = 0.25
"""A cut after a clause, or a word, may leave this share of the room; less wastes passages."""

_CLUSTERS_LOOKED_AT = 64
"""Characters before the limit in which the last whole cluster is sought. A longer one is cut."""


def best_cut(text: str, start: int, limit: int) -> int:
    """The best place to end `text[start:…]`: above `start`, at most `limit`.

    After a clause where one ends in the second half of the room, else before the last whitespace,
    else after a whole grapheme cluster, else at `limit`.
    """
    if limit >= len(text):
        return len(text)
    room = limit - start
    return (
        _last_clause_end(text, start + int(_CLAUSE_SHARE * room), limit)
        or _last_space(text, start + int(_WORD_SHARE * room), limit)
        or _last_cluster_end(text, start, limit)
    )


def _last_clause_end(text: str, lowest: int, limit: int) -> int:
    """0 where there is none."""
    last = 0
    for clause in _CLAUSE_END.finditer(text, lowest, limit):
        last = clause.end()
    return last


def _last_space(text: str, lowest: int, limit: int) -> int:
    """0 where there is none."""
    if text[limit].isspace():
        return limit
    for place in range(limit - 1, lowest, -1):
        if text[place].isspace():
            return place
    return 0


def _last_cluster_end(text: str, start: int, limit: int) -> int:
    begin = max(start, limit - _CLUSTERS_LOOKED_AT)
    last = 0
    for cluster in _CLUSTER.finditer(text, begin, limit + _CLUSTERS_LOOKED_AT):
        if cluster.end() > limit:
            break
        last = cluster.end()
    return last if last > start else limit
