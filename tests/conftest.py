"""What several files of tests share: a service and a browser, which take seconds to start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from serving import LIMITS, Service, directory, serving

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph directory that no test changes."""
    return directory(tmp_path_factory.mktemp("served") / "out")


@pytest.fixture(scope="session")
def service(folder: Path) -> Iterator[Service]:
    """A service of it, with narrow limits."""
    with serving(folder, *LIMITS) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that asks for nothing of its own."""
    found = shutil.which("chromium")
    if not found:
        message = "no chromium on the PATH: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()
