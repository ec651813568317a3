"""Batches of articles become parts, on one processor or on several."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING

from kg import article
from kg.article import Article
from kg.errors import InputError, Place
from kg.part import Part

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.pipeline import Reader

__all__ = ["AHEAD", "Worker", "batches", "lost", "parts", "processors"]

_ARTICLES, _CHARACTERS = 64, 400_000
"""A batch is no larger: what is done twice after the program was killed."""

AHEAD = 2
"""Batches that wait for each worker, so that none waits for batches."""

_GARBAGE = 20_000
"""New objects after which garbage is looked for: some articles make so many. Python's default has a
worker spend a twelfth of its time on it.
"""

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None

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

    A batch whose worker dies is given to others; if those die, too, its articles are read one
    by one, each alone, and the one at which a worker dies is a part that failed.

    Raises:
        KnowledgeError: if a lexicon, the gazetteer, the ontology or a parser is wrong.
    """
    if jobs == 1:
        worker = Worker(base)
        yield from map(worker.part, groups)
        return
    waiting = map(_Task, groups)
    todo: deque[_Task] = deque()  # comes before those that wait

    def first() -> _Task | None:
        todo.extend(() if todo else islice(waiting, 1))
        return todo[0] if todo else None

    while True:
        pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (base,))
        running: dict[Future[Part], _Task] = {}
        try:
            while True:
                while (task := first()) and task.may_run(running.values(), jobs):
                    running[pool.submit(_part, task.group)] = task
                    todo.popleft()  # not before: a broken pool takes none
                if not running:
                    return
                done = next(iter(_first(running)))
                part = done.result()
                del running[done]
                yield part
        except BrokenProcessPool:
            for task in running.values():
                if task.suspect:
                    yield lost(*task.group)
                else:
                    todo.extend(task.again())
        except BaseException:
            for process in active_children():  # what they are at is done again another time
                process.terminate()
            _close(pool)
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Task:
    """A batch for a worker; `tries` is how often one died meanwhile, perhaps at another batch."""

    group: Sequence[Article]
    tries: int = 0

    @property
    def suspect(self) -> bool:
        """One article, which is read alone: if a worker dies now, it is at this one."""
        return self.tries == _TRIES

    def may_run(self, running: Collection[_Task], jobs: int) -> bool:
        if self.suspect or any(task.suspect for task in running):
            return not running
        return len(running) < jobs * AHEAD

    def again(self) -> list[_Task]:
        tries = self.tries + 1
        groups = [[article] for article in self.group] if tries == _TRIES else [self.group]
        return [_Task(group, tries) for group in groups]


def lost(article: Article) -> Part:
    """What is left of an article at which workers die: a part that failed."""
    reason = "a worker dies at it; give it more memory, or split it"
    error = InputError(reason, article.where or Place(article.document))
    return Part(b"", b"", 0, (), (error,))


def _close(pool: ProcessPoolExecutor) -> None:
    """Lets who waits for answers see their end. A worker that is terminated amid one leaves half of
    it in the pipe, of which this process holds an end, too: the rest would be waited for without
    end, and so would the exit of the program, which joins that thread.
    """
    writer = getattr(getattr(pool, "_result_queue", None), "_writer", None)
    if writer is not None:
        writer.close()


def _first(running: Iterable[Future[Part]]) -> set[Future[Part]]:
    from concurrent.futures import FIRST_COMPLETED, wait

    return wait(running, return_when=FIRST_COMPLETED).done


class Worker:
    """Reads batches; what reading takes is loaded with the first."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._tools: tuple[Reader, Ontology] | None = None

    def part(self, group: Sequence[Article]) -> Part:
        """The part that a batch makes.

        Raises:
            KnowledgeError: if a lexicon, the gazetteer, the ontology or a parser is wrong.
        """
        from kg import ontology, part
        from kg.pipeline import Reader

        if self._tools is None:
            self._tools = Reader(self._base), ontology.load()
        reader, known = self._tools
        failed: list[InputError] = []
        made = part.make(list(reader.read_all(group, failed.append)), known, self._base)
        return replace(made, failed=tuple(failed))


_worker: Worker | None = None


def _begin(base: str) -> None:
    """In a new process: whoever started it says when to stop."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_GARBAGE)
    _worker = Worker(base)


def _part(group: Sequence[Article]) -> Part:
    if _worker is None:
        raise RuntimeError("no worker was begun here")
    part = _worker.part(group)
    if _trim:
        _trim(0)  # else glibc keeps what is free, in ever smaller pieces; takes a millisecond
    return part
