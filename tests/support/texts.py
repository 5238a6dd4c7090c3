"""Texts with everything that moves offsets or confuses segmenters."""

from hypothesis import strategies as st

PIECES = (
    *("Owls hunt at night.", "e.g.", "Dr. Smith", "İstanbul", "3.5%", "no stop", "word " * 30),
    *(
        "今天天气很好。",
        "我们走吧！",
        "これはテストです。",
        "「はい。」",
        "안녕하세요.",
        "مرحبا.",
        "שלום.",
    ),
    *("e\u0301\u0323", "👩‍👩‍👧‍👦", "🇩🇪", "\u200b", "\u200f", "\u2028", "\u3000", "\xa0", "ﬁ", "ǅ"),
    *("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " ", "\t", "    ", ". ", "! ", "? ", "...", "…"),
    *(
        "# Heading\n",
        "## Sub\n",
        "Title\n===\n",
        "- item\n",
        "1. one\n",
        "> quote\n",
        "| a | b |\n",
    ),
    *("```\n", "---\n", "<!-- ", "-->", "**", "“", "”", "(", ")", "\ufeff", "Social Share\n"),
    *("Advertisements\n", "x" * 300, "好" * 200, "\u0301" * 40, ",", "，"),
)

any_text: st.SearchStrategy[str] = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.text(
            alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
        ),
    ),
    max_size=40,
).map("".join)
"""CJK, right-to-left, combining marks, emoji, CRLF, zero-width, "İ", Markdown, and much else."""
