"""Whether a folder can be written to."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

_TELLS = sys.platform != "win32"
"""Windows only tells of an attribute that folders do not heed."""


def may_write(folder: Path) -> bool:
    """Return whether files can be made in a folder. Where the system does not tell, try."""
    if _TELLS:
        return os.access(folder, os.W_OK)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
