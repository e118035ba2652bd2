"""From arguments to an exit status: finds the verb, runs it, words what went wrong."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Container, Sequence
from pathlib import Path

from fashion_desktop.cli.library_verbs import has_display
from fashion_desktop.cli.output import ExitCode, Output
from fashion_desktop.cli.parser import build_parser
from fashion_desktop.cli.streams import is_reader_gone
from fashion_desktop.domain.errors import FashionDesktopError, UsageError

logger = logging.getLogger(__name__)


def run(argv: Sequence[str]) -> int:
    """Run the command line and return the exit status."""
    output = Output(as_json="--json" in argv)
    try:
        return _run(argv, output)
    except UsageError as error:
        output.error(str(error))
        return ExitCode.USAGE
    except FashionDesktopError as error:
        output.error(str(error))
        return ExitCode.COULD_NOT
    except KeyboardInterrupt:
        output.error("Stopped.")
        return ExitCode.COULD_NOT
    except Exception as error:
        if is_reader_gone(error):
            # Whoever read the output has enough of it. Python would complain once more when it
            # flushes on exit.
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.DONE
        logger.exception("A defect of the program")
        output.error(f"Something went wrong inside Fashion Desktop: {error!r}. Please report it.")
        return ExitCode.COULD_NOT


def _run(argv: Sequence[str], output: Output) -> int:
    parser = build_parser()
    args: Namespace = parser.parse_args(_with_photos_named(argv, parser.verbs))
    if args.verb is None:
        if args.json:
            raise UsageError("--json needs a verb. See: fashion-desktop --help")
        if not (has_display() or os.environ.get("QT_QPA_PLATFORM")):
            raise FashionDesktopError(
                "There is no display to open the window on. Name a verb to work without one. "
                "See: fashion-desktop --help"
            )
        # Before Qt: of every module that is imported after it, PySide6 reads the source text.
        importlib.import_module("fashion_desktop.services.session")
        if args.report_start:
            return _report_start(args)
        from fashion_desktop.app.main import run_window

        return run_window(args.library, photos=args.open)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    exit_code: ExitCode = args.verb(args, output)
    sys.stdout.flush()
    return exit_code


def _with_photos_named(argv: Sequence[str], verbs: Container[str]) -> list[str]:
    """Return the arguments with ``--open`` in front when they begin with a file.

    Systems start the program so when photos are dropped on its icon.
    """
    if argv and not argv[0].startswith("-") and argv[0] not in verbs:
        # A name that is too long for a file is none.
        with contextlib.suppress(OSError):
            if Path(argv[0]).is_file():
                return ["--open", *argv]
    return list(argv)


def _report_start(args: Namespace) -> int:
    from fashion_desktop.app.main import run_window
    from fashion_desktop.app.start_report import StartReport

    report = StartReport()
    return run_window(args.library, report.run) or report.status
