from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from rag.serving.app import create_app
from rag.serving.options import ServiceOptions
from rag.storage.index import Index
from rag.types import Reply
from tests.serving.corpus import build_index, opener, reply_of, write_corpus
from tests.serving.hostile import STRINGS
from tests.serving.live import PATIENCE, listening

IN_ONE = 10
"""Hostile strings of one article."""
BATCHES = [STRINGS[at : at + IN_ONE] for at in range(0, len(STRINGS), IN_ONE)]
MADE = "script, img, iframe, svg, object, embed, link, style, base, form, video, math, input"
"""Elements that no reply may bring into the page."""
INSIDE = f"""() => [...document.querySelectorAll("#view, #source, #card, #status")]
    .flatMap((part) => [...part.querySelectorAll("*")])
    .filter((each) => each.matches("{MADE}")
        || [...each.attributes].some((a) => a.name.startsWith("on"))
        || /^\\s*javascript:/i.test(each.getAttribute("href") ?? ""))
    .map((each) => each.outerHTML)"""


def article(number: int) -> str:
    return f"# {BATCHES[number][0]}\n\n" + "\n\n".join(BATCHES[number]) + "\n"


def script(number: int) -> Callable[[Index], Reply]:
    path = f"{number:02}.md"
    parts = [(text, path, text) for text in BATCHES[number]]
    return lambda index: reply_of(index, f"batch {number}", parts, parts[:2])


SCRIPTS: Mapping[str, Callable[[Index], Reply]] = {
    f"batch {number}": script(number) for number in range(len(BATCHES))
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    articles = {f"{number:02}.md": article(number) for number in range(len(BATCHES))}
    build_index(write_corpus(folder / "corpus", articles), folder / "index", articles)
    return folder / "index"


@pytest.fixture(params=[True, False], ids=["policy on", "policy off"])
def page(
    index: Path, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, list[str]]]:
    options = ServiceOptions(content_security_policy=request.param)
    with listening(create_app(opener(index, SCRIPTS), None, options)) as url:
        page = browser.new_context(base_url=url).new_page()
        page.set_default_timeout(1e3 * PATIENCE)
        elsewhere: list[str] = []

        def seen(asked: Request) -> None:
            if not asked.url.startswith(url):
                elsewhere.append(asked.url)

        page.on("request", seen)
        page.on("dialog", lambda dialog: elsewhere.append(dialog.message))
        page.on("pageerror", lambda error: elsewhere.append(str(error)))
        page.add_init_script("window.hits = 0; window.__hit = () => { window.hits += 1; };")
        yield page, elsewhere
        page.context.close()


def test_there_are_300_strings() -> None:
    assert len(set(STRINGS)) == 300


@pytest.mark.slow
def test_hostile_articles_run_nothing_and_fetch_nothing(page: tuple[Page, list[str]]) -> None:
    window, elsewhere = page
    for number, batch in enumerate(BATCHES):
        window.goto(f"/?q=batch+{number}")
        window.wait_for_selector(".answer .cite")
        quotes = window.locator(".columns > section:first-child .quote q").all_inner_texts()
        assert len(quotes) == len(batch)
        window.locator(".cite").first.click()
        window.wait_for_selector("mark.here")
        assert window.evaluate(INSIDE) == []
        assert window.evaluate("window.hits") == 0
    assert elsewhere == []


@pytest.mark.slow
def test_hostile_questions_run_nothing_and_fetch_nothing(page: tuple[Page, list[str]]) -> None:
    window, elsewhere = page
    window.goto("/")
    for text in STRINGS:
        question = " ".join(text.split())
        window.evaluate(
            "(q) => { document.getElementById('view').replaceChildren();"
            " history.pushState(null, '', '/?q=' + encodeURIComponent(q));"
            " dispatchEvent(new PopStateEvent('popstate')); }",
            question,
        )
        window.wait_for_selector(".answer h2, .fault h2")
        assert window.evaluate(INSIDE) == []
        assert window.evaluate("window.hits") == 0
    assert elsewhere == []
