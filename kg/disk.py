"""Files that are there whole or not at all, even if power fails."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import OutputError

__all__ = ["locked", "put", "sync", "written"]


def put(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file, in place of what it held, at once or piece by piece.

    Raises:
        OSError: if the disk does not take it; the file is as it was then.
    """
    stage = path.with_name(f".{path.name}")
    try:
        with stage.open("wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        stage.replace(path)
    except BaseException:
        stage.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(directory: Path) -> None:
    """Make sure that a directory's entries are on the disk."""
    if os.name != "posix":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def written(directory: Path) -> Iterator[None]:
    """What the disk refuses becomes an `OutputError` that names the directory."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or " ".join(str(error).split())
        raise OutputError(f"{directory} cannot be written: {reason}") from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else who asks for the same lock gets it meanwhile; whatever ends us frees it.

    Raises:
        OutputError: if somebody has it, or the disk does not take it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise OutputError(
            f"{path.parent}: another build or push is at work here; wait for it, or end it"
        ) from None
    except OSError as error:
        raise OutputError(f"{path.parent} cannot be written: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()
