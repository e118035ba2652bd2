"""Where the network runs: NVIDIA GPU, Apple GPU or CPU."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.wording import counted

if TYPE_CHECKING:
    import torch

_EXPECTED = "Choose auto, cpu, cuda or mps."
_REMEDY = "Choose “auto” or “cpu” in settings."

_FEW_CORES = 2

_threads_lock = threading.Lock()
_threads_set: list[int] = []


def choose_device(setting: str) -> torch.device:
    """Return the device for a setting.

    Args:
        setting: ``auto`` (the fastest there is), ``cpu``, ``cuda``, ``cuda:1`` and so on, or
            ``mps``.

    Raises:
        WeightsError: the setting is unknown or the computer has no such device.
    """
    import torch

    wanted = setting.strip().lower() or "auto"
    kind, _, number = wanted.partition(":")
    if kind not in {"auto", "cpu", "cuda", "mps"} or (number and kind != "cuda"):
        raise WeightsError(f"“{setting}” is not a device this program knows. {_EXPECTED}")
    if number and not number.isdecimal():
        raise WeightsError(f"“{setting}” is not a device this program knows. {_EXPECTED}")
    if kind == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    if kind == "cuda" and (
        not torch.cuda.is_available() or int(number or 0) >= torch.cuda.device_count()
    ):
        raise WeightsError(
            f"This computer has no NVIDIA GPU that can be used as “{wanted}”. {_REMEDY}"
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise WeightsError(f"This computer has no Apple GPU that can be used. {_REMEDY}")
    return torch.device(wanted)


def describe_device(device: torch.device) -> str:
    """Return a device's name for people, for example "CPU, 2 threads"."""
    import torch

    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)} (CUDA)"
    if device.type == "mps":
        return "Apple GPU (MPS)"
    return f"CPU, {counted(torch.get_num_threads(), 'thread')}"


def set_cpu_threads_once() -> int:
    """Set how many CPU threads torch uses, the first time; return the number in force.

    torch has one such number for the whole process, so later calls change nothing.
    """
    import torch

    with _threads_lock:
        if not _threads_set:
            torch.set_num_threads(default_cpu_threads())
            _threads_set.append(torch.get_num_threads())
        return _threads_set[0]


def default_cpu_threads() -> int:
    """Return how many threads suit this computer.

    All physical cores (or ``OMP_NUM_THREADS``, which torch respects) but one, which decoding
    and the window use. Of two cores it takes both: that is a third faster, and the window
    still gets its turn within milliseconds.
    """
    import torch

    cores = torch.get_num_threads()
    return cores if cores <= _FEW_CORES or "OMP_NUM_THREADS" in os.environ else cores - 1
