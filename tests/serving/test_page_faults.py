"""The page where something is not as it was, or does not work."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from rag.serving.app import create_app
from rag.serving.keys import KeyRing
from rag.serving.options import ServiceOptions
from rag.storage.index import Index
from rag.types import Reply
from tests.serving.corpus import ARTICLES, BRIDGE, build_index, opener, reply_of, write_corpus
from tests.serving.live import listening, wait_until
from tests.serving.scripts import DISPUTED, NOT_SAID, SCRIPTS, SURE
from tests.serving.windows import PHONE, ask, highlighted, window

QUOTE = "The engineer Ida Moreau designed the bridge."
LONG = "Who designed " + "the very long bridge " * 190 + "?"
PLACE = BRIDGE.index(QUOTE)
ID = hashlib.sha256(b"bridge.md").hexdigest()[:16]

pytestmark = pytest.mark.slow


def told_at_length(index: Index) -> Reply:
    return reply_of(index, LONG, [("Ida Moreau", "bridge.md", QUOTE)])


@pytest.fixture
def url(index: Path) -> Iterator[str]:
    with listening(create_app(opener(index, {**SCRIPTS, LONG: told_at_length}))) as url:
        yield url


@pytest.fixture
def page(url: str, browser: Browser) -> Iterator[Page]:
    with window(browser, url) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        assert faults == []


def indexed_anew(url: str, corpus: Path, bridge: str) -> None:
    """Another version of the bridge's article is taken into use."""
    before = httpx.get(f"{url}/v1/index").json()["index"]["generation"]
    articles = {**ARTICLES, "bridge.md": bridge}
    build_index(write_corpus(corpus, articles), corpus.parent / "index", articles)
    wait_until(lambda: httpx.get(f"{url}/v1/index").json()["index"]["generation"] > before)


def unreachable(route: Route) -> None:
    route.abort()


def test_a_quotation_is_looked_up_in_the_article_as_it_is_now(
    url: str, page: Page, corpus: Path
) -> None:
    ask(page, SURE)
    page.locator(".cite").click()
    expect(page.locator("mark.here")).to_have_count(1)
    expect(page.locator("#source .note")).to_have_count(0)
    indexed_anew(url, corpus, BRIDGE.replace("## Who", "A line that is new.\n\n## Who"))
    page.locator("#close").click()
    page.locator(".cite").click()
    expect(page.locator("#source .note")).to_contain_text("now stands here")
    assert highlighted(page) == QUOTE
    indexed_anew(url, corpus, BRIDGE.replace("Ida Moreau", "Ada Merian"))
    page.locator("#close").click()
    page.locator(".cite").click()
    expect(page.locator("#source .note")).to_contain_text("not in it any more")
    expect(page.locator("#status")).to_contain_text("not in it any more")
    expect(page.locator("mark")).to_have_count(0)


def test_a_passage_of_a_changed_article_is_not_marked_wrongly(
    url: str, page: Page, corpus: Path
) -> None:
    ask(page, NOT_SAID)
    nearest = page.locator(".none .quote", has_text="Lantern Bridge").first
    indexed_anew(url, corpus, "# Another\n\nSomething else altogether stands here by now.\n" * 9)
    page.locator(".none .quote", has_text="Ida Moreau").first.click()
    expect(page.locator("#source .note")).to_contain_text("has changed")
    expect(page.locator("mark")).to_have_count(0)
    expect(nearest).to_be_attached()


def test_a_link_marks_only_the_version_that_it_was_made_of(
    url: str, page: Page, corpus: Path
) -> None:
    ask(page, SURE)
    page.locator(".cite").click()
    expect(page.locator("mark.here")).to_have_count(1)
    version = hashlib.sha256(BRIDGE.encode()).hexdigest()[:12]
    assert f"sha256={version}" in page.url
    place = f"/?article={ID}&start={PLACE}&end={PLACE + len(QUOTE)}"
    page.goto(f"{place}&sha256={version}")
    expect(page.locator("mark.here")).to_have_text(QUOTE)
    page.goto(place)
    expect(page.locator("#source .note")).to_contain_text("which version")
    indexed_anew(url, corpus, "New.\n\n" + BRIDGE)
    page.goto(f"{place}&sha256={version}")
    expect(page.locator("#source .note")).to_contain_text("has changed since this link was made")
    expect(page.locator("mark")).to_have_count(0)
    page.goto(f"{place}&sha256={version}&q={quote(SURE)}")
    expect(page.locator(".answer h2")).to_have_text(SURE)
    expect(page.locator("#source .note")).to_contain_text("has changed since this link was made")
    expect(page.locator("mark.here")).to_have_count(0)


def test_who_asks_again_is_answered_anew_and_the_way_back_is_not(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    ask(page, SURE)
    page.fill("#question", DISPUTED)
    page.keyboard.press("Enter")
    expect(page.locator(".answer h2")).to_have_text(DISPUTED)
    page.go_back()
    expect(page.locator(".answer h2")).to_have_text(SURE)
    assert asked.count("stream") == 2
    page.fill("#question", DISPUTED)
    page.keyboard.press("Enter")
    expect(page.locator(".answer h2")).to_have_text(DISPUTED)
    assert asked.count("stream") == 3


def test_no_character_of_an_article_breaks_the_stream_of_events(url: str, page: Page) -> None:
    strange = "Who designed\u2028the\u2029bridge\x85?"
    reply = httpx.post(f"{url}/v1/ask", json={"question": SURE}).json()
    reply |= {"question": strange, "answer": "Ida\u2028Moreau"}
    data = json.dumps(reply, ensure_ascii=False)
    page.route(
        "**/v1/ask/stream",
        lambda route: route.fulfill(
            headers={"Content-Type": "text/event-stream"}, body=f"event: answer\ndata: {data}\n\n"
        ),
    )
    page.goto(f"/?q={quote(strange)}")
    expect(page.locator(".cite")).to_be_visible()
    assert page.locator(".answer h2").evaluate("(h2) => h2.textContent") == strange


def test_both_sides_of_a_disagreement_are_announced(page: Page) -> None:
    ask(page, DISPUTED)
    expect(page.locator("#status")).to_have_text(
        "The articles disagree. 2 March 2021: 4 May 1931. 20 November 2023: 12 June 1932. "
        "2 sources."
    )


def test_a_source_that_cannot_be_fetched_leaves_the_answer_as_it_is(page: Page) -> None:
    ask(page, SURE)
    page.route("**/v1/articles/*", unreachable)
    page.locator(".cite").click()
    expect(page.locator("#source")).to_contain_text("The service cannot be reached.")
    expect(page.locator("#close")).to_be_focused()
    expect(page.locator(".answer h2")).to_have_text(SURE)
    page.unroute("**/v1/articles/*")
    page.locator("#source").get_by_role("button", name="Try again").click()
    expect(page.locator("mark.here")).to_be_visible()
    page.go_back()
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator(".answer h2")).to_have_text(SURE)


@pytest.mark.parametrize("wrong", ["bad", "0" * 16, "../../v1/index"])
def test_a_link_to_no_article_still_answers_its_question(page: Page, wrong: str) -> None:
    page.goto(f"/?q={quote(SURE)}&article={quote(wrong, safe='')}")
    expect(page.locator(".answer h2")).to_have_text(SURE)
    expect(page.locator("#source h2")).to_have_text("There is no such article.")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    page.locator("#close").click()
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator(".answer h2")).to_have_text(SURE)


def test_a_wrong_key_is_rejected_visibly_and_never_kept(
    index: Path, browser: Browser, tmp_path: Path
) -> None:
    ring = KeyRing(tmp_path / "keys.json")
    key, lost = ring.add("reader"), ring.add("lost")
    ring.remove("lost")
    options = ServiceOptions(keys=tmp_path / "keys.json")
    kept = "sessionStorage.getItem('pincite-key')"
    with (
        listening(create_app(opener(index, SCRIPTS), None, options)) as url,
        window(browser, url) as context,
    ):
        page = context.new_page()
        page.goto(f"/?q={quote(SURE)}")
        for wrong in ("clé–ключ", lost, "two words"):
            page.get_by_label("API key").fill(wrong)
            page.get_by_role("button", name="Continue").click()
            expect(page.locator(".wrong")).to_contain_text("The key was rejected.")
            assert page.evaluate(kept) is None
            page.evaluate("document.querySelector('.wrong').textContent = ''")
        page.evaluate("sessionStorage.setItem('pincite-key', 'ключ')")
        page.reload()
        page.get_by_label("API key").fill(key)
        page.keyboard.press("Enter")
        expect(page.locator(".answer h2")).to_have_text(SURE)
        assert page.evaluate(kept) == key
        ring.remove("reader")
        page.reload()
        expect(page.locator(".wrong")).to_contain_text("The key was rejected.")
        assert page.evaluate(kept) is None


def test_a_question_that_is_too_long_is_told_in_plain_words(page: Page) -> None:
    page.goto("/")
    page.fill("#question", "é" * 2148)
    message = page.locator("#question").evaluate("(field) => field.validationMessage")
    assert message == "The question is too long. Please shorten it by about 100 characters."
    page.fill("#question", "é" * 2048)
    assert page.locator("#question").evaluate("(field) => field.validationMessage") == ""
    page.goto(f"/?q={quote('é' * 2148)}")
    expect(page.locator(".fault")).to_contain_text("The question is too long.")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_what_was_asked_wrongly_is_not_worth_asking_again(page: Page) -> None:
    problem = {"detail": "the question is empty: write one"}
    page.route(
        "**/v1/ask/stream", lambda route: route.fulfill(status=422, body=json.dumps(problem))
    )
    page.goto(f"/?q={quote(SURE)}")
    expect(page.locator(".fault h2")).to_have_text("This cannot be asked.")
    expect(page.locator(".fault p")).to_have_text("The question is empty: write one.")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_long_question_does_not_bury_its_answer_on_a_phone(url: str, browser: Browser) -> None:
    with window(browser, url, PHONE) as context:
        page = context.new_page()
        ask(page, LONG)
        expect(page.locator(".said")).to_be_in_viewport()
        whole = page.get_by_role("button", name="Show the whole question")
        folded = page.locator(".answer h2").evaluate("(h2) => h2.clientHeight")
        whole.click()
        assert page.locator(".answer h2").evaluate("(h2) => h2.clientHeight") > 5 * folded
        page.get_by_role("button", name="Show less of the question").click()
        assert page.locator(".answer h2").evaluate("(h2) => h2.clientHeight") == folded
        ask(page, SURE)
        expect(whole).to_be_hidden()


def test_more_articles_that_cannot_be_fetched_are_told_beside_the_button(
    url: str, page: Page
) -> None:
    first = {**httpx.get(f"{url}/v1/articles?limit=1").json(), "next": "bridge.md"}
    page.route("**/v1/articles", lambda route: route.fulfill(body=json.dumps(first)))
    page.route("**/v1/articles?after=*", unreachable)
    page.goto("/?view=articles")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".list .wrong")).to_contain_text("The service cannot be reached.")
    page.unroute("**/v1/articles?after=*")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".article")).to_have_count(3)
    expect(page.locator(".list .wrong")).to_be_empty()


def test_a_file_that_cannot_be_fetched_is_told_beside_its_link(
    index: Path, browser: Browser, tmp_path: Path
) -> None:
    key = KeyRing(tmp_path / "keys.json").add("reader")
    options = ServiceOptions(keys=tmp_path / "keys.json")
    with (
        listening(create_app(opener(index, SCRIPTS), None, options)) as url,
        window(browser, url) as context,
    ):
        page = context.new_page()
        page.add_init_script(f"sessionStorage.setItem('pincite-key', '{key}')")
        page.goto("/?view=articles")
        page.locator(".article").first.click()
        page.route("**/original", unreachable)
        page.get_by_text("Original file").click()
        expect(page.locator("#source .wrong")).to_contain_text("The service cannot be reached.")


def test_a_view_that_is_none_is_the_first_page(page: Page) -> None:
    page.goto("/?view=nope")
    expect(page.locator("#hero")).to_be_visible()
    expect(page.locator("#examples li").first).to_be_visible()


def test_a_source_that_was_closed_stays_closed_on_the_way_back(page: Page) -> None:
    ask(page, SURE)
    page.locator(".cite").click()
    expect(page.locator("mark.here")).to_be_visible()
    page.locator("#close").click()
    expect(page.locator("#source")).to_be_hidden()
    page.go_back()
    expect(page.locator(".answer h2")).to_have_text(SURE)
    expect(page.locator("#source")).to_be_hidden()


def test_what_is_printed_has_no_place_for_a_source(page: Page) -> None:
    ask(page, SURE)
    page.locator(".cite").click()
    expect(page.locator("mark.here")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator("#shell").evaluate("(all) => getComputedStyle(all).marginRight") == "0px"


def test_confidence_and_buttons_are_seen_in_colours_that_are_forced(
    url: str, browser: Browser
) -> None:
    with window(browser, url) as context:
        page = context.new_page()
        page.emulate_media(forced_colors="active")
        ask(page, DISPUTED)
        colour = "(bar) => getComputedStyle(bar).backgroundColor"
        on = page.locator(".bars .on").first.evaluate(colour)
        off = page.locator(".bars b:not(.on)").first.evaluate(colour)
        assert on != off
        for button in ("#go", ".cite", "#theme"):
            style = page.locator(button).first.evaluate("(b) => getComputedStyle(b).borderStyle")
            assert style == "solid"


def test_an_index_that_is_damaged_is_told_below(page: Page, index: Path, url: str) -> None:
    assert httpx.post(f"{url}/v1/ask", json={"question": SURE}).is_success
    index.rename(index.with_name("aside"))
    wait_until(lambda: bool(httpx.get(f"{url}/v1/index").json()["fault"]))
    page.goto("/")
    expect(page.locator("#index")).to_contain_text("There is no index on the server's disk")
