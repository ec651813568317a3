"""Batches of articles become parts on the workers of a Dask cluster.

As on one machine (`kg.workers`): batches go out as workers become free, each gives one part, and
the client keeps each part as it comes. Dask gives the batches of a worker that is lost to others;
a batch at which several die is read article by article, and the one at which they die has failed.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING

from kg import __version__, workers
from kg.article import Article
from kg.errors import ServerError
from kg.part import Part
from kg.resources import knowledge
from kg.workers import Worker

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["parts"]

_SECONDS = 10
"""How long it may take to reach the scheduler."""

_TALKERS = ("distributed", "distributed.client", "distributed.comm", "tornado")
_PATIENCE = 60
"""Seconds without any worker before that is given up."""


def parts(groups: Iterable[Sequence[Article]], base: str, jobs: int | str) -> Iterator[Part]:
    """The part that each batch makes, as they are done; no more batches are taken than needed to
    keep the workers busy. Those of a cluster may come and go meanwhile.

    Args:
        groups: batches.
        base: what minted IRIs begin with.
        jobs: so many processes here; or the address of a scheduler, such as
            `tcp://10.0.0.1:8786`.

    Raises:
        KnowledgeError: if a lexicon, the gazetteer, the ontology or a parser is wrong.
        ServerError: if the scheduler cannot be reached or is lost, it has no workers, or one has
            another program than this.
    """
    if isinstance(jobs, str):
        return _parts(groups, base, jobs)
    return workers.parts(groups, base, jobs)


def _parts(groups: Iterable[Sequence[Article]], base: str, address: str) -> Iterator[Part]:
    with _client(address) as client:
        from distributed import KilledWorker, wait

        own = _program()
        _same(client, address, own)
        waiting = iter(groups)
        suspects: deque[Sequence[Article]] = deque()  # read alone: if a worker dies, it is at them
        running: dict[Future[Part], Sequence[Article]] = {}

        def submit(group: Sequence[Article]) -> None:
            running[client.submit(_part, group, base, own, pure=False)] = group

        while True:
            room = workers.AHEAD * max(1, sum(client.nthreads().values()))
            if suspects and not running:
                submit(suspects.popleft())
            while not suspects and len(running) < room and (group := next(waiting, None)):
                submit(group)
            if not running:
                return
            try:
                done = wait(list(running), _PATIENCE, "FIRST_COMPLETED").done
            except TimeoutError:
                if not client.nthreads():
                    raise ServerError(f"{address}: no worker is left") from None
                continue
            for future in done:
                group = running.pop(future)
                try:
                    yield future.result()
                except KilledWorker:
                    if len(group) == 1:
                        yield workers.lost(group[0])
                    suspects.extend([article] for article in group if len(group) > 1)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """A client of the cluster; what Dask says of its end becomes one line."""
    try:
        from distributed import Client
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise ServerError("--cluster needs Dask: pip install 'duta[cluster]'") from None

    for name in _TALKERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it tells is told in one line
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, TimeoutError, TypeError, ValueError) as error:
        raise ServerError(
            f"{address}: no scheduler of Dask's can be reached ({error}); check the address"
        ) from None
    try:
        yield client
    except (CancelledError, OSError, RuntimeError, ValueError) as error:
        cut = isinstance(error, CancelledError | CommClosedError)
        if not cut and client.status == "running":
            raise
        raise ServerError(f"{address}: the scheduler is lost") from None
    finally:
        client.close(timeout=1)


def _same(client: Client, address: str, own: str) -> None:
    """Refuse workers that would read otherwise than we."""
    try:
        client.wait_for_workers(1, _PATIENCE)
        found = client.run(_program)
    except TimeoutError:
        raise ServerError(f"{address}: no workers; start some: dask worker {address}") from None
    except ImportError as error:
        raise ServerError(
            f"{address}: a worker lacks this program ({error}); install duta {__version__} there"
        ) from None
    for worker, theirs in sorted(found.items()):
        if theirs != own:
            raise _different(worker, theirs, own)


def _different(worker: str, theirs: str, own: str) -> ServerError:
    return ServerError(f"worker {worker} has {theirs}, here is {own}; install the same on both")


# On the workers ---------------------------------------------------------------------

_one_at_a_time = Lock()  # a worker's threads share what reading takes


@cache
def _program() -> str:
    """What two machines must have in common to read alike."""
    return f"duta {__version__} with knowledge {knowledge()} and spacy {version('spacy')}"


@cache
def _worker(base: str) -> Worker:
    return Worker(base)


def _part(group: Sequence[Article], base: str, wanted: str) -> Part:
    if _program() != wanted:  # one that came later
        from distributed import get_worker

        raise _different(get_worker().address, _program(), wanted)
    with _one_at_a_time:
        return _worker(base).part(group)
