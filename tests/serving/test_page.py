import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from rag.contract import reply_json
from rag.serving.app import create_app
from rag.serving.keys import KeyRing
from rag.serving.options import ServiceOptions
from rag.storage.index import Index
from tests.serving.corpus import CHINESE, build_index, opener, reply_of, write_corpus
from tests.serving.live import listening
from tests.serving.scripts import (
    BEYOND,
    CHANGED,
    CHINESE_QUESTION,
    DISPUTED,
    NOT_SAID,
    SCRIPTS,
    SEVERAL,
    SURE,
)
from tests.serving.windows import DESK, PHONE, ask, highlighted, window

STATES = ("/", "/?view=articles", *(f"/?q={quote(each)}" for each in SCRIPTS))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    build_index(write_corpus(folder / "corpus"), folder / "index")
    return folder


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with listening(create_app(opener(folder / "index", SCRIPTS))) as url:
        yield url


@pytest.fixture
def page(url: str, browser: Browser) -> Iterator[Page]:
    with window(browser, url) as context:
        yield context.new_page()


def test_is_three_files_below_60_kb_that_name_nobody_else() -> None:
    folder = files("rag.serving") / "assets"
    texts = [(folder / name).read_bytes() for name in ("index.html", "app.js", "style.css")]
    assert sum(map(len, texts)) < 60_000
    for text in texts:
        assert not re.search(rb"https?://|innerHTML|insertAdjacent|eval\(|style=", text)


def test_an_example_leads_to_an_answer(page: Page) -> None:
    page.goto("/")
    example = page.locator("#examples a").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".answer h2")).to_have_text(question)
    expect(page.locator("#examples")).to_be_hidden()


def test_every_claim_shows_its_source_without_leaving_the_page(page: Page) -> None:
    ask(page, SEVERAL)
    expect(page.locator(".said li")).to_have_count(3)
    page.locator(".cite").nth(1).hover()
    expect(page.locator("#card")).to_contain_text("the fog hid the piers at night")
    expect(page.locator("#card")).to_contain_text("2 March 2021")
    page.locator(".cite").nth(1).click()
    expect(page.locator("#source h2")).to_have_text("The Lantern Bridge")
    expect(page.locator("mark.here")).to_be_in_viewport()
    assert highlighted(page) == "the fog hid the piers at night"
    expect(page.locator("mark:not(.here)")).to_have_count(1)
    expect(page.locator(".answer h2")).to_be_visible()


def test_offsets_hold_behind_characters_outside_the_basic_plane(page: Page) -> None:
    ask(page, BEYOND)
    page.locator(".cite").click()
    expect(page.locator("mark.here")).to_be_visible()
    assert highlighted(page) == "🏮 It is closed on Mondays."


def test_disagreement_is_two_columns_with_dates(page: Page) -> None:
    ask(page, DISPUTED)
    columns = page.locator(".columns > section")
    expect(columns).to_have_count(2)
    first, second = columns.nth(0).bounding_box(), columns.nth(1).bounding_box()
    assert first
    assert second
    assert first["x"] + first["width"] <= second["x"]
    expect(columns.nth(0)).to_contain_text("4 May 1931")
    expect(columns.nth(0).locator("h3")).to_have_text("2 March 2021")
    expect(columns.nth(1)).to_contain_text("12 June 1932")
    expect(columns.nth(1).locator("h3")).to_have_text("20 November 2023")


def test_says_that_the_articles_do_not_say(page: Page) -> None:
    ask(page, NOT_SAID)
    expect(page.locator(".said")).to_have_text("The articles do not say.")
    expect(page.locator("#status")).to_have_text("The articles do not say.")
    nearest = page.locator(".none .quote")
    assert nearest.count() > 3
    expect(nearest.nth(2)).to_be_visible()
    expect(nearest.nth(3)).to_be_hidden()
    page.get_by_text("more passage").click()
    expect(nearest.last).to_be_visible()
    assert not any(text.startswith("#") for text in nearest.locator(".text").all_inner_texts())
    nearest.first.click()
    expect(page.locator("mark.here").first).to_be_in_viewport()


@pytest.mark.parametrize(
    ("question", "said", "figure", "bars"),
    [
        (SURE, "Very likely right", "93%", 4),
        (SEVERAL, "Likely right", "80%", 3),
        (BEYOND, "More likely right than not", "70%", 2),
        (CHINESE_QUESTION, "Uncertain", "40%", 1),
    ],
)
def test_confidence_is_words_with_the_figure_on_demand(
    page: Page, question: str, said: str, figure: str, bars: int
) -> None:
    ask(page, question)
    expect(page.locator(".sure summary")).to_have_text(said)
    expect(page.locator(".bars .on")).to_have_count(bars)
    expect(page.get_by_text(figure)).to_be_hidden()
    page.locator(".sure summary").click()
    expect(page.get_by_text(figure)).to_be_visible()


def test_the_address_holds_everything_and_back_works(page: Page) -> None:
    ask(page, SURE)
    page.locator(".cite").click()
    expect(page.locator("mark.here")).to_be_visible()
    shared = page.url
    page.go_back()
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator(".answer h2")).to_have_text(SURE)
    page.go_back()
    expect(page.locator("#hero")).to_be_visible()
    page.go_forward()
    expect(page.locator(".answer h2")).to_have_text(SURE)
    page.goto(shared)
    expect(page.locator("mark.here")).to_be_in_viewport()
    expect(page.locator(".answer h2")).to_have_text(SURE)


def test_a_keyboard_is_enough(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type(SURE)
    page.keyboard.press("Enter")
    expect(page.locator(".cite")).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.locator(".cite").evaluate("(cite) => cite === document.activeElement"):
            break
    expect(page.locator(".cite")).to_be_focused()
    expect(page.locator("#card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("mark.here")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator(".cite")).to_be_focused()


def test_lists_the_articles_with_their_state(url: str, page: Page, folder: Path) -> None:
    file = folder / "corpus" / "zh/灯笼桥.md"
    file.write_text("# 别的\n", encoding="utf-8")
    try:
        page.goto("/?view=articles")
        expect(page.locator(".article")).to_have_count(3)
        expect(page.locator(".state")).to_have_text(["up to date", "up to date", "changed since"])
        page.locator(".article").nth(2).click()
        expect(page.locator("#source h2")).to_have_text("灯笼桥的故事")
    finally:
        file.write_text(CHINESE, encoding="utf-8", newline="")


def test_chinese_text_is_marked_as_chinese(page: Page) -> None:
    ask(page, CHINESE_QUESTION)
    expect(page.locator(".said")).to_have_attribute("lang", "zh")
    page.locator(".cite").click()
    expect(page.locator("#text")).to_have_attribute("lang", "zh")
    assert highlighted(page) == "大桥全长320米，由石头砌成。"


def test_a_quote_whose_file_is_another_by_now_says_so(page: Page) -> None:
    ask(page, CHANGED)
    quotes = page.locator(".quotes .quote")
    expect(quotes.nth(0).locator(".state")).to_have_count(0)
    expect(quotes.nth(1).locator(".state")).to_have_text("changed since")
    expect(quotes.nth(2).locator(".state")).to_have_text("file gone")


def test_every_claim_is_marked_with_its_own_language(page: Page) -> None:
    ask(page, SEVERAL)
    languages = page.locator(".said li").evaluate_all("(all) => all.map((li) => li.lang)")
    assert languages == ["", "", "zh"]
    assert page.locator(".said").get_attribute("lang") is None


def test_on_a_phone_the_source_covers_the_page_and_gives_it_back(
    url: str, browser: Browser
) -> None:
    with window(browser, url, PHONE) as context:
        page = context.new_page()
        ask(page, DISPUTED)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        page.locator(".cite").first.click()
        expect(page.locator("mark.here")).to_be_in_viewport()
        assert page.evaluate("document.getElementById('shell').inert")
        page.locator("#close").click()
        expect(page.locator(".cite").first).to_be_focused()
        assert not page.evaluate("document.getElementById('shell').inert")


def test_text_may_be_twice_as_large(url: str, browser: Browser) -> None:
    with window(browser, url, (640, 512)) as context:
        page = context.new_page()
        ask(page, DISPUTED)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_colours_can_be_chosen_and_stay(page: Page) -> None:
    page.goto("/")
    before = page.evaluate("getComputedStyle(document.body).color")
    page.locator("#theme").click()
    page.locator("#theme").click()
    expect(page.locator("#theme")).to_have_accessible_name("Colours: dark")
    assert page.evaluate("getComputedStyle(document.body).color") != before
    page.reload()
    expect(page.locator("#theme")).to_have_accessible_name("Colours: dark")


def test_a_service_that_cannot_answer_now_says_why_and_is_asked_again(page: Page) -> None:
    refusals = [1]

    def refuse(route: Route) -> None:
        if refusals:
            refusals.pop()
            route.fulfill(
                status=503, headers={"Retry-After": "1"}, body=json.dumps({"detail": "no index"})
            )
        else:
            route.continue_()

    page.route("**/v1/ask/stream", refuse)
    page.goto(f"/?q={quote(SURE)}")
    expect(page.locator("#view")).to_contain_text("No index. Asking again in 1 s")
    expect(page.locator(".answer h2")).to_have_text(SURE)
    assert not refusals


def test_the_heading_of_an_extracted_file_is_named_and_no_line_of_its_text(
    page: Page, folder: Path
) -> None:
    with Index.open(folder / "index", threads=1) as index:
        reply = SCRIPTS[SURE](index)
    (citation,) = reply.answer.citations
    word = replace(citation, kind="docx", heading="Opening hours")
    told = reply_json(replace(reply, answer=replace(reply.answer, citations=(word,))))
    event = f"event: answer\ndata: {json.dumps(told)}\n\n"
    page.route(
        "**/v1/ask/stream",
        lambda route: route.fulfill(content_type="text/event-stream", body=event),
    )
    ask(page, SURE)
    facts = page.locator(".quotes .where").first
    expect(facts).to_contain_text("Opening hours")
    expect(facts).not_to_contain_text("line")


def test_a_fault_is_told_with_its_request_id(page: Page) -> None:
    problem = {"detail": "It broke.", "request_id": "abc-1"}
    page.route(
        "**/v1/ask/stream", lambda route: route.fulfill(status=500, body=json.dumps(problem))
    )
    page.goto(f"/?q={quote(SURE)}")
    expect(page.locator(".fault")).to_contain_text("It broke.")
    expect(page.locator(".fault code")).to_have_text("abc-1")
    page.unroute("**/v1/ask/stream")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".answer h2")).to_have_text(SURE)


def test_asks_for_a_key_where_one_is_needed(folder: Path, browser: Browser, tmp_path: Path) -> None:
    key = KeyRing(tmp_path / "keys.json").add("reader")
    options = ServiceOptions(keys=tmp_path / "keys.json")
    with (
        listening(create_app(opener(folder / "index", SCRIPTS), None, options)) as url,
        window(browser, url) as context,
    ):
        page = context.new_page()
        page.goto(f"/?q={quote(SURE)}")
        expect(page.locator(".fault h2")).to_have_text("This service needs a key.")
        assert not violations(page)
        page.get_by_label("API key").fill(key)
        page.keyboard.press("Enter")
        expect(page.locator(".answer h2")).to_have_text(SURE)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nobody_else_is_asked(
    url: str, browser: Browser, size: tuple[int, int], dark: bool
) -> None:
    with window(browser, url, size, dark) as context:
        page = context.new_page()
        asked: list[str] = []
        faults: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        for state in STATES:
            page.goto(state)
            page.wait_for_selector("#view .sheet, #examples:not([hidden]) li")
            assert violations(page) == [], state
            if page.locator(".cite").count():
                page.locator(".cite").first.focus()
                assert violations(page) == [], f"{state} with its card"
                page.locator(".cite").first.click()
                expect(page.locator("mark.here").first).to_be_visible()
                assert violations(page) == [], f"{state} with its source"
        assert all(each.startswith(url) for each in asked)
        assert faults == []


def violations(page: Page) -> list[str]:
    chosen = {"rules": {"target-size": {"enabled": True}}}  # WCAG 2.2; axe leaves it out
    found = Axe().run(page, options=chosen).response["violations"]
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]


def test_steps_are_numbered_and_the_lines_of_a_list_stay_lines(
    tmp_path: Path, browser: Browser
) -> None:
    question, quote = "How do I cross it?", "To cross it:\n\n1. Look left.\n2. Walk over."
    articles = {"steps.md": f"# Crossing\n\n{quote}\n"}
    build_index(write_corpus(tmp_path / "corpus", articles), tmp_path / "index", articles)
    steps = [(claim, "steps.md", quote) for claim in ("Look left.", "Walk over.")]
    app = create_app(
        opener(tmp_path / "index", {question: lambda index: reply_of(index, question, steps)})
    )
    with listening(app) as url, window(browser, url) as context:
        page = context.new_page()
        ask(page, question)
        expect(page.locator("ol.said li")).to_have_text([re.compile("Look"), re.compile("Walk")])
        expect(page.locator("q.lined").first).to_have_css("white-space", "pre-line")
