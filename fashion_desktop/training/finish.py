"""From trained weights to the file that the program bundles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import FEATURE_DIM, Fit, Preprocessing
from fashion_desktop.embedding.engine import build_network
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.evaluation.labelled_photos import PhotoSet
from fashion_desktop.evaluation.split import is_held_out
from fashion_desktop.training.export import (
    DataSet,
    Description,
    ExportedWeights,
    TrainingRun,
    export_weights,
)
from fashion_desktop.training.recipe import Recipe
from fashion_desktop.training.scale import factor_for, measured, scaled

NAME = "Fashion 2"
VERSION = "2"
DATA = (
    DataSet("Fashion Product Images (Small)", "MIT"),
    DataSet("Clothing dataset", "CC0"),
)
TEACHER = "EfficientNet-Lite2, ImageNet, Apache 2.0"

_BATCH = 64


def finish(
    weights: Mapping[str, npt.NDArray[np.float32]],
    recipe: Recipe,
    catalogue: PhotoSet,
    trained_on: int,
    target: Path,
) -> ExportedWeights:
    """Scale trained weights, describe them, and write them.

    The scale, like the distances in the description, comes from the held-out tenth of the
    catalogue: training draws the photos that it sees closer together than others.

    Args:
        weights: of the backbone, by torchvision's names.
        recipe: that they were trained with.
        catalogue: the whole labelled catalogue.
        trained_on: how many photos the training had.
        target: the weights file to write.

    Raises:
        WeightsError: the weights cannot be used; nothing is written.
    """
    last = recipe.phases[-1]
    preprocessing = Preprocessing(last.width, last.height, Fit.PAD)
    held_out = catalogue.only(lambda photo: is_held_out(photo.key))
    features = _features(weights, preprocessing, held_out)
    distances = measured(features)
    factor = factor_for(distances.nearest)
    seen = sum(phase.photos for phase in recipe.phases)
    description = Description(
        name=NAME,
        version=VERSION,
        preprocessing=preprocessing,
        data=DATA,
        training=TrainingRun(
            seed=recipe.seed,
            photos_seen=seen,
            epochs=round(seen / trained_on, 1),
            base=f"random numbers; features taught by {TEACHER}",
            recipe=_summary(recipe),
        ),
        distances=distances.scaled(factor).quantiles(),
        distances_measured_on=f"{len(held_out):,} held-out products",
    )
    return export_weights(scaled(dict(weights), factor), description, target)


def _features(
    weights: Mapping[str, npt.NDArray[np.float32]], preprocessing: Preprocessing, photos: PhotoSet
) -> npt.NDArray[np.float32]:
    network = build_network(dict(weights), preprocessing, "cpu")
    features = np.empty((len(photos), FEATURE_DIM), np.float32)
    for start in range(0, len(photos), _BATCH):
        part = photos.photos[start : start + _BATCH]
        prepared = np.stack([prepare(photos.open(photo), preprocessing) for photo in part])
        features[start : start + len(part)] = network.features(prepared)
    network.free()
    return features


def _summary(recipe: Recipe) -> str:
    phases = ", ".join(f"{p.photos:,} photos at {p.width}x{p.height}" for p in recipe.phases)
    return (
        f"{phases}; SGD, one cycle up to {recipe.learning_rate}, batches of {recipe.mix.size}; "
        "cross-entropy on article type, colour, gender, usage and garment, teacher features, "
        "soft nearest neighbours by type and colour and by product; averaged weights"
    )
