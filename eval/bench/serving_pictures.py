"""The two pictures of the README: an answer with its source open, in light and in dark.

rag serve & python eval/bench/serving_pictures.py
"""

import argparse
import shutil
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

SIZE = 1280, 820


def main() -> None:
    """Take both, of a service that runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8765")
    parser.add_argument("--question", default="On what date was Sora released?")
    parser.add_argument("--out", type=Path, default=Path("eval/reports"))
    chosen = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": SIZE[0], "height": SIZE[1]},
                color_scheme=scheme,  # type: ignore[arg-type]  # one of the two
                reduced_motion="reduce",
            )
            page.goto(f"{chosen.url}/?q={quote(chosen.question)}")
            page.locator(".cite").first.click()
            page.wait_for_selector("mark.here")
            page.mouse.move(0, 0)
            page.screenshot(path=chosen.out / f"page-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
