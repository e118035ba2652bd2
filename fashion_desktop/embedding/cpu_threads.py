"""How many threads the network gets on this computer's CPU."""

from __future__ import annotations

import ctypes
import math
import os
import sys
from functools import cache
from pathlib import Path

_FEW_CORES = 2
_PIXELS_A_PART = 2**17
_SMALLEST_PART = 4
_SYSTEM = Path("/")
_CORE_ENTRY_BYTES = 32
_RELATION_CORE = 0


@cache
def compute_threads() -> int:
    """Return how many threads suit this computer and the share of it that the program may use.

    All physical cores (or ``OMP_NUM_THREADS``) but one, which decoding and the window use. Of
    two cores it takes both: that is a third faster, and the window still gets its turn within
    milliseconds. A second thread on the same core is of no use to matrix products.
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    cores = physical_cores()
    return cores if cores <= _FEW_CORES else cores - 1


def cpu_photos_a_part(width: int, height: int) -> int:
    """Return how many photos of this size a CPU computes at once.

    More are hardly faster (measured: a few percent) and take more memory, and a search would
    wait longer for its turn.
    """
    return max(_SMALLEST_PART, _PIXELS_A_PART // (width * height))


def physical_cores(system: Path = _SYSTEM) -> int:
    """Return how many physical cores this process may use, at least 1.

    Args:
        system: where the system's own file tree begins (Linux).
    """
    if sys.platform == "linux":
        cores = min(linux_cores(os.sched_getaffinity(0), system), linux_cpu_limit(system))
    elif sys.platform == "darwin":
        cores = _mac_cores()
    elif sys.platform == "win32":
        cores = _windows_cores()
    else:
        cores = os.cpu_count() or 1
    return max(1, cores)


def linux_cores(processors: set[int], system: Path) -> int:
    """Return on how many cores these logical processors lie."""
    cores: set[str] = set()
    for number in processors:
        siblings = system / f"sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list"
        try:
            cores.add(siblings.read_text().strip())
        except OSError:
            cores.add(str(number))
    return len(cores)


def linux_cpu_limit(system: Path) -> int:
    """Return how many processors' time a container leaves this process; large without limit.

    Reads control groups of version 2, this process's own and those around it, and the root of
    version 1, which is what a container sees.
    """
    limits = [math.inf]
    root = system / "sys/fs/cgroup"
    try:
        entries = (system / "proc/self/cgroup").read_text().splitlines()
        own = next(line[3:] for line in entries if line.startswith("0::"))
    except (OSError, StopIteration):
        own = "/"
    folder = root / own.strip("/")
    for group in (folder, *folder.parents):
        if not group.is_relative_to(root):
            break
        limits.append(_quotient(group / "cpu.max"))
    version_1 = root / "cpu"
    limits.append(_quotient(version_1 / "cpu.cfs_quota_us", version_1 / "cpu.cfs_period_us"))
    return (
        min(sys.maxsize, max(1, math.ceil(min(limits)))) if min(limits) < math.inf else sys.maxsize
    )


def _quotient(*files: Path) -> float:
    """Return time allowed / period, both in microseconds; infinite if there is no limit."""
    try:
        words = " ".join(file.read_text() for file in files).split()
        quota, period = (float(word) for word in words)
    except (OSError, ValueError):  # version 2 says "max" where there is none
        return math.inf
    return quota / period if quota > 0 and period > 0 else math.inf


def _mac_cores() -> int:
    count, size = ctypes.c_int(0), ctypes.c_size_t(ctypes.sizeof(ctypes.c_int))
    failed = ctypes.CDLL(None).sysctlbyname(
        b"hw.physicalcpu", ctypes.byref(count), ctypes.byref(size), None, ctypes.c_size_t(0)
    )
    return os.cpu_count() or 1 if failed else count.value


def _windows_cores() -> int:
    logical = os.cpu_count() or 1
    if sys.platform != "win32":
        return logical
    ask = ctypes.windll.kernel32.GetLogicalProcessorInformation
    size = ctypes.c_ulong(0)
    ask(None, ctypes.byref(size))
    table = ctypes.create_string_buffer(size.value)
    if not ask(table, ctypes.byref(size)):
        return logical
    return windows_core_count(table.raw[: size.value]) or logical


def windows_core_count(table: bytes) -> int:
    """Return how many cores a table of ``SYSTEM_LOGICAL_PROCESSOR_INFORMATION`` lists.

    Its entries, on 64-bit systems: an 8 byte mask, a 4 byte kind (0 is a core), 20 bytes more.
    """
    starts = range(0, len(table) - _CORE_ENTRY_BYTES + 1, _CORE_ENTRY_BYTES)
    kinds = [int.from_bytes(table[start + 8 : start + 12], "little") for start in starts]
    return kinds.count(_RELATION_CORE)
