import pytest

from rag.extraction.web import extract

PROSE = "".join(f"<p>Owls of kind {n} hunt at night, and they sleep by day.</p>" for n in range(40))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<ol><li>Wait</li><li>Turn <b>on</b></li></ol>", "1. Wait\n2. Turn on"),
        ("<ol start=3><li>Wait<li value=7>Go<li>Stop</ol>", "3. Wait\n7. Go\n8. Stop"),
        ("<ol reversed><li>Silver<li>Gold</ol>", "2. Silver\n1. Gold"),
        ("<ol type=a><li>Wait<li>Go</ol>", "a) Wait\nb) Go"),
        ("<ol type=I><li>Wait<li>Go</ol>", "I) Wait\nII) Go"),
        ("<ol><li>Wait<ul><li>or not</ul><li>Go</ol>", "1. Wait\n  - or not\n2. Go"),
        ("<ol><li><b>Bold</b> is<li><p>Go</p><p>Slow</p></ol>", "1. Bold is\n2. Go\n\nSlow"),
        ("<ol style='list-style: none'><li>Home<li>Birds</ol>", "- Home\n- Birds"),
        ("<ul><li>Wait<li>Go</ul>", "- Wait\n- Go"),
    ],
)
def test_items_have_the_numbers_that_a_browser_shows(page: str, text: str) -> None:
    assert extract(f"<body>{page}".encode()).text == text
    long = extract(f"<body><article><h1>Owls</h1>{PROSE}{page}{PROSE}</article>".encode()).text
    assert f"by day.\n\n{text}\n" in long
