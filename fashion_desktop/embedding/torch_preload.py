"""Loads torch's largest library without stopping the rest of the program meanwhile."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

_LIBRARY = "libtorch_cpu.so"


def preload_torch() -> None:
    """Make the coming ``import torch`` short. Does nothing where that is not possible.

    Python loads a compiled module while it holds its global lock, and torch's takes long
    enough for a window to be seen standing still. A foreign call releases the lock, but the
    system's own loader can still hold up other threads: call this when nobody is waiting.
    """
    if sys.platform != "linux" or "torch" in sys.modules:
        return
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return
    library = Path(found.origin).parent / "lib" / _LIBRARY
    if not library.exists():
        return
    load = ctypes.CDLL(None).dlopen
    load.restype = ctypes.c_void_p
    load.argtypes = (ctypes.c_char_p, ctypes.c_int)
    # When this fails the import will fail as well, and say why.
    load(os.fsencode(library), os.RTLD_NOW | os.RTLD_GLOBAL)
