"""Takes the picture that README.md shows: `python docs/screenshot.py out/graph.html`.

Needs Chromium, as the tests do.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "picture.png"
SIZE = {"width": 1200, "height": 760}
CHOSEN = "Arms transfer"


def main() -> None:
    """Open the page with the network off, choose what is denied, and take its picture."""
    chromium = shutil.which("chromium")
    if len(sys.argv) != 2 or not chromium:
        sys.exit("usage: python docs/screenshot.py out/graph.html (chromium must be installed)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport=SIZE, offline=True)
        page = context.new_page()
        page.goto(Path(sys.argv[1]).resolve().as_uri())
        page.wait_for_timeout(2000)
        page.locator("#panel .item", has_text=CHOSEN).first.click()
        page.wait_for_timeout(1000)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
