"""Batches of articles become parts, on one processor or on several."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING

from kg import article
from kg.article import Article
from kg.errors import OutputError
from kg.part import Part

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.pipeline import Reader

__all__ = ["batches", "parts", "processors"]

_ARTICLES, _CHARACTERS = 64, 400_000
"""A batch is no larger: what is done twice after the program was killed."""

_AHEAD = 2
"""Batches that wait for each worker, so that none waits for batches."""

_TRIES = 3
"""How often a batch is given to workers that then die."""


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles, so many together that handing them on costs little."""
    return article.batches(articles, _ARTICLES, _CHARACTERS)


def parts(groups: Iterable[Sequence[Article]], base: str, jobs: int) -> Iterator[Part]:
    """The part that each batch makes, as they are done; no more batches are taken than needed to
    keep the workers busy.

    Raises:
        KnowledgeError: if a lexicon, the gazetteer, the ontology or a parser is wrong.
        OutputError: if a batch kills its worker again and again.
    """
    if jobs == 1:
        worker = _Worker(base)
        yield from map(worker.part, groups)
        return
    waiting = iter(groups)
    again: deque[tuple[Sequence[Article], int]] = deque()
    while True:
        pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (base,))
        running: dict[Future[Part], tuple[Sequence[Article], int]] = {}
        try:
            while True:
                while len(running) < jobs * _AHEAD:
                    group, tries = again.popleft() if again else (next(waiting, None), 0)
                    if group is None:
                        break
                    running[pool.submit(_part, group)] = group, tries
                if not running:
                    return
                done = next(iter(_first(running)))
                part = done.result()
                del running[done]
                yield part
        except BrokenProcessPool:
            for group, tries in running.values():
                if tries + 1 >= _TRIES:
                    raise OutputError(
                        f"a worker dies at one of {len(group)} articles, the first "
                        f"{group[0].document}: give it more memory, or fewer --jobs"
                    ) from None
                again.append((group, tries + 1))
        except BaseException:
            for process in active_children():  # what they are at is done again another time
                process.terminate()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _first(running: Iterable[Future[Part]]) -> set[Future[Part]]:
    from concurrent.futures import FIRST_COMPLETED, wait

    return wait(running, return_when=FIRST_COMPLETED).done


class _Worker:
    """Reads batches; what reading takes is loaded with the first."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._tools: tuple[Reader, Ontology] | None = None

    def part(self, group: Sequence[Article]) -> Part:
        from kg import ontology, part
        from kg.pipeline import Reader

        if self._tools is None:
            self._tools = Reader(self._base), ontology.load()
        reader, known = self._tools
        return part.make(list(reader.read_all(group)), known, self._base)


_worker: _Worker | None = None


def _begin(base: str) -> None:
    """In a new process: whoever started it says when to stop."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = _Worker(base)


def _part(group: Sequence[Article]) -> Part:
    if _worker is None:
        raise RuntimeError("no worker was begun here")
    return _worker.part(group)
