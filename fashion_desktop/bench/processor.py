"""The processor: its name, cores, clock, vector instructions and caches."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import sys
from pathlib import Path

_CACHES = Path("/sys/devices/system/cpu/cpu0/cache")
_CLOCK = Path("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq")
_X86_SETS = {
    "avx2": "AVX2",
    "avx512f": "AVX-512",
    "avx512_vnni": "AVX-512 VNNI",
    "avx_vnni": "AVX-VNNI",
    "amx_tile": "AMX",
}
_WINDOWS_FEATURES = {40: "AVX2", 41: "AVX-512"}
_MIB_KIB = 1024
_ARM = {"arm64", "aarch64"}


def processor_name() -> str:
    """Return the name that the maker gave it."""
    if sys.platform == "darwin":
        name = _sysctl("machdep.cpu.brand_string")
    elif sys.platform == "win32":
        name = os.environ.get("PROCESSOR_IDENTIFIER", "")
    else:
        name = _first("model name")
    return name or platform.processor() or platform.machine()


def physical_cores() -> int | None:
    """Return the number of cores without hyper-threading, or None if it cannot be told."""
    if sys.platform == "darwin":
        text = _sysctl("hw.physicalcpu")
        return int(text) if text.isdecimal() else None
    cores = {
        (processor.get("physical id"), processor["core id"])
        for processor in _cpuinfo()
        if "core id" in processor
    }
    return len(cores) or None


def usable_threads() -> int:
    """Return how many hardware threads this process may run on at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def clock_mhz() -> int | None:
    """Return the highest clock, or the present one where only that is known."""
    try:
        return round(int(_CLOCK.read_text()) / 1000)
    except (OSError, ValueError):
        pass
    text = _first("cpu MHz")
    try:
        return round(float(text))
    except ValueError:
        hertz = _sysctl("hw.cpufrequency") if sys.platform == "darwin" else ""
        return round(int(hertz) / 1e6) if hertz.isdecimal() else None


def vector_instructions() -> list[str]:
    """Return the vector instruction sets that matter for matrices."""
    if platform.machine().lower() in _ARM:
        return ["NEON"]
    if sys.platform == "win32":
        import ctypes

        has = ctypes.windll.kernel32.IsProcessorFeaturePresent
        return [name for number, name in _WINDOWS_FEATURES.items() if has(number)]
    if sys.platform == "darwin":
        flags = _sysctl("machdep.cpu.leaf7_features").lower().split()
    else:
        flags = _first("flags").split()
    return [name for flag, name in _X86_SETS.items() if flag in flags]


def caches() -> dict[str, str]:
    """Return the sizes of the data caches as one core sees them, such as "L2": "2 MiB"."""
    sizes = {}
    for index in sorted(_CACHES.glob("index*")):
        try:
            if (index / "type").read_text().strip() != "Instruction":
                level = (index / "level").read_text().strip()
                kib = int((index / "size").read_text().strip().removesuffix("K"))
                sizes[f"L{level}"] = f"{kib} KiB" if kib < _MIB_KIB else f"{kib // _MIB_KIB} MiB"
        except (OSError, ValueError):
            continue
    return sizes


@functools.cache
def _cpuinfo() -> tuple[dict[str, str], ...]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(_pairs(block) for block in text.split("\n\n") if block.strip())


def _pairs(block: str) -> dict[str, str]:
    split = (line.partition(":") for line in block.splitlines())
    return {key.strip(): value.strip() for key, _, value in split}


def _first(key: str) -> str:
    return next((found[key] for found in _cpuinfo() if key in found), "")


def _sysctl(name: str) -> str:
    try:
        done = subprocess.run(
            ["/usr/sbin/sysctl", "-n", name], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
