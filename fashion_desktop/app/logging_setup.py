"""Where the program's log goes, and what happens to errors nobody caught."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from fashion_desktop.storage.settings_store import log_folder

MAX_LOG_BYTES = 1_000_000
KEPT_LOGS = 3

logger = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_HARMLESS = ("This plugin does not support propagateSizeHints",)
"""The offscreen platform says this of every window."""


def set_up_logging() -> None:
    """Log to a rotating file in the user's log folder, and warnings to standard error as well."""
    to_file = log_file()
    handlers: list[logging.Handler] = [] if to_file is None else [to_file]
    if sys.stderr is not None:
        on_terminal = logging.StreamHandler()
        on_terminal.setLevel(logging.WARNING)
        handlers.append(on_terminal)
    logging.basicConfig(
        level=logging.INFO,
        handlers=handlers,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # httpx writes every URL, and URLs of private catalogues are nobody's business.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    qInstallMessageHandler(_log_qt_message)


def log_file() -> logging.Handler | None:
    """Return what writes the log file; None where it cannot be written."""
    try:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        # A log that cannot be written is no reason not to start.
        return None
    to_file = RotatingFileHandler(
        folder / "fashion-desktop.log",
        maxBytes=MAX_LOG_BYTES,
        backupCount=KEPT_LOGS,
        encoding="utf-8",
        delay=True,
    )
    to_file.rotator = _put_aside
    return to_file


def _put_aside(log: str, old_log: str) -> None:
    """Make room for a new log file, unless Windows forbids it because another window writes it.

    The file then grows until the other window is closed.
    """
    with contextlib.suppress(OSError):
        Path(log).replace(old_log)


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.critical("Uncaught error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        logger.critical(
            "Uncaught error in a thread",
            exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
        )


def _log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if not message.startswith(_HARMLESS):
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.INFO), message)
