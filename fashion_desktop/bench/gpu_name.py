"""The GPU that embedding would use, if there is one."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from fashion_desktop.embedding.device import choose_device, describe_device, gpu_is_possible


def gpu_name() -> str | None:
    """Return its name. torch is asked in a process of its own, and only if it may know one."""
    if not gpu_is_possible():
        return None
    # Started anew, not forked: a process that has once used a GPU cannot be forked.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(_name).result()
        except (BrokenProcessPool, ImportError, RuntimeError):
            return None


def _name() -> str | None:
    device = choose_device("auto")
    return None if device == "cpu" else describe_device(device)
