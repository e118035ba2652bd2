"""What can be measured, in the order in which it is."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass

from fashion_desktop.bench.context import Measurement

_MEASUREMENTS = "fashion_desktop.bench.measurements"


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of figures measured together, in one process of their own.

    Attributes:
        about: what is measured, for people.
        needs_vectors: the vectors of the photos are made before it starts.
        may_be_empty: measures nothing on a machine that lacks something.
    """

    name: str
    about: str
    needs_vectors: bool = False
    may_be_empty: bool = False

    def measurement(self) -> Measurement:
        """Return what measures it."""
        module = importlib.import_module(f"{_MEASUREMENTS}.{self.name}")
        measure: Measurement = module.measure
        return measure


ALL = (
    Topic("inference", "the network alone"),
    Topic("decode", "reading photos"),
    Topic("embedding", "generate jobs"),
    Topic("search", "finding look-alikes", needs_vectors=True),
    Topic("changes", "adding, replacing and deleting", needs_vectors=True),
    Topic("start", "from start to the first answer", needs_vectors=True),
    Topic("slider", "moving the threshold", needs_vectors=True),
    Topic("scroll", "scrolling large catalogues"),
    Topic("memory", "memory during a generate job"),
    Topic("gpu", "embedding on a GPU", may_be_empty=True),
)


def available() -> list[Topic]:
    """Return the topics that this build of the program has."""
    return [t for t in ALL if importlib.util.find_spec(f"{_MEASUREMENTS}.{t.name}") is not None]
