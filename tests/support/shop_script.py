"""The installed program, run by a shop's script on a library of its own."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.product_api_server import ProductApiServer

PROGRAM = Path(sys.executable).with_name("fashion-desktop")


@dataclass
class Shop:
    """A product API and the program with a library of its own."""

    server: ProductApiServer
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    token: str = ""
    timeout_s: float = 120.0

    @property
    def library(self) -> Path:
        return self.folder / "library"

    def start(self, *words: str) -> subprocess.Popen[str]:
        ours = ("API_", "FASHION_DESKTOP_", "XDG_", "PYTHON")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        home = str(self.folder / "home")
        environment |= {"HOME": home, "API_AUTH_TOKEN": self.token, "LC_ALL": "C"}
        environment |= self.variables
        return subprocess.Popen(
            [str(PROGRAM), *words, "--library", str(self.library), "--json"],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, *words: str, code: int = 0) -> Any:
        """Run a verb, expect its exit status, and return the JSON it printed."""
        with self.start(*words) as process:
            out, err = process.communicate(timeout=self.timeout_s)
        assert process.returncode == code, err
        assert "Traceback" not in err
        assert out.count("\n") == 1, "stdout carries one JSON document and nothing else"
        return json.loads(out)

    def embedded(self) -> int:
        """Count the committed embeddings without the program."""
        database = self.library / "library.sqlite3"
        with contextlib.closing(sqlite3.connect(database)) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM embeddings").fetchone()[0])

    def wait_for_embeddings(self, process: subprocess.Popen[str], at_least: int) -> None:
        deadline = time.monotonic() + self.timeout_s
        while self.embedded() < at_least:
            assert process.poll() is None, "the job ended before it could be interrupted"
            assert time.monotonic() < deadline
            time.sleep(0.02)
