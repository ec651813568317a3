"""Takes the pictures that README.md shows: `python docs/screenshot.py out/graph.html`.

Needs Chromium, as the tests do. One for readers of light pages, one for readers of dark ones.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PICTURES = {"light": HERE / "picture.png", "dark": HERE / "picture-dark.png"}
SIZE = {"width": 1400, "height": 880}
CHOSEN = "Arms transfer"


def main() -> None:
    """Open the page with the network off, choose what is denied, and take its picture."""
    chromium = shutil.which("chromium")
    if len(sys.argv) != 2 or not chromium:
        sys.exit("usage: python docs/screenshot.py out/graph.html (chromium must be installed)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scheme, picture in PICTURES.items():
            context = browser.new_context(
                viewport=SIZE, locale="en-GB", color_scheme=scheme, offline=True
            )
            page = context.new_page()
            page.goto(Path(sys.argv[1]).resolve().as_uri())
            page.locator("#panel .item", has_text=CHOSEN).first.click()
            page.mouse.move(0, 0)
            page.locator("#text mark.lit.t").first.wait_for()
            page.wait_for_timeout(800)  # for the text to scroll there
            page.screenshot(path=picture)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
