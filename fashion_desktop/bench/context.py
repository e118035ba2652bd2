"""What a measurement is given: where to work, on which photos and vectors, how thoroughly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fashion_desktop.bench.figure import Figure
from fashion_desktop.storage.embedding_store import Vectors


class Inputs(Protocol):
    """Photos and vectors to measure with, prepared once and shared by all measurements."""

    def photos(self, count: int) -> list[Path]:
        """Return ``count`` JPEG files of 400 x 533 pixels; repeats when there are too few."""

    def vectors(self, count: int) -> Vectors:
        """Return vectors of shape (count, 2048), made by perturbing those of real photos.

        The same count gives the same vectors; do not write to them.
        """

    def vector_pieces(self, count: int, piece: int = 20_000) -> Iterator[Vectors]:
        """Yield the same as ``vectors`` in pieces, for counts that do not fit into memory."""


@dataclass(frozen=True, slots=True)
class BenchContext:
    """One measurement's surroundings.

    Attributes:
        quick: measure in tens of seconds what the full mode measures in minutes.
        workspace: an empty folder of this measurement alone, removed afterwards.
        report: tells people what is being done now.
    """

    quick: bool
    workspace: Path
    inputs: Inputs
    report: Callable[[str], None]

    def library_sizes(self) -> list[int]:
        """Return the sizes at which growth is measured."""
        return [1_000, 10_000, 40_000]


Measurement = Callable[[BenchContext], Iterator[Figure]]
"""Measures and yields figures as they come. Runs in a process of its own."""
