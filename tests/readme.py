"""Writes anew what README.md and the notebooks show of the program: `python tests/readme.py`.

Runs the commands of its console blocks in a temporary directory and puts what they print
beneath them; then the list of named questions, and the outputs of the notebooks. A block whose
fence says `head=12` shows the first twelve lines of each command.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    import nbformat

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
WIDTH = "100"
_BLOCK = re.compile(r"^```console(?: head=(\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What stands for `make graph`, which would install the environment first.
_MAKE = {"make graph": "kg build data/articles/kunjungan-putin.id.txt -o out"}


@dataclass(frozen=True)
class Command:
    """A command of a console block, as it stands there, and how many lines are shown."""

    text: str
    head: int | None = None

    @property
    def line(self) -> str:
        """What the shell gets: without prompts."""
        return re.sub(r"\n> ?", "\n", self.text.removeprefix("$ "))


def commands(text: str) -> Iterator[list[Command]]:
    """The commands of each console block."""
    for block in _BLOCK.finditer(text):
        head = int(block[1]) if block[1] else None
        yield [Command(c, head) for c in re.findall(r"^\$ .*(?:\n>.*)*", block[2], re.MULTILINE)]


def prepare(folder: Path) -> None:
    """Put the input of the README's commands into a folder."""
    for name in ("data/articles", "benchmarks/gold/dev"):
        shutil.copytree(ROOT / name, folder / name)


def run(command: Command, folder: Path) -> tuple[int, str]:
    """Run a command in a folder; its exit status and all that it printed.

    `kg` runs in this process, so that parsers are loaded once.
    """
    line = _MAKE.get(command.line, command.line)
    if not line.startswith("kg "):
        done = subprocess.run(
            ["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr
    from kg.cli import main

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    handler = signal.getsignal(signal.SIGINT)
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, COLUMNS=WIDTH),
        mock.patch.object(sys, "argv", shlex.split(line)),
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", out),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            signal.signal(signal.SIGINT, handler)
    out.flush()
    text = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    return code, f".venv/bin/{line}\n{text}" if command.line in _MAKE else text


def questions() -> str:
    """The named questions, as a Markdown list."""
    from kg import query

    return "".join(f"- `{q.name}`: {q.title}\n" for q in query.named())


def between(text: str, name: str, inside: str) -> str:
    """The text with what stands between two markers replaced."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    found, count = re.subn(pattern, lambda m: m[1] + inside + m[2], text, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{count} times <!-- {name} --> … <!-- /{name} -->")
    return found


def refreshed(text: str, folder: Path) -> str:
    """The README with what its commands print now."""
    prepare(folder)

    def block(match: re.Match[str]) -> str:
        (found,) = commands(match[0])
        shown = []
        for command in found:
            code, printed = run(command, folder)
            if code:
                raise ValueError(f"{command.line}: {printed}")
            lines = [line.rstrip() for line in printed.splitlines()]
            if command.head and len(lines) > command.head:
                lines = [*lines[: command.head], "…"]
            shown += [command.text, *lines]
        fence = match[0].partition("\n")[0]
        return "\n".join([fence, *shown, "```"])

    return between(_BLOCK.sub(block, text), "questions", questions())


def executed(path: Path) -> nbformat.NotebookNode:
    """A notebook run from its first cell to its last, in a kernel of its own.

    Raises:
        CellExecutionError: if a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, PYTHONPATH=str(ROOT), TMPDIR=folder),
    ):
        NotebookClient(
            notebook,
            timeout=300,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(path.parent)}},
        ).execute()
    return notebook


def save(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook without what differs from machine to machine."""
    import nbformat

    notebook.metadata.language_info = {"name": "python"}
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, ensure_ascii=False)
    path.write_text(text.rstrip() + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = refreshed(README.read_text(encoding="utf-8"), Path(folder))
    README.write_text(text, encoding="utf-8", newline="\n")
    for notebook in NOTEBOOKS:
        save(executed(notebook), notebook)


if __name__ == "__main__":
    main()
