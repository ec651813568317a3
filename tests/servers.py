"""Real servers on loopback, for tests: each with a port and a directory of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

ROOT = Path(__file__).parent.parent
PASSWORD = "dba"

_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 8
NumberOfBuffers = 5000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Server:
    """Where a running server takes graphs, updates and queries; and its process."""

    graphs: str
    updates: str
    queries: str
    process: subprocess.Popen[bytes]
    user: str | None = None

    @property
    def options(self) -> list[str]:
        return ["--user", self.user] if self.user else []

    def ask(self, query: str, **parameters: str) -> list[dict[str, str]]:
        """The rows of a SELECT, values as text."""
        answer = requests.get(
            self.queries,
            {"query": query, **parameters},
            headers={"Accept": "application/sparql-results+json"},
            timeout=60,
        )
        answer.raise_for_status()
        rows = answer.json()["results"]["bindings"]
        return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def oxigraph(folder: Path, port: int | None = None) -> Iterator[Server]:
    """Oxigraph's own server, which keeps its data in a folder."""
    port = port or free_ports(1)[0]
    home = f"http://127.0.0.1:{port}"
    run = Path(sys.executable).with_name("oxigraph")
    command = [str(run), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder.parent, home) as process:
        yield Server(f"{home}/store", f"{home}/update", f"{home}/query", process)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Virtuoso, with a new database in a folder; its user dba may write."""
    program = shutil.which("virtuoso-t")
    assert program, "Virtuoso is missing; install it (Debian: virtuoso-opensource-7-bin)"
    sql, http = free_ports(2)
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=http))
    home = f"http://127.0.0.1:{http}"
    command = [program, "+configfile", "virtuoso.ini", "+foreground"]
    with _running(command, folder, f"{home}/sparql") as process:
        yield Server(
            f"{home}/sparql-graph-crud-auth", f"{home}/sparql-auth", f"{home}/sparql", process,
            "dba",
        )  # fmt: skip


@dataclass
class Cluster:
    """A Dask scheduler, and workers in processes of their own."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def join(self, before: str = "") -> subprocess.Popen[bytes]:
        """A further worker; `before` is Python that it runs first."""
        start = f"{before}\nfrom distributed.cli.dask_worker import main\nmain()"
        command = [sys.executable, "-c", start, self.address, "--nthreads", "1", "--no-nanny",
                   "--no-dashboard", "--host", "127.0.0.1"]  # fmt: skip
        worker = _python(command)
        self.workers.append(worker)
        return worker


@contextmanager
def dask(workers: int) -> Iterator[Cluster]:
    """A Dask cluster; its workers have joined, or will soon."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "scheduler.json"
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
                   "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]  # fmt: skip
        scheduler = _python(command)
        while not told.exists() or not told.read_text():
            assert scheduler.poll() is None, f"the scheduler ended with {scheduler.returncode}"
            time.sleep(0.05)
        cluster = Cluster(json.loads(told.read_text())["address"], scheduler, [])
    try:
        for _ in range(workers):
            cluster.join()
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait()


def _python(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@contextmanager
def _running(command: list[str], folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(url):
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code < 500
    except requests.ConnectionError:
        return False


def start(*args: object) -> subprocess.Popen[str]:
    """A command of ours, running; the password in its environment."""
    return subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, args)], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "KG_PASSWORD": PASSWORD, "NO_PROXY": "127.0.0.1"},
    )  # fmt: skip


def kg(*args: object) -> tuple[int, str, str]:
    """Its exit status, and what it printed."""
    running = start(*args)
    out, err = running.communicate(timeout=120)
    return running.returncode, out, err


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()
