"""The program's button in the Windows taskbar."""

from __future__ import annotations

import sys
from collections.abc import Callable

from fashion_desktop import IDENTIFIER


def name_taskbar_button(set_id: Callable[[str], object] | None = None) -> None:
    """Have the windows share one button with the program's shortcuts, which bear the same id.

    Call it before the first window. Without it a source checkout would share Python's button.

    Args:
        set_id: tells Windows; None for what Windows has for it, and nothing elsewhere.
    """
    tell = set_id or _set_app_user_model_id
    tell(IDENTIFIER)


def _set_app_user_model_id(identifier: str) -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(identifier))
