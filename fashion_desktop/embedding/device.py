"""Where the network runs: NVIDIA GPU, Apple GPU or CPU. Free of torch where that can be told."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from pathlib import Path

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.wording import counted
from fashion_desktop.embedding.cpu_threads import compute_threads
from fashion_desktop.embedding.torch_preload import preload_torch

_EXPECTED = "Choose auto, cpu, cuda or mps."
_REMEDY = "Choose “auto” or “cpu” in settings."
_ONLY_CPU = (
    "This copy of the program computes on the processor; only where it is installed from source, "
    "with PyTorch, can it use a GPU."
)

_GPU_LIBRARIES = ("libtorch_cuda.so", "libtorch_hip.so", "torch_cuda.dll", "torch_hip.dll")
"""Which of them a torch has that was built for GPUs."""
_LINUX_DRIVERS = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")
"""What an NVIDIA driver, its form under Windows' Linux, or an AMD driver shows."""
_WINDOWS_DRIVERS = ("nvcuda.dll", "amdhip64.dll")


def choose_device(setting: str) -> str:
    """Return the device for a setting, as torch names it.

    Args:
        setting: ``auto`` (the fastest there is), ``cpu``, ``cuda``, ``cuda:1`` and so on, or
            ``mps``.

    Raises:
        WeightsError: the setting is unknown, or there is no such device, or no torch to use it.
    """
    wanted = setting.strip().lower() or "auto"
    kind, _, number = wanted.partition(":")
    if kind not in {"auto", "cpu", "cuda", "mps"} or (number and kind != "cuda"):
        raise WeightsError(f"“{setting}” is not a device this program knows. {_EXPECTED}")
    if number and not number.isdecimal():
        raise WeightsError(f"“{setting}” is not a device this program knows. {_EXPECTED}")
    if not may_need_torch(kind):
        return "cpu"
    if not torch_is_installed():
        raise WeightsError(f"“{wanted}” cannot be used. {_ONLY_CPU} {_REMEDY}")
    preload_torch()
    import torch

    if kind == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    if kind == "cuda" and (
        not torch.cuda.is_available() or int(number or 0) >= torch.cuda.device_count()
    ):
        raise WeightsError(
            f"This computer has no NVIDIA GPU that can be used as “{wanted}”. {_REMEDY}"
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise WeightsError(f"This computer has no Apple GPU that can be used. {_REMEDY}")
    return wanted


def may_need_torch(setting: str) -> bool:
    """Return whether this setting could mean a GPU on this computer. Imports nothing."""
    kind = setting.strip().lower() or "auto"
    return kind != "cpu" and (kind != "auto" or gpu_is_possible())


def offered_devices() -> frozenset[str]:
    """Return the settings worth offering on this computer. Takes no time and imports nothing."""
    if not gpu_is_possible():
        return frozenset({"auto", "cpu"})
    return frozenset({"auto", "cpu", "mps" if sys.platform == "darwin" else "cuda"})


def gpu_is_possible() -> bool:
    """Return False where torch, if there is one, would surely find no GPU. Imports nothing."""
    if sys.platform == "darwin":
        return platform.machine() == "arm64" and torch_is_installed()
    return torch_is_built_for_gpus() and _has_gpu_driver()


def torch_is_installed() -> bool:
    """Return whether there is a torch: the packaged program has none. Imports nothing."""
    return importlib.util.find_spec("torch") is not None


def torch_is_built_for_gpus() -> bool:
    """Return whether the torch that is installed has the library for NVIDIA or AMD GPUs."""
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return False
    folder = Path(found.origin).parent / "lib"
    return any((folder / name).exists() for name in _GPU_LIBRARIES)


def _has_gpu_driver() -> bool:
    if sys.platform == "win32":
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        return any((system / name).exists() for name in _WINDOWS_DRIVERS)
    return any(Path(name).exists() for name in _LINUX_DRIVERS)


def describe_device(device: str) -> str:
    """Return a device's name for people, for example "CPU, 2 threads"."""
    if device.startswith("cuda"):
        import torch

        return f"{torch.cuda.get_device_name(device)} (CUDA)"
    if device == "mps":
        return "Apple GPU (MPS)"
    return f"CPU, {counted(compute_threads(), 'thread')}"
