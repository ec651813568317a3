"""A graph directory: written whole or not at all, and read only if it is whole.

`duta.json` says that a directory is ours, and holds the hash of every file of ours in
it, so that a change from outside or a write cut short by a power failure is noticed.
It bears no time stamp: same articles, same bytes. Files of others are left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import __version__
from kg.article import Article
from kg.disk import sync, written
from kg.errors import OutputError
from kg.pushed import PUSHED

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.event import Reading

__all__ = ["FORMAT", "GRAPH", "MANIFEST", "Manifest", "bundle", "engine", "exists", "manifest",
           "names", "open", "quads", "readings", "settle", "update", "write"]  # fmt: skip

MANIFEST = "duta.json"
GRAPH = "graph.trig"
FORMAT = 1
"""Raised when a directory written before can no longer be read."""

_KIND = "duta graph directory"
_STAGE = ".duta-"
_AGAIN = "build it again with kg build, with --fresh if that says the same"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `duta.json` says: `files` maps each name to the SHA-256 of its bytes.

    `articles` has `iri`, `document` and `sha256` (of the text) of each article.
    """

    program: str
    articles: tuple[dict[str, str], ...]
    files: dict[str, str]


def write(
    directory: str | Path,
    files: Mapping[str, str | bytes],
    articles: Iterable[Article] = (),
) -> None:
    """Write a graph directory, in place of the graph that it held, if it held one.

    Either all of it is there afterwards or nothing has changed. Parents are made.

    Raises:
        OutputError: if the directory holds something else, or cannot be written.
        ValueError: if a name in `files` is not a plain file name.
    """
    told = [
        {"iri": a.iri, "document": a.document, "sha256": _hash(a.text.encode())} for a in articles
    ]
    _write(Path(directory), _bytes(files), sorted(told, key=lambda a: (a["iri"], a["document"])))


def update(directory: str | Path, files: Mapping[str, str | bytes]) -> None:
    """Add files to a graph directory or replace them, whole or not at all.

    Raises:
        OutputError: if it is no graph directory, is broken, or cannot be written.
        ValueError: if a name in `files` is not a plain file name.
    """
    directory = Path(directory)
    known = manifest(directory)
    kept = {name: _read(directory, name, known) for name in known.files if name not in files}
    _write(directory, {**kept, **_bytes(files)}, list(known.articles))


def bundle(output: str | Path | None, files: Mapping[str, str]) -> None:
    """Write files that belong together: a folder, or a zip archive if the name ends so.

    Either all of it is there afterwards or nothing has changed. A folder that is there
    already may hold such files from before and nothing else.

    Raises:
        OutputError: if no name is given, the folder holds something else, or cannot be written.
    """
    if output is None or str(output) == "-":
        raise OutputError("this format has several files: name a folder or a .zip with -o")
    output = Path(output)
    blobs = _bytes(files)
    try:
        if output.suffix == ".zip":
            _archive(output, blobs)
        elif os.path.lexists(output):
            _replace(output, blobs, _former(output, blobs))
        else:
            _create(output, blobs)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}") from None


def _former(folder: Path, blobs: Mapping[str, bytes]) -> set[str]:
    if not folder.is_dir():
        raise OutputError(f"{folder} is not a directory: name another")
    present = {path.name for path in folder.iterdir() if not path.name.startswith(_STAGE)}
    if foreign := present - blobs.keys():
        raise OutputError(
            f"{folder} holds something else ({min(foreign)}): name an empty or a new directory"
        )
    return present


def _archive(output: Path, blobs: Mapping[str, bytes]) -> None:
    """A zip whose bytes depend on the files alone."""
    stage = output.with_name(f"{_STAGE}{secrets.token_hex(6)}")
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(stage, "w") as archive:
            for name, data in sorted(blobs.items()):
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        stage.replace(output)
    finally:
        stage.unlink(missing_ok=True)


def manifest(directory: str | Path) -> Manifest:
    """What a graph directory says of itself.

    Raises:
        OutputError: if it is missing, not ours, of another format, or broken.
    """
    directory = Path(directory)
    if not directory.is_dir():
        what = "is not a directory" if directory.exists() else "does not exist"
        raise OutputError(f"{directory} {what}: make a graph with kg build ARTICLE -o {directory}")
    data = _manifest(directory)
    if data is None:
        raise OutputError(f"{directory} is no graph of Duta's: it has no {MANIFEST}")
    if data["format"] != FORMAT:
        raise OutputError(
            f"{directory} is in format {data['format']} (duta {data.get('program')}), this is "
            f"duta {__version__}, which reads format {FORMAT}: {_AGAIN}"
        )
    try:
        found = Manifest(str(data["program"]), tuple(data["articles"]), dict(data["files"]))
        _bytes(dict.fromkeys(found.files, b""))  # no name may lead out of the directory
    except (KeyError, TypeError, ValueError):
        raise OutputError(f"{directory / MANIFEST} is broken: {_AGAIN}") from None
    return found


def names(directory: str | Path) -> set[str]:
    """The names of a graph directory's files but its manifest; none if it is none."""
    return _ours(Path(directory), {}) - {MANIFEST} if exists(directory) else set()


def settle(directory: str | Path) -> None:
    """Finish a change of files that was cut short, while nobody else is at work here.

    Raises:
        OutputError: if the disk does not take it.
    """
    directory = Path(directory)
    with written(directory):
        for stage in directory.glob(f"{_STAGE}*/"):
            old, new = stage / "old", stage / "new"
            if old.is_dir() and any(old.iterdir()):  # then all that is new was on the disk
                if (new / MANIFEST).exists():
                    for name in _ours(directory, {}) - {path.name for path in new.iterdir()}:
                        (directory / name).unlink()
                for path in sorted(new.iterdir(), key=lambda path: path.name != MANIFEST):
                    path.replace(directory / path.name)
            shutil.rmtree(stage, ignore_errors=True)
        sync(directory)


def exists(directory: str | Path) -> bool:
    """Whether a directory is a graph directory, of whatever format."""
    return Path(directory).is_dir() and _manifest(Path(directory)) is not None


def engine(directory: str | Path) -> pyoxigraph.Store:
    """A graph directory's quads in Oxigraph, for queries: the quick way.

    Raises:
        OutputError: if it is missing, not ours, of another format, or broken.
    """
    from kg.engine import load

    with _whole(directory) as files:
        return load(files)


def open(directory: str | Path) -> rdflib.Dataset:  # noqa: A001
    """The dataset in a graph directory: all its `.trig` files.

    Raises:
        OutputError: if it is missing, not ours, of another format, or broken.
    """
    from kg.engine import to_dataset

    return to_dataset(quads(directory))


def quads(directory: str | Path) -> Iterator[pyoxigraph.Quad]:
    """The quads of all `.trig` files in a graph directory, literals as written.

    Raises:
        OutputError: if it is missing, not ours, of another format, or broken.
    """
    from kg.engine import parse

    with _whole(directory) as files:
        yield from parse(files)


def readings(directory: str | Path) -> list[Reading]:
    """What was read in each article of a graph directory, by the articles' IRIs.

    Raises:
        OutputError: if it is missing, not ours, of another format, or broken.
    """
    from kg import readback

    return readback.readings(quads(directory))


@contextmanager
def _whole(directory: str | Path) -> Iterator[list[bytes]]:
    """The bytes of all `.trig` files; what they fail to parse with becomes our error."""
    directory = Path(directory)
    known = manifest(directory)
    if GRAPH not in known.files:
        raise OutputError(f"{directory} holds no {GRAPH}: {_AGAIN}")
    names = [name for name in sorted(known.files) if name.endswith(".trig")]
    try:
        yield [_read(directory, name, known) for name in names]
    except (SyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise OutputError(f"{directory}: its graph is broken ({reason}): {_AGAIN}") from None


def _read(directory: Path, name: str, known: Manifest) -> bytes:
    path = directory / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path} cannot be read ({error.strerror}): {_AGAIN}") from None
    if _hash(data) != known.files[name]:
        raise OutputError(f"{path} was changed or only half written since: {_AGAIN}")
    return data


def _manifest(directory: Path) -> dict[str, Any] | None:
    """The manifest's data, None if there is none or it is not ours."""
    path = directory / MANIFEST
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise OutputError(f"{path} is broken: remove {directory} and build it again") from None
    ours = isinstance(data, dict) and data.get("kind") == _KIND and "format" in data
    return data if ours else None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bytes(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    for name in files:
        if (
            name in {"", ".", "..", MANIFEST, PUSHED}
            or name.startswith(_STAGE)
            or set(name) & set("/\\\0")
        ):
            raise ValueError(f"not a name for a file in a graph directory: {name!r}")
    return {n: f.encode() if isinstance(f, str) else bytes(f) for n, f in files.items()}


def _write(directory: Path, files: dict[str, bytes], articles: list[dict[str, str]]) -> None:
    data = {
        "kind": _KIND,
        "format": FORMAT,
        "program": __version__,
        "articles": articles,
        "files": {name: _hash(files[name]) for name in sorted(files)},
    }
    # The manifest first: a write cut short leaves hashes that do not match.
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    blobs = {MANIFEST: text.encode(), **{name: files[name] for name in sorted(files)}}
    try:
        if os.path.lexists(directory):
            _replace(directory, blobs, _ours(directory, blobs))
        else:
            _create(directory, blobs)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise OutputError(f"{directory} cannot be written: {error.strerror}{where}") from None


def _ours(directory: Path, blobs: Mapping[str, bytes]) -> set[str]:
    """The names of our files in a directory that is there; refuses one with others' files."""
    if not directory.is_dir():
        raise OutputError(f"{directory} is not a directory: name another")
    data = _manifest(directory)
    present = {path.name for path in directory.iterdir() if not path.name.startswith(_STAGE)}
    if data is None:
        if present - {PUSHED}:
            raise OutputError(
                f"{directory} is not empty and no graph of Duta's: name an empty or a new directory"
            )
        return set()
    files = data.get("files")
    ours = {MANIFEST, *(files if isinstance(files, dict) else ())} & present
    if foreign := (present & blobs.keys()) - ours:
        raise OutputError(f"{directory / min(foreign)} was not written by Duta: move it away")
    return ours


def _create(directory: Path, blobs: Mapping[str, bytes]) -> None:
    directory.parent.mkdir(parents=True, exist_ok=True)
    stage = directory.with_name(f"{_STAGE}{secrets.token_hex(6)}")
    try:
        _fill(stage, blobs)
        stage.rename(directory)
        sync(directory.parent)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _replace(directory: Path, blobs: Mapping[str, bytes], ours: set[str]) -> None:
    # Not by exchanging directories: it may be a mount, a link, or somebody's current one.
    for left in directory.glob(f"{_STAGE}*"):
        shutil.rmtree(left, ignore_errors=True)
    stage = directory / f"{_STAGE}{secrets.token_hex(6)}"
    old, new = stage / "old", stage / "new"
    done: list[str] = []
    try:
        stage.mkdir()
        old.mkdir()
        _fill(new, blobs)
        for name in (*sorted(ours - blobs.keys()), *blobs):
            target = directory / name
            if name in ours:
                _keep(target, old / name)
            done.append(name)
            if name in blobs:
                (new / name).replace(target)
            else:
                target.unlink()
        sync(directory)
    except BaseException:
        for name in reversed(done):
            if name in ours:
                (old / name).replace(directory / name)
            else:
                (directory / name).unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _keep(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _fill(directory: Path, blobs: Mapping[str, bytes]) -> None:
    directory.mkdir()
    for name, data in blobs.items():
        with (directory / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    sync(directory)
