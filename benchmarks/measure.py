"""How long a command takes and how much memory its processes hold; what machine this is."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
EVERY = 0.05  # seconds between two looks at the processes
MB = 1 << 20


@dataclass(slots=True)
class Run:
    """What a command took.

    Attributes:
        wall, cpu: seconds, of all its processes.
        main: the most memory (MB, resident) its own process held, as the kernel counts it.
        worker: the most that one of the others held.
        together: the most that all held at once; pages that several share count for each.
        marks: what was seen on the way, by name: seconds of wall and CPU until then.
    """

    wall: float = 0
    cpu: float = 0
    main: float = 0
    worker: float = 0
    together: float = 0
    marks: dict[str, tuple[float, float]] = field(default_factory=dict)


def run(
    command: Sequence[object],
    marks: dict[str, Callable[[], bool]] | None = None,
) -> Run:
    """Run a command, and look at its processes meanwhile.

    Args:
        command: arguments; its output is thrown away.
        marks: conditions by name: when each is first met is noted.

    Raises:
        SystemExit: if the command fails.
    """
    found = Run()
    before, start = _children(), time.perf_counter()
    with TemporaryFile() as errors:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, env=environment(),
            stdout=subprocess.DEVNULL, stderr=errors,
        )  # fmt: skip
        tree = psutil.Process(process.pid)
        waiting = dict(marks or {})
        while process.poll() is None:
            _look(tree, found)
            for name in [name for name, met in waiting.items() if met()]:
                del waiting[name]
                found.marks[name] = (time.perf_counter() - start, _cpu(tree))
            time.sleep(EVERY)
        if process.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{process.args} ended with {process.returncode}: {said}")
    found.wall, found.cpu = time.perf_counter() - start, _children() - before
    return found


def _children() -> float:
    """CPU seconds of all processes that were begun here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def environment() -> dict[str, str]:
    """One thread for each process, so that a core is a core."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": path}


def _family(tree: psutil.Process) -> list[psutil.Process]:
    try:
        return [tree, *tree.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _look(tree: psutil.Process, found: Run) -> None:
    together = 0.0
    for process in _family(tree):
        peak, now = memory(process.pid)
        together += now
        if process.pid == tree.pid:
            found.main = max(found.main, peak)
        else:
            found.worker = max(found.worker, peak)
    found.together = max(found.together, together)


def memory(pid: int) -> tuple[float, float]:
    """The most resident memory that a process has held, and what it holds, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    sizes = {k: v for k, _, v in (line.partition(":") for line in lines)}
    return tuple(int(sizes[n].split()[0]) / 1024 if n in sizes else 0 for n in ("VmHWM", "VmRSS"))


def _cpu(tree: psutil.Process) -> float:
    """CPU seconds so far, of the processes that are there and those that were."""
    total = 0.0
    for process in _family(tree):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if process.pid == tree.pid:
            total += times.children_user + times.children_system
    return total


def kg(*arguments: object) -> list[object]:
    """A `kg` command of this checkout."""
    return [sys.executable, "-m", "kg", *arguments]


def script(name: str, *arguments: object) -> list[object]:
    """A script of this folder."""
    return [sys.executable, ROOT / "benchmarks" / name, *arguments]


def rounds(ways: dict[str, Callable[[], object]], times: int) -> dict[str, float]:
    """The fewest CPU seconds that each way takes in this process, all in turn, so that a busy
    machine slows them alike.
    """
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(times):
        for name, way in ways.items():
            start = time.process_time()
            way()
            best[name] = min(best[name], time.process_time() - start)
    return best


def corpus(number: int, folder: Path) -> Path:
    """So many generated articles, in a file that is made if it is not there."""
    path = folder / f"articles-{number}.jsonl"
    if not path.exists():
        run(script("corpus.py", number, "-o", path))
    return path


def machine() -> dict[str, object]:
    """What this was measured on."""
    named = (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if "name" in line)
    packages = ("spacy", "thinc", "numpy", "pyoxigraph", "rdflib", "pyarrow")
    return {
        "processor": next(named, platform.processor()),
        "processors": len(psutil.Process().cpu_affinity()),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
        "load": round(os.getloadavg()[0], 1),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def write(name: str, data: dict[str, Any], folder: Path = RESULTS) -> Path:
    """Put results into a file, with what they were measured on."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    text = json.dumps({"machine": machine(), **data}, indent=1, default=asdict, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def read(name: str, folder: Path = RESULTS) -> dict[str, Any]:
    """Results as they were put into a file; empty if there are none."""
    path = folder / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
