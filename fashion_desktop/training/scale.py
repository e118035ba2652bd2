"""The scale of features: measured, chosen, and put into the network itself.

Squared distances, and with them similarity scores, grow with the square of the features. So
that the recommended threshold means the same with other weights, a common positive factor is
put into the network's last stage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import NEAREST_SHARES, RANDOM_PAIR_SHARES, DistanceQuantiles
from fashion_desktop.embedding.resnet50_layout import blocks
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.evaluation.distances import random_pairs
from fashion_desktop.evaluation.metrics import unique_keys
from fashion_desktop.evaluation.neighbours import Features, nearest

TYPICAL_NEAREST_SQUARED_L2 = 220.0
"""The median from a product to its nearest neighbour that weights are scaled to: score 0.0045."""

SquaredL2 = npt.NDArray[np.float64]

_LAST_STAGE = "layer4."
_SAME_PHOTO = 1e-6  # of the largest distance: what lies closer is one photo under two names


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Squared L2 distances among the products of a catalogue.

    Attributes:
        nearest: shape (n,), from every product to its nearest neighbour.
        random_pairs: shape (m,), between two products drawn by lot.
    """

    nearest: SquaredL2
    random_pairs: SquaredL2

    def scaled(self, factor: float) -> Distances:
        """Return the distances of features that are ``factor`` times as long."""
        return Distances(self.nearest * factor**2, self.random_pairs * factor**2)

    def quantiles(self) -> DistanceQuantiles:
        """Return what a weights file says of them."""
        return DistanceQuantiles(
            nearest=tuple(float(q) for q in np.quantile(self.nearest, NEAREST_SHARES)),
            random_pair=tuple(float(q) for q in np.quantile(self.random_pairs, RANDOM_PAIR_SHARES)),
        )


def measured(features: Features) -> Distances:
    """Return the distances among features, exactly; the random pairs are always the same ones.

    Args:
        features: shape (n, dimensions), of at least two different products.

    Raises:
        ValueError: there are fewer than two rows.
    """
    if len(features) < 2:
        raise ValueError("distances take at least two products")
    keys = unique_keys(len(features))
    neighbours = nearest(features, features, 1, keys, keys)
    return Distances(neighbours.squared_l2[:, 0], random_pairs(features, keys))


def factor_for(nearest_squared_l2: SquaredL2) -> float:
    """Return what to multiply features by, so that nearest neighbours are typically as far.

    Their median becomes ``TYPICAL_NEAREST_SQUARED_L2``. Products that share one photo say
    nothing of the scale and are left out.

    Args:
        nearest_squared_l2: shape (n,), as in ``Distances``.

    Raises:
        ValueError: the distances are not finite, or all of them are 0.
    """
    if not len(nearest_squared_l2) or not np.isfinite(nearest_squared_l2).all():
        raise ValueError("the scale takes distances that are finite numbers")
    different = nearest_squared_l2[nearest_squared_l2 > _SAME_PHOTO * nearest_squared_l2.max()]
    if not len(different):
        raise ValueError("all photos have the same features: the scale cannot be chosen")
    return float(np.sqrt(TYPICAL_NEAREST_SQUARED_L2 / np.median(different)))


def scaled(weights: Weights, factor: float) -> Weights:
    """Return weights whose pooled features are ``factor`` times as long, all else equal.

    A block of the last stage gives max(0, z + x), with z normalised and x its input or, in
    the first block, another normalised convolution. Weight and bias of these normalisations
    times the factor make the first block's output, and then each following one, so many times
    as large. The blocks that thereby get a larger input take it back where they first
    normalise: weight / factor and mean * factor, as weight / sqrt(variance) * (y - mean) is
    linear in y. Convolutions and variances stay as they are, because in half precision the
    small numbers of the former would vanish and the square in the latter would overflow.

    Args:
        weights: by torchvision's names; not changed.
        factor: above 0; with 0.01 to 100 the result fits half precision as well as before.

    Raises:
        ValueError: the factor is not a finite number above 0.
    """
    if not (np.isfinite(factor) and factor > 0):
        raise ValueError(f"features can be scaled by a number above 0, not by {factor}")
    result = dict(weights)

    def multiply(name: str, by: float) -> None:
        result[name] = (weights[name].astype(np.float64) * by).astype(np.float32)

    for block in blocks():
        if not block.name.startswith(_LAST_STAGE):
            continue
        first, _, last = block.convolutions
        outgoing = [last] if block.shortcut is None else [last, block.shortcut]
        for layer in outgoing:
            multiply(f"{layer.norm}.weight", factor)
            multiply(f"{layer.norm}.bias", factor)
        if block.shortcut is None:
            multiply(f"{first.norm}.weight", 1.0 / factor)
            multiply(f"{first.norm}.running_mean", factor)
    return result
