"""The program's entry: the window without arguments, verbs for everything else."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence

from fashion_desktop.cli.dispatch import run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or with those of the process."""
    multiprocessing.freeze_support()
    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
