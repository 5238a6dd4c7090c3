import pytest

from rag.errors import UnreadableFile
from rag.extraction.web import extract

MENU = "".join(f'<li><a href="/{n}">Menu entry number {n}</a></li>' for n in range(60))
PROSE = "".join(f"<p>Owls of kind {n} hunt at night, and they sleep by day.</p>" for n in range(40))


def test_the_article_is_told_from_menus_and_footers() -> None:
    page = f"<nav><ul>{MENU}</ul></nav><article><h1>Owls</h1>{PROSE}</article><footer>{MENU}"
    text = extract(f"<html><body>{page}".encode()).text
    assert text.count("hunt at night") == 40
    assert "Menu" not in text


def test_a_short_page_is_read_whole_with_its_parts() -> None:
    page = """<body><h2>Owls</h2><p>They   hunt<br>at <b>night</b>.</p>
    <ul><li>mice<ul><li>young</li></ul></li><li>frogs</li></ul>
    <table><tr><th>Bird</th><th>Food</th></tr><tr><td>Owl</td><td>Mice</td></tr></table>
    <script>no words</script></body>"""
    assert extract(page.encode()).text == (
        "## Owls\n\nThey hunt\nat night.\n\n- mice\n  - young\n- frogs\n"
        "| Bird | Food |\n| Owl | Mice |"
    )


def test_facts_are_what_the_page_says_of_itself() -> None:
    head = """<html lang="en-GB"><head><title>On owls</title><meta name="author" content="Ann Owl">
    <meta property="article:published_time" content="2024-02-15T09:00:00Z"></head>"""
    facts = extract(f"{head}<body>{PROSE}".encode()).facts
    assert (facts.title, facts.author) == ("On owls", "Ann Owl")
    assert (facts.published, facts.language) == ("2024-02-15", "en-GB")


def test_a_date_that_only_occurs_in_the_text_is_not_the_page_s() -> None:
    assert extract(f"<p>Seen on 3 May 2019.</p>{PROSE}".encode()).facts.published is None


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("windows-1251", "Сова"),
        ("shift_jis", "ふくろう"),
        ("iso-8859-1", "Käuze"),
        ("gb18030", "猫头鹰在夜里捕食"),
        ("utf-16", "Käuze"),
    ],
)
def test_the_encoding_that_a_page_names_is_believed(encoding: str, words: str) -> None:
    page = f'<meta charset="{encoding}"><body><p>{words}</p>'
    assert extract(page.encode(encoding)).text == words


def test_a_page_in_utf_8_is_read_so_whatever_it_names() -> None:
    assert extract('<meta charset="latin-1"><body>Käuze'.encode()).text == "Käuze"


def test_nested_tables_are_text_and_too_deep_ones_are_refused() -> None:
    assert extract(b"<body>" + b"<table><tr><td>deep " * 100).text.count("deep") == 100
    with pytest.raises(UnreadableFile, match="nested too deeply"):
        extract(b"<body>" + b"<table><tr><td>deep " * 10_000)


ARTICLE = "<article><h1>Owls</h1><p>They hunt at night.</p></article>"


@pytest.mark.parametrize(
    "page",
    [
        f"<nav><a>Home</a> <a>Prices</a></nav><main>{ARTICLE}</main><footer>© Owl Trust</footer>",
        f"<header><ul><li>News<li>Sport</ul></header>{ARTICLE}<aside><h2>Most read</h2></aside>",
        f"<main>{ARTICLE}<aside><p>Most read</p></aside></main><div role='contentinfo'>©</div>",
        f"<form>Search <input></form>{ARTICLE}<form><h3>Newsletter</h3><p>Write to us</p></form>",
        f"<div id='menu'><a>Home</a> | <a>Prices</a></div>{ARTICLE}<div class='footer'>© Owl</div>",
        f"<div class='breadcrumb'>Home / Owls</div>{ARTICLE}<p>Share on Facebook Tweet</p>",
        f"<p>Home &gt; Birds &gt; Owls</p>{ARTICLE}<ul class='social-share'><li><a>Print</a></ul>",
        f"<ul class='main-nav'><li><a>A</a><li><a>B</a></ul>{ARTICLE}<div class='cookie-bar'>OK",
        f"{ARTICLE.removesuffix('</article>')}<aside><ul><li>Cats</ul></aside></article>",
    ],
)
def test_of_a_short_page_what_stands_around_the_article_is_left_out(page: str) -> None:
    assert extract(f"<body>{page}</body>".encode()).text == "# Owls\n\nThey hunt at night."


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<nav>Home</nav>", "Home"),
        ("<header><h1>Owls</h1><p>14 May</p></header>They hunt.", "# Owls\n\n14 May\n\nThey hunt."),
        ("<article><p>They hunt.</p><footer>By Ann</footer></article>", "They hunt.\n\nBy Ann"),
        (
            "<article><aside><p>Note: rare.</p></aside>They hunt.</article>",
            "Note: rare.\n\nThey hunt.",
        ),
        ("<form><h1>Owls</h1>They hunt.</form>", "# Owls\n\nThey hunt."),
        ("<div id='menu'><a>Soup</a> 4.50<h2>Sweets</h2></div>", "Soup 4.50\n\n## Sweets"),
        ("<p class='share'>A share costs 5 francs.</p>", "A share costs 5 francs."),
        (
            "<p>Home &gt; Settings</p><p>Share it by post.</p>",
            "Home > Settings\n\nShare it by post.",
        ),
        ("<div class='footer'><h1>Owls</h1>They hunt.</div>", "# Owls\n\nThey hunt."),
        ("<div>One <nav>Home</nav> two</div>", "One two"),
    ],
)
def test_what_belongs_to_the_article_or_is_all_there_is_stays(page: str, text: str) -> None:
    assert extract(f"<body>{page}</body>".encode()).text == text


FACTS = "<dl><dt>Telephone<dd>0555<dt>E-mail:<dd><p>owl@example.org</p></dl>"


def test_a_fact_stands_behind_its_name() -> None:
    told = "- Telephone: 0555\n- E-mail: owl@example.org"
    assert extract(f"<body>{FACTS}".encode()).text == told
    long = f"<body><article><h1>Owls</h1>{PROSE}{FACTS}{PROSE}</article>"
    assert told in extract(long.encode()).text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("<dt>Owl<dd>A bird.</dd><dd>A butterfly.", "Owl\n\n- A bird.\n- A butterfly."),
        ("<dt>Owl<dd>A bird.<dd>A moth.", "Owl\n\n- A bird.\n- A moth."),
        ("<dt>How long?<dd>Ten days.", "How long?\n\n- Ten days."),
        ("<dt>Owl<dd><p>A bird.</p><p>It hunts.</p>", "Owl\n\n- A bird.\n- It hunts."),
    ],
)
def test_what_takes_more_than_a_line_to_say_stands_below_its_name(words: str, text: str) -> None:
    assert extract(f"<body><dl>{words}</dl>".encode()).text == text


def test_a_page_of_which_most_was_found_keeps_its_headings_and_lists() -> None:
    said = "They leave from the pier below the chapel, and they are worth getting up early for. "
    part = f"<p>{said * 4}</p><ul><li>Adults: £28</li><li>Others: £9</li></ul>"
    parts = "".join(f"<h2>Boat {n}</h2>{part}" for n in range(6))
    page = f"<nav><a href='/'>Home</a></nav><h1>Boats</h1>{parts}<footer>©</footer>"
    text = extract(f"<html><body>{page}</body></html>".encode()).text
    assert text.startswith("# Boats\n\n## Boat 0\n\nThey leave")
    assert text.count("- Adults: £28\n- Others: £9") == 6
    assert "Home" not in text
