"""Workers that answer queries: a bounded number, each ended when its time is over."""

from __future__ import annotations

import asyncio
import json
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from kg.serve.apart import CONTEXT, STARTING
from kg.serve.limits import Limits
from kg.serve.worker import Answer, Job, work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["Pool"]

_LONGEST = 30.0
"""Seconds that a process may take to start, or to end when it is killed."""


class Pool:
    """Answers queries on a store on disk, several at a time.

    Args:
        store: an Oxigraph store that nobody changes.
        limits: of each query, and how many workers there are.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        self._limits = limits
        self._workers = [_Worker(store, limits) for _ in range(limits.workers)]
        self._threads = ThreadPoolExecutor(limits.workers, "query")
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._waiting = 0
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def ask(self, job: Job) -> Answer:
        """The answer to a query; status 503 if it takes too much, or there are too many queries.

        Whoever is cancelled while waiting for an answer frees the worker.
        """
        if self._idle.empty() and self._waiting >= self._limits.waiting:
            return _refused("too many queries wait for an answer: ask again later")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                worker = await self._idle.get()
        except TimeoutError:
            return _refused("other queries took all the time: ask again later")
        finally:
            self._waiting -= 1
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(self._threads, worker.ask, job)
        asked.add_done_callback(lambda _: self._idle.put_nowait(worker))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            if not asked.done():  # else it is at somebody else's query already
                worker.end()
            raise

    @property
    def busy(self) -> int:
        """How many queries are being answered."""
        return len(self._workers) - self._idle.qsize()

    def end(self) -> None:
        """End what the workers are at; whoever waits for it is told so."""
        for worker in self._workers:
            worker.end()

    def close(self) -> None:
        """End the workers, whatever they are at."""
        self.end()
        self._threads.shutdown(wait=True)


def _refused(why: str) -> Answer:
    return Answer(503, body=f"{why}\n".encode())


class _Worker:
    """A process that is started when it is needed; used by one thread, ended by any. It says when
    it is ready; then it is sent a job, and answers with two messages: what it says, and the body.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        self._store, self._limits = store, limits
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._ended = False

    def ask(self, job: Job) -> Answer:
        if self._ended:  # when it had answered already
            self._gone()
        try:
            connection = self._connection or self._start()
            connection.send_bytes(json.dumps(asdict(job)).encode())
            if not connection.poll(self._limits.seconds):
                self.end()
                self._gone()
                return _refused(
                    f"the query took longer than {self._limits.seconds:g} seconds: make it narrower"
                )
            answer = Answer(**json.loads(connection.recv_bytes()))
            body = connection.recv_bytes()
        except (EOFError, OSError):
            return self._died(self._gone())
        if answer.last:
            self._gone()
        return replace(answer, body=body)

    def _start(self) -> Connection:
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(
            target=work, args=(theirs, str(self._store), self._limits), daemon=True
        )
        with STARTING:
            process.start()
        theirs.close()
        self._process, self._connection = process, ours
        if not ours.poll(_LONGEST):  # its start is not the query's
            self.end()
        ours.recv_bytes()
        return ours

    def end(self) -> None:
        """Kill the process; whoever waits for its answer is told that it is gone."""
        self._ended = True
        process = self._process
        if process is not None:
            with suppress(ValueError, OSError):  # it is gone already
                process.kill()

    def _gone(self) -> int | None:
        """Clear up behind a process that ends; returns its exit code."""
        self._ended = False
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is None:
            return None
        wait([process.sentinel], _LONGEST)
        with STARTING:
            code = process.exitcode
            with suppress(ValueError):
                process.close()
        return code

    def _died(self, code: int | None) -> Answer:
        if code == -signal.SIGABRT:  # Rust's answer to memory that it is not given
            return _refused(f"the query needs more than {self._limits.megabytes} MB of memory")
        if code == -signal.SIGSEGV:
            return Answer(400, body=b"the query is too long, or nested too deeply\n")
        return _refused("the query was stopped")
