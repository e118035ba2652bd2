"""Batches of changed photos, the same for the same seed, made beside the training."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.training.augment import MILD, STRONG, Augmenter
from fashion_desktop.training.backgrounds import Backgrounds
from fashion_desktop.training.photo_cache import CachedPhotos
from fashion_desktop.training.recipe import Recipe

if TYPE_CHECKING:
    import torch

_AHEAD_OF_EACH = 2  # batches
INPUT = Preprocessing(width=72, height=96, fit=Fit.PAD)
"""What matters here is the normalisation, which all sizes share."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """One set of photos with what is to be learnt from it.

    Attributes:
        numbers: (n,) label numbers for each task.
        teacher: (n, d) features of the teacher.
    """

    photos: CachedPhotos
    numbers: Mapping[str, npt.NDArray[np.int64]]
    teacher: npt.NDArray[np.float16]

    def digest(self) -> str:
        """Return what tells these photos, labels and features from any others."""
        digest = hashlib.sha256()
        arrays = [self.photos.pixels, self.photos.background, self.teacher, *self.numbers.values()]
        for array in arrays:
            digest.update(f"{array.shape} {array.dtype}\n".encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Batch:
    """Photos in the order: catalogue, home, then strongly changed views of the first of these.

    Attributes:
        photos: (n, 3, height, width), normalised.
        numbers: (n,) label numbers for each task.
        teacher: (n, d).
    """

    photos: torch.Tensor
    numbers: Mapping[str, torch.Tensor]
    teacher: torch.Tensor


class Batches:
    """Makes the batches of a recipe. Any step can be made without those before it.

    Args:
        makers: how many are made at the same time, by one thread each.
    """

    def __init__(
        self, recipe: Recipe, catalogue: TrainingSet, home: TrainingSet, makers: int = 1
    ) -> None:
        self._recipe = recipe
        self._catalogue = catalogue
        self._home = home
        self._makers = makers

    def from_step(self, first: int) -> Iterator[Batch]:
        """Yield the batches from a step on, made a little ahead in threads."""
        import torch

        ahead = _AHEAD_OF_EACH * self._makers
        # torch's own threads would wait for those of the training on the same cores.
        with ThreadPoolExecutor(
            self._makers, initializer=torch.set_num_threads, initargs=(1,)
        ) as workers:
            coming = [
                workers.submit(self.make, step)
                for step in range(first, min(first + ahead, self._recipe.steps))
            ]
            for step in range(first, self._recipe.steps):
                batch = coming.pop(0).result()
                if step + ahead < self._recipe.steps:
                    coming.append(workers.submit(self.make, step + ahead))
                yield batch

    def make(self, step: int) -> Batch:
        """Return the batch of one step."""
        import torch

        mix = self._recipe.mix
        phase = self._recipe.phase_at(step)
        rng = np.random.default_rng([self._recipe.seed, step])
        catalogue = self._pass_over(len(self._catalogue.photos), step, mix.catalogue)
        home = self._pass_over(len(self._home.photos), step, mix.home)
        again = catalogue[: mix.second_views]
        augmenter = Augmenter(rng, phase.width, phase.height)
        scenes = self._home.photos.pixels[rng.integers(len(self._home.photos), size=16)]
        backgrounds = Backgrounds(rng, scenes)
        parts = [
            (self._catalogue, catalogue, MILD),
            (self._home, home, self._recipe.home),
            (self._catalogue, again, STRONG),
        ]
        views = [
            augmenter.views(
                one.photos.pixels[rows], one.photos.background[rows], backgrounds, strength
            )
            for one, rows, strength in parts
        ]
        tasks = self._catalogue.numbers
        return Batch(
            photos=normalised(torch.cat(views)),
            numbers={
                task: torch.from_numpy(
                    np.concatenate([one.numbers[task][rows] for one, rows, _ in parts])
                )
                for task in tasks
            },
            teacher=torch.from_numpy(
                np.concatenate([one.teacher[rows] for one, rows, _ in parts]).astype(np.float32)
            ),
        )

    def _pass_over(self, count: int, step: int, wanted: int) -> npt.NDArray[np.int64]:
        """Return which photos come at a step: each once, in new order, then all again."""
        places = step * wanted + np.arange(wanted)
        rows = np.empty(wanted, np.int64)
        for number in np.unique(places // count):
            order = np.random.default_rng([self._recipe.seed, count, number]).permutation(count)
            inside = places // count == number
            rows[inside] = order[places[inside] % count]
        return rows


def normalised(photos: torch.Tensor) -> torch.Tensor:
    """Return photos of 0..1 as the network takes them."""
    import torch

    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (INPUT.mean, INPUT.std))
    return (photos - mean) / std
