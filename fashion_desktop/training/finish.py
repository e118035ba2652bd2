"""From trained weights to the file that the program bundles."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import FashionDesktopError, UsageError, WeightsError
from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.embedding.engine import build_network
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.evaluation.labelled_photos import PhotoSet
from fashion_desktop.evaluation.split import is_held_out
from fashion_desktop.training.batches import TrainingSet
from fashion_desktop.training.export import (
    DataSet,
    Description,
    ExportedWeights,
    TrainingRun,
    export_weights,
)
from fashion_desktop.training.preparation import TrainingData
from fashion_desktop.training.recipe import Recipe
from fashion_desktop.training.scale import factor_for, measured, scaled
from fashion_desktop.training.start import Start

logger = logging.getLogger(__name__)

TEACHER = "EfficientNet-Lite2, ImageNet, Apache 2.0"

_BATCH = 64
_FEWEST = 2
_TOO_FEW = (
    "Fewer than two held-out photos of the catalogue can be read; the scale of the weights takes "
    "more."
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What only the one who trains can say of the weights.

    Attributes:
        licence: under which they are given away; empty if that is not stated.
    """

    name: str
    version: str
    data: tuple[DataSet, ...]
    licence: str = ""

    @property
    def file_name(self) -> str:
        """What the weights file is called."""
        return f"resnet50-{self.name}-{self.version}.safetensors"


def finish(
    weights: Mapping[str, npt.NDArray[np.float32]],
    recipe: Recipe,
    start: Start,
    provenance: Provenance,
    catalogue: PhotoSet,
    trained_on: TrainingData,
    folder: Path,
) -> ExportedWeights:
    """Scale trained weights, describe them, and write them.

    The scale, like the distances in the description, comes from the held-out tenth of the
    catalogue: training draws the photos that it sees closer together than others.

    Args:
        weights: of the backbone, by torchvision's names.
        recipe, start: that they were trained with, and from.
        provenance: what the file says besides.
        catalogue: the whole labelled catalogue.
        trained_on: what the training had.
        folder: where the weights file is written.

    Raises:
        WeightsError: the weights cannot be used; nothing is written.
        UsageError: fewer than two held-out photos of the catalogue can be read.
    """
    preprocessing = _preprocessing(recipe)
    features = _features(weights, preprocessing, catalogue)
    distances = measured(features)
    try:
        factor = factor_for(distances.nearest)
    except ValueError as error:
        raise WeightsError(
            f"These weights cannot be exported: {error}. Train them anew."
        ) from error
    description = Description(
        name=provenance.name,
        version=provenance.version,
        preprocessing=preprocessing,
        licence=provenance.licence or start.licence,
        data=tuple(dict.fromkeys((*provenance.data, *start.data))),
        training=TrainingRun(
            seed=recipe.seed,
            photos_seen=recipe.steps * recipe.mix.size,
            catalogue_epochs=_epochs(recipe, recipe.mix.products, trained_on.catalogue),
            home_epochs=_epochs(recipe, recipe.mix.home, trained_on.home),
            base=f"{start.description}; features taught by {TEACHER}",
            recipe=_summary(recipe),
        ),
        distances=distances.scaled(factor).quantiles(),
        distances_measured_on=f"{len(features):,} held-out products",
    )
    return export_weights(scaled(dict(weights), factor), description, folder / provenance.file_name)


def require_held_out(catalogue: PhotoSet, recipe: Recipe) -> None:
    """See that there will be enough to scale the weights with.

    Raises:
        UsageError: fewer than two held-out photos of the catalogue can be read.
    """
    readable = islice(_held_out(catalogue, _preprocessing(recipe)), _FEWEST)
    if len(list(readable)) < _FEWEST:
        raise UsageError(f"{_TOO_FEW} Choose a larger catalogue.")


def _preprocessing(recipe: Recipe) -> Preprocessing:
    last = recipe.phases[-1]
    return Preprocessing(last.width, last.height, Fit.PAD)


def _epochs(recipe: Recipe, of_batch: int, photos: TrainingSet) -> float:
    return round(recipe.steps * of_batch / len(photos.photos), 1)


def _held_out(catalogue: PhotoSet, preprocessing: Preprocessing) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield the held-out photos that can be read; the others are said in the log."""
    photos = catalogue.only(lambda photo: is_held_out(photo.key))
    for photo in photos.photos:
        try:
            yield prepare(photos.open(photo), preprocessing)
        except FashionDesktopError as error:
            logger.warning("%s is left out: %s", photo.file, error)


def _features(
    weights: Mapping[str, npt.NDArray[np.float32]],
    preprocessing: Preprocessing,
    catalogue: PhotoSet,
) -> npt.NDArray[np.float32]:
    """Return the features of all held-out photos that can be read."""
    prepared = list(_held_out(catalogue, preprocessing))
    if len(prepared) < _FEWEST:
        raise UsageError(
            f"{_TOO_FEW} Put those back that were there when the training began; it need not be "
            "repeated."
        )
    network = build_network(dict(weights), preprocessing, "cpu")
    parts = [
        network.features(np.stack(prepared[start : start + _BATCH]))
        for start in range(0, len(prepared), _BATCH)
    ]
    network.free()
    return np.concatenate(parts)


def _summary(recipe: Recipe) -> str:
    phases = ", ".join(f"{p.photos:,} photos at {p.width}x{p.height}" for p in recipe.phases)
    return (
        f"{phases}; SGD, learning rate up to {recipe.learning_rate}, batches of {recipe.mix.size}; "
        "cross-entropy on article type, colour, gender, usage and garment, teacher features, "
        "soft nearest neighbours by type and colour and by product; averaged weights"
    )
