"""What a run is measured on."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from fashion_desktop.bench.gpu_name import gpu_name
from fashion_desktop.bench.processor import (
    caches,
    clock_mhz,
    physical_cores,
    processor_name,
    usable_threads,
    vector_instructions,
)

_LIBRARIES = (
    "torch", "torchvision", "numpy", "faiss-cpu", "pillow", "PySide6-Essentials", "onnxruntime",
    "openvino",
)  # fmt: skip
_BUSY_SHARE = 0.3
_GIB = 2**30


def describe_machine() -> dict[str, Any]:
    """Return what matters for speed, as JSON values; None where it cannot be told."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    memory = _memory_bytes()
    return {
        "processor": processor_name(),
        "physical_cores": physical_cores(),
        "usable_threads": usable_threads(),
        "clock_mhz": clock_mhz(),
        "vector_instructions": vector_instructions(),
        "caches": caches(),
        "memory_gib": memory and round(memory / _GIB, 1),
        "disk_free_gib": round(free / _GIB, 1),
        "gpu": gpu_name(),
        "os": platform.platform(terse=True),
        "python": platform.python_version(),
        "libraries": _versions(),
        "load_average": _load_average(),
    }


def machine_lines(machine: Mapping[str, Any]) -> list[str]:
    """Return the description for people."""
    clock = machine.get("clock_mhz")
    processor = [
        str(machine.get("processor") or "unknown processor"),
        f"{machine.get('physical_cores') or '?'} cores, {machine.get('usable_threads')} usable",
        *([f"{clock / 1000:.2f} GHz"] if clock else []),
        *machine.get("vector_instructions", []),
    ]
    caches_text = ", ".join(f"{k} {v}" for k, v in (machine.get("caches") or {}).items())
    rest = [
        f"{machine.get('memory_gib') or '?'} GiB memory",
        *([f"caches {caches_text}"] if caches_text else []),
        f"{machine.get('disk_free_gib')} GiB disk free",
        f"GPU: {machine.get('gpu') or 'none'}",
    ]
    software = [
        str(machine.get("os")),
        f"Python {machine.get('python')}",
        *(f"{name} {version}" for name, version in (machine.get("libraries") or {}).items()),
    ]
    return [" · ".join(processor), " · ".join(rest), " · ".join(software)]


def busy_warning(machine: Mapping[str, Any]) -> str:
    """Return a warning if other programs keep the processor busy, else an empty text."""
    load, threads = machine.get("load_average"), machine.get("usable_threads") or 1
    if load is None or load <= _BUSY_SHARE * threads:
        return ""
    return (
        f"This computer is busy with something else (load {load:.1f} on {threads} threads): "
        "figures will be worse than they are on a calm one. Close other programs and try again."
    )


def _memory_bytes() -> int | None:
    if hasattr(os, "sysconf"):
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (OSError, ValueError):
            return None
    return _windows_memory_bytes()


def _windows_memory_bytes() -> int | None:
    import ctypes

    windll = getattr(ctypes, "windll", None)
    kib = ctypes.c_ulonglong()
    if windll is None or not windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kib)):
        return None
    return kib.value * 1024


def _load_average() -> float | None:
    if not hasattr(os, "getloadavg"):
        return None
    return round(os.getloadavg()[0], 2)


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
