import pytest

from rag.extraction.web import extract

PROSE = "".join(f"<p>Owls of kind {n} hunt at night, and they sleep by day.</p>" for n in range(40))


@pytest.mark.parametrize("rest", ["", PROSE])
def test_what_is_unfolded_stands_below_its_summary(rest: str) -> None:
    page = f"""<body><article><h1>Owls</h1><h2>Visits</h2><p>We open at night.</p><details><summary>
    May <b>dogs</b> come?</summary><p>No, they bark.</p></details><details><summary>And cats?
    </summary><p>Yes.</p></details>{rest}</article></body>"""
    text = extract(page.encode()).text
    assert (
        "## Visits\n\nWe open at night.\n\n### May dogs come?\n\nNo, they bark.\n\n"
        "### And cats?\n\nYes."
    ) in text


def test_details_within_details_have_deeper_headings() -> None:
    page = b"<details><summary>Owls</summary><details><summary>Food</summary>Mice</details>"
    assert extract(b"<body>" + page).text == "## Owls\n\n### Food\n\nMice"


def test_a_summary_around_a_heading_is_no_second_one() -> None:
    owls = f"<h2>Owls</h2>{PROSE}<details><summary><h4>Food</h4></summary><p>Mice</p></details>"
    assert extract(f"<body>{owls}".encode()).text.endswith("\n\n#### Food\n\nMice")


@pytest.mark.parametrize("rest", ["", PROSE])
def test_what_is_to_be_clicked_on_heads_what_it_unfolds(rest: str) -> None:
    page = f"""<body><main><h1>Owls</h1><h2><button class="accordion-button">Visits</button></h2>
    <div id="a"><p>At night they may be seen by all.</p></div><button>Buy</button>
    <button>May dogs come?</button><div style="display:none"><p>No, they bark at the owls.</p></div>
    <h2>Food</h2>{rest}</main></body>"""
    assert (
        "## Visits\n\nAt night they may be seen by all.\n\n"
        "### May dogs come?\n\nNo, they bark at the owls.\n\n"
        "## Food"
    ) in extract(page.encode()).text
