"""What several files of tests share: a service, which takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import LIMITS, Service, directory, serving


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph directory that no test changes."""
    return directory(tmp_path_factory.mktemp("served") / "out")


@pytest.fixture(scope="session")
def service(folder: Path) -> Iterator[Service]:
    """A service of it, with narrow limits."""
    with serving(folder, *LIMITS) as found:
        yield found
