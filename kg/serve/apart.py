"""Work in a process of its own, whose memory is free again when it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Lock
from typing import ParamSpec, TypeVar

from kg.errors import OutputError

__all__ = ["CONTEXT", "STARTING", "run"]

P = ParamSpec("P")
T = TypeVar("T")

CONTEXT = get_context("spawn") if sys.platform == "win32" else get_context("forkserver")
"""How processes are started. A fork server has loaded what they need, and no thread of ours."""

STARTING = Lock()
"""Held while a process is started or one that has ended is asked how: starting one looks after all
others, and the end of each can be read only once.
"""


def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a function returns, or raises, that is called in a process of its own.

    Raises:
        OutputError: if that process dies.
    """
    try:
        with ProcessPoolExecutor(1, CONTEXT) as pool:
            with STARTING:
                told = pool.submit(work, *args, **kwargs)
            return told.result()
    except BrokenProcessPool:
        raise OutputError("there is not enough memory to load the graph") from None
