"""Python processes in which packages are missing, as they are in the packaged program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from packager.contents import LEFT_OUT_MODULES

LEFT_OUT = (*LEFT_OUT_MODULES, "functorch", "torchgen")
"""What the packaged program does without, of what a source installation has."""

_HIDE = f"""
import sys
for name in {LEFT_OUT!r}:
    sys.modules[name] = None
"""


def run_without_torch(
    script: str, words: Sequence[str | Path] = (), variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script that cannot import ``LEFT_OUT``, with these words in ``sys.argv[1:]``."""
    ours = ("API_", "FASHION_DESKTOP_", "XDG_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", _HIDE + script, *map(str, words)],
        env=environment | dict(variables or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
