"""Running the command line in this process, and reading libraries behind its back."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.__main__ import main


@dataclass(frozen=True)
class Answer:
    """What a verb answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal(io.StringIO):
    """A stream that says a person is at the other end."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class CommandLine:
    """Runs verbs on one library."""

    library: Path
    on_terminal: bool = False

    def __call__(self, *words: str | Path) -> Answer:
        out, err = io.StringIO(), Terminal() if self.on_terminal else io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*map(str, words), "--library", str(self.library)])
        return Answer(code, out.getvalue(), err.getvalue())


def stored_vectors(library: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return product id → embedding, straight from the library's SQLite file."""
    with contextlib.closing(sqlite3.connect(library / "library.sqlite3")) as connection:
        rows = connection.execute(
            "SELECT p.id, v.vector FROM products p JOIN vectors v ON v.row_id = p.row_id"
        ).fetchall()
    return {product_id: np.frombuffer(blob, np.float32) for product_id, blob in rows}


def nearest_by_numpy(
    vectors: dict[str, npt.NDArray[np.float32]], query: npt.NDArray[np.float32]
) -> list[tuple[str, float]]:
    """Return (id, squared L2 distance) of every vector, nearest first."""
    ids = list(vectors)
    differences = np.stack([vectors[i] for i in ids]).astype(np.float64) - query
    squared_l2 = (differences**2).sum(axis=1)
    return [(ids[n], float(squared_l2[n])) for n in np.argsort(squared_l2, kind="stable")]
