"""Loading the sources is cheap; what they need is loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys

MODULES = "factory, lookup, download, feed"
SLOW = {"httpx", "charset_normalizer", "PIL"}


def test_the_sources_do_not_load_slow_libraries_by_themselves() -> None:
    program = f"import sys; from fashion_desktop.catalogue import {MODULES}; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert SLOW.isdisjoint(done.stdout.split())
