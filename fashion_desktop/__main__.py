"""The program's entry: the window without arguments, verbs for everything else."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence

from fashion_desktop.cli.dispatch import run
from fashion_desktop.cli.streams import provide_streams


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or with those of the process."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:] if argv is None else argv
    # The window needs no console, and would keep that of whoever started it busy.
    provide_streams(with_console=bool(arguments))
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
