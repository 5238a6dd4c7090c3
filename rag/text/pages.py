"""Pages and slides within a text: a form feed stands between them, as in plain text of old."""

PAGE_BREAK = "\f"


def page_of(text: str, offset: int) -> int:
    """The number of the page that the character at `offset` stands on, counted from 1."""
    return text.count(PAGE_BREAK, 0, offset) + 1
