"""A window of the browser on the page, and what a test does in it."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.serving.live import PATIENCE

DESK = (1280, 860)
PHONE = (390, 844)

expect.set_options(timeout=1e3 * PATIENCE)


def window(
    browser: Browser, url: str, size: tuple[int, int] = DESK, dark: bool = False
) -> BrowserContext:
    context = browser.new_context(
        base_url=url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(1e3 * PATIENCE)
    return context


def ask(page: Page, question: str) -> None:
    page.goto("/")
    page.fill("#question", question)
    page.keyboard.press("Enter")
    expect(page.locator(".answer h2")).to_have_text(question)


def highlighted(page: Page) -> str:
    text: str = page.locator("mark.here").evaluate_all(
        "(marks) => marks.map((m) => m.firstChild.data).join('')"
    )
    return text
