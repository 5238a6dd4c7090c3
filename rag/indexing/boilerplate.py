"""Lines that a web page puts around an article: they are kept in its text but not in passages.

Only whole lines of exactly these words count, in any case, with marks around them; and the phrases
of `_GLUED`, where a page has put one right behind the end of the last sentence. Words within a
sentence are never touched. Each phrase is one that no article has as a line of its own.
"""

import re
from collections.abc import Iterator

from rag.text.markup import Kind, Line
from rag.text.spans import Span, stripped

_GLUED = (
    "add a comment",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "social share",
    "write a comment",
    "发表评论",
    "相关阅读",
)

_LINES = frozenset(
    (
        *_GLUED,
        "accept all cookies",
        "accept cookies",
        "advertisement",
        "advertisements",
        "advertisment",
        "all rights reserved",
        "article continues below",
        "article continues below advertisement",
        "back to top",
        "be the first to comment",
        "click here to subscribe",
        "click to share",
        "comments are closed",
        "continue reading",
        "continue reading below",
        "copy link",
        "follow us",
        "jump to content",
        "leave a comment cancel reply",
        "leave a reply cancel reply",
        "like this",
        "load more",
        "load more comments",
        "log in to comment",
        "more from this author",
        "no comments",
        "no comments yet",
        "previous article",
        "next article",
        "read more",
        "recommended for you",
        "related articles",
        "related posts",
        "related stories",
        "report this ad",
        "share_log",
        "share on facebook",
        "share on linkedin",
        "share on twitter",
        "share on whatsapp",
        "share on x",
        "share this",
        "share this article",
        "share this post",
        "share this story",
        "share this:",
        "show comments",
        "sign up for our newsletter",
        "skip to content",
        "skip to main content",
        "social sharing",
        "sponsored",
        "sponsored content",
        "subscribe now",
        "subscribe to our newsletter",
        "table of contents",
        "toggle navigation",
        "view all comments",
        "view comments",
        "you may also like",
        "you might also like",
        "分享到",
        "分享文章",
        "返回顶部",
        "広告",
        "广告",
        "廣告",
        "暂无评论",
        "記事をシェア",
    )
)
_LONGEST = max(map(len, _LINES)) + 20
"""Characters of a line, marks around it included."""

_MARKS = " \t*_#>|[](){}<>:…-–—·••→←↑↓▲▼×!"
_GLUED_END = re.compile(
    r"(?<=[.!?。！？\"”’)])[ \t]*(?P<phrase>" + "|".join(map(re.escape, _GLUED)) + r")[ \t]*$",
    re.IGNORECASE,
)


def boilerplate_spans(text: str, lines: Iterator[Line]) -> Iterator[Span]:
    """The slices that are boilerplate, in order, without whitespace around them."""
    for line in lines:
        span = line.span
        if line.kind is Kind.CODE:
            continue
        if len(span) <= _LONGEST and is_boilerplate(span.of(text)):
            yield stripped(text, span.start, span.end)
            continue
        start = max(span.start, span.end - _LONGEST)
        if glued := _GLUED_END.search(text[start : span.end]):
            yield Span(start + glued.start("phrase"), start + glued.end("phrase"))


def is_boilerplate(line: str) -> bool:
    """Does the line hold nothing but one of the phrases?"""
    return " ".join(line.strip(_MARKS).split()).casefold() in _LINES
