"""What happens where two libraries of a process each bring an OpenMP of their own.

ONNX Runtime has threads of its own and no OpenMP, so that the packaged program has one: FAISS's.
torch, where it is installed, brings a second one:

- Linux: two copies of GNU's, under different names. Each has its own threads and knows nothing of
  the other. Features and distances come from different threads of the program and never call each
  other, so that nothing is counted or locked twice.
- Windows: Microsoft's for FAISS, Intel's for torch; the same holds.
- macOS: two copies of LLVM's. The second one to start ends the process, and with that check
  switched off their threads are known to crash in each other's memory. So they get none: each may
  run on the thread that calls it. Of what is computed on a Mac with torch installed, only the
  search of very large libraries is slower for it.

On Windows, Qt, FAISS and ONNX Runtime also share Microsoft's C++ library, whichever of them is
loaded first bringing it. FAISS's is the oldest of them, and has all that the others ask for.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping, MutableMapping


def settle_openmp(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set what OpenMP reads when the first library that has it is loaded; keep what is set."""
    for name, value in openmp_settings().items():
        environment.setdefault(name, value)


def openmp_settings() -> Mapping[str, str]:
    """Return environment variables for OpenMP on this computer.

    Threads that spin while they wait for each other take the processor from fetching, decoding
    and the window: measured on two busy cores, a generate job took a third longer and nearly
    twice the processor time.
    """
    settings = {"OMP_WAIT_POLICY": "PASSIVE"}
    if sys.platform == "darwin" and importlib.util.find_spec("torch") is not None:
        settings |= {"KMP_DUPLICATE_LIB_OK": "TRUE", "OMP_THREAD_LIMIT": "1"}
    return settings
