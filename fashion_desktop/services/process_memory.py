"""How much memory this process holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_MB = 1e6


def resident_mb() -> float:
    """Return the resident memory of this process in MB (10^6 bytes).

    Raises:
        OSError: this system does not tell.
    """
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MB
    if sys.platform == "win32":
        return _windows_working_set() / _MB
    command = ["/bin/ps", "-o", "rss=", "-p", str(os.getpid())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout.strip().isdecimal():
        raise OSError("the memory of this process cannot be told")
    return int(done.stdout) * 1024 / _MB


def _windows_working_set() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("page_fault_count", wintypes.DWORD),
            ("peak_working_set_size", ctypes.c_size_t),
            ("working_set_size", ctypes.c_size_t),
            ("quotas_and_page_file", ctypes.c_size_t * 6),
        )

    counters = Counters(cb=ctypes.sizeof(Counters))
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    query = kernel.K32GetProcessMemoryInfo
    query.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
    if not query(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb):
        raise OSError("the memory of this process cannot be told")
    return int(counters.working_set_size)
