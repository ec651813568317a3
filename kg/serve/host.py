"""The snapshot that is served now, and the next one when a build has changed the graph."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from kg.errors import DutaError
from kg.serve import apart
from kg.serve.limits import Limits
from kg.serve.pool import Pool
from kg.serve.protocol import Refused
from kg.serve.snapshot import stamp, take

__all__ = ["Host", "Served"]

_EVERY = 1.0
"""Seconds between two looks at the directory."""

_SELDOM = 60.0
"""The same, where what is there cannot be served again and again."""

_LOADED = ["pyoxigraph", "kg.query", "kg.results", "kg.serve.worker"]

_DRAWN = 2_000
"""Reports of events that are drawn when somebody asks for the picture of a corpus."""

_LARGE = (
    "{} reports of events are too many to draw as soon as asked: make the picture with kg view, "
    "or ask for what you look for at /query, or see /events"
)

_LOG = logging.getLogger("kg.serve")


class Served:
    """A snapshot and the workers that answer queries on it."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        self._directory = directory
        self.snapshot = take(directory)
        self.pool = Pool(self.snapshot.store, limits)
        self.users = 0
        self._drawing = asyncio.Lock()

    async def picture(self) -> bytes:
        """The picture of the graph; of a corpus that has none it is drawn, once.

        Raises:
            Refused: if the graph is too large for that, or it takes too long.
        """
        async with self._drawing:
            held = self.snapshot
            page = held.page
            if page is None:
                if held.folder is None or held.reports > _DRAWN:
                    raise Refused(404, _LARGE.format(held.reports))
                page = held.folder / "drawn.html"
            if not page.exists():
                await asyncio.to_thread(apart.run, _draw, self._directory, page)
            return await asyncio.to_thread(page.read_bytes)

    def close(self) -> None:
        """End its workers and remove its files."""
        self.pool.close()
        self.snapshot.remove()


class Host:
    """Serves a directory.

    Args:
        directory: a graph directory or a corpus.
        limits: of each request.

    Raises:
        OutputError: if it is neither, or cannot be made ready.
    """

    def __init__(self, directory: Path, limits: Limits) -> None:
        self.directory, self.limits = directory, limits
        apart.CONTEXT.set_forkserver_preload(
            ["pyoxigraph", "kg.query", "kg.results", "kg.serve.worker"]
        )
        self._served = Served(directory, limits)
        self.behind: str | None = None
        """Why what is served is older than what is in the directory, if it is."""

    @contextmanager
    def served(self) -> Iterator[Served]:
        """What is served now; it stays whole until it is let go."""
        served = self._served
        served.users += 1
        try:
            yield served
        finally:
            served.users -= 1
            if served is not self._served and not served.users:
                asyncio.get_running_loop().run_in_executor(None, served.close)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Meanwhile, whatever a build has changed is served as soon as it is ready."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._served.close()

    async def end(self, seconds: float) -> None:
        """Let queries go on for so long, then end those that still do."""
        for _ in range(int(seconds * 10)):
            if not self._served.pool.busy:
                return
            await asyncio.sleep(0.1)
        self._served.pool.end()

    async def _watch(self) -> None:
        known, pause = self._served.snapshot.stamp, _EVERY
        while True:
            await asyncio.sleep(pause)
            if stamp(self.directory) == known:
                self.behind, pause = None, _EVERY
                continue
            try:
                fresh = await self._fresh()
            except Exception as error:  # whatever it is, what was served is served on
                if self.behind != str(error):
                    _LOG.warning("%s", error)
                self.behind, pause = str(error), min(pause * 2, _SELDOM)
                continue
            known, pause, self.behind = fresh.snapshot.stamp, _EVERY, None
            before, self._served = self._served, fresh
            if not before.users:
                await asyncio.to_thread(before.close)

    async def _fresh(self) -> Served:
        """What is in the directory now; if nobody waits for it any more, it is cleared away."""
        made = asyncio.ensure_future(asyncio.to_thread(Served, self.directory, self.limits))
        try:
            return await asyncio.shield(made)
        except asyncio.CancelledError:
            with suppress(DutaError):
                (await made).close()
            raise


def _draw(directory: Path, page: Path) -> None:
    from kg import build, ontology
    from kg.directory import readings

    page.write_text(build.page(readings(directory), ontology.load()), encoding="utf-8")
