"""ONNX Runtime, imported in one place, which keeps it from telling its makers of its use."""

from __future__ import annotations

import os
from types import ModuleType

_NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"


def onnx_runtime() -> ModuleType:
    """Return the module ``onnxruntime``.

    Its Linux and Windows builds gather telemetry: as soon as they are imported they make an
    identifier of this computer and a database of events below the user's folder for caches. What
    is said later (``disable_telemetry_events``) comes too late for that.

    Raises:
        ImportError: it is not installed, or not for this computer.
    """
    os.environ[_NO_TELEMETRY] = "1"
    import onnxruntime

    module: ModuleType = onnxruntime
    return module
