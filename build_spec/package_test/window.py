"""The program's window on a virtual screen: started, looked into, closed."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from package_test import places
from package_test.checks import CheckFailedError, expect
from package_test.program import Program
from package_test.robot import Robot, until

DRAG_SOURCE = Path(__file__).with_name("drag_source.py")
_START_S = 120.0
_END_S = 120.0
_PAINTED = 5.0


@dataclass
class Window:
    """One window at a time.

    Attributes:
        errors: a file that takes what the program writes to standard error.
    """

    program: Program
    robot: Robot
    errors: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def variables(self) -> dict[str, str]:
        """Where the window shall appear. Nothing says which platform plug-in to take."""
        return {"DISPLAY": self.robot.screen.display}

    def start(self, *words: str | Path) -> None:
        """Start the program and wait until its window is painted."""
        with self.errors.open("ab") as errors:
            self.process = self.program.start(
                *words, variables=self.variables, stderr=errors.fileno()
            )
        until("the window appears", self._has_come_up, _START_S)
        window = self.robot.wait_for_window(places.TITLE)
        # The decoration is not counted by the window's own place: ask until it fits.
        self.robot.place(window, 0, 0)
        until("the window is painted", lambda: self.robot.see().std() > _PAINTED, _START_S)

    def close(self, *, by_signal: bool = False) -> None:
        """Close the window, and check that the program ends as it should.

        Raises:
            CheckFailedError: it does not.
        """
        expect(self.process, "there is no window")
        if self.process is None:
            return
        if by_signal:
            self.process.send_signal(signal.SIGTERM)
        else:
            self.robot.wait_for_window(places.TITLE)
            self.robot.press("alt+F4")
        code = self.process.wait(_END_S)
        expect(code == 0, f"the program ended with {code}")
        told = self.errors.read_text(encoding="utf-8", errors="replace")
        self.program.record.read("the window", told)

    def second_start(self, *words: str | Path) -> None:
        """Start the program once more beside the window, and wait for that start's end."""
        self.program.run(*words, variables=self.variables)

    def _has_come_up(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            told = self.errors.read_text(encoding="utf-8", errors="replace")
            raise CheckFailedError(
                f"the program ended with {self.process.returncode}\n{told[-2000:]}"
            )
        return bool(self.robot.window(places.TITLE))


@contextmanager
def other_program(robot: Robot, photo: Path) -> Iterator[None]:
    """Show a window of another program, from which a photo can be dragged."""
    command = [sys.executable, str(DRAG_SOURCE), "drag", str(photo)]
    process = subprocess.Popen(command, env=robot.screen.environment())
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def count(library: Path, table: str) -> int:
    """Count a table of a library beside the running program; 0 while there is none."""
    file = library / "library.sqlite3"
    if file.exists():
        with (
            contextlib.suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=5)) as database,
        ):
            return int(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
    return 0
