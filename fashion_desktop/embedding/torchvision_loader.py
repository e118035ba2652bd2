"""Imports torchvision, also where its compiled part was built for another torch."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

_MISSING_OPERATOR = "operator torchvision::nms does not exist"
_OPERATORS = ("nms", "qnms")
_SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"

_lock = threading.Lock()


def import_torchvision_models() -> ModuleType:
    """Return the module ``torchvision.models``.

    A torchvision built for CUDA beside a CPU-only torch cannot load its compiled operators,
    and then fails at import because it registers details of two that do not exist. The
    networks need neither of them, so in exactly that case (and never otherwise: defining an
    existing operator aborts the process) their schemas are defined here.

    Raises:
        ImportError, RuntimeError: torchvision is missing or fails for any other reason.
    """
    with _lock:
        try:
            return _import_models()
        except RuntimeError as error:
            if _MISSING_OPERATOR not in str(error):
                raise
        half_imported = [
            name for name in sys.modules if name == "torchvision" or name.startswith("torchvision.")
        ]
        for name in half_imported:
            del sys.modules[name]
        _define_operators()
        return _import_models()


def _import_models() -> ModuleType:
    # A plain statement, so that a packager sees what the program needs.
    from torchvision import models

    module: ModuleType = models
    return module


def _define_operators() -> None:
    from torch.library import define

    for operator in _OPERATORS:
        # torch keeps definitions made this way for the life of the process.
        define(f"torchvision::{operator}", _SCHEMA)
