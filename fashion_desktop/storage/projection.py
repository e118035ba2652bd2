"""Short stand-ins for vectors: distances between them never exceed the true ones.

With an orthonormal basis V and a centre c, a vector x becomes z = (y, r) where y = (x - c)V
and r is the length of what the basis leaves out, ``|x - c - yVᵀ|``. By the Cauchy-Schwarz
inequality on what is left out, ``|z_q - z_x|² ≤ |q - x|²`` holds for any basis; a good one, the
principal directions of the data, makes the two nearly equal. The length as one more coordinate
is known from "PCA with residual norm" indexes, the use of lower bounds for an exact search from
Seidl and Kriegel, "Optimal multi-step k-nearest neighbor search", SIGMOD 1998.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.embedding_store import Vectors

Float64s = npt.NDArray[np.float64]

UNIT_ROUNDOFF = 2.0**-24
"""Largest relative error of one float32 operation."""
FEW_ROWS = 64
OVERSAMPLING = 16
POWER_ITERATIONS = 4
_OTHER_ROUNDINGS = 8
"""Of differences, squares, and the true distance itself."""
_MOVED = 4
"""The roundings of both stand-ins, at most twice as long as the query's, with some to spare."""


@dataclass(frozen=True, eq=False)
class Projection:
    """An affine map onto few coordinates, or onto the vectors themselves without a basis.

    Attributes:
        centre: shape (``FEATURE_DIM``,), float64.
        basis: orthonormal columns, shape (``FEATURE_DIM``, m), float64; None keeps vectors
            as they are.
        trained_rows: how many rows the library had when the basis was made.
    """

    centre: Float64s
    basis: Float64s | None
    trained_rows: int = 0

    @property
    def width(self) -> int:
        """How many coordinates a stand-in has."""
        return FEATURE_DIM if self.basis is None else self.basis.shape[1] + 1

    def reach(self, squared_l2: float, query_length: float) -> float:
        """Return how far apart the stand-ins of vectors so near can seem, in float32.

        Rounding moves a stand-in by at most u times its length, u being the unit roundoff, and
        a sum of n squares is off by at most ``nu / (1 - nu)`` of itself (Higham, "Accuracy and
        Stability of Numerical Algorithms", section 4.2). The other stand-in is no longer than
        the query's and the distance together.

        Args:
            squared_l2: the true distance.
            query_length: length of the query's stand-in.
        """
        distance = math.sqrt(squared_l2)
        distance += _MOVED * UNIT_ROUNDOFF * (query_length + distance)
        summing = (self.width + _OTHER_ROUNDINGS) * UNIT_ROUNDOFF
        return distance**2 * (1 + summing / (1 - summing))

    def apply(self, vectors: Vectors) -> Vectors:
        """Return stand-ins of shape (n, ``width``) of vectors of shape (n, ``FEATURE_DIM``).

        A vector with a part that is no number gets a stand-in that is none.
        """
        if self.basis is None:
            return np.ascontiguousarray(vectors, dtype=np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            centred = vectors.astype(np.float64)
            centred -= self.centre
            # A few rows are not worth waiting for the threads of a matrix product.
            along = (
                np.einsum("ni,ij->nj", centred, self.basis)
                if len(centred) <= FEW_ROWS
                else centred @ self.basis
            )
            squared_rest = _squared_lengths(centred) - _squared_lengths(along)
            made = np.empty((len(vectors), self.width), dtype=np.float32)
            made[:, :-1] = along
            made[:, -1] = np.sqrt(np.maximum(squared_rest, 0.0))
        made[~np.isfinite(made).all(axis=1)] = np.nan
        return made


def _squared_lengths(rows: Float64s) -> Float64s:
    lengths: Float64s = np.einsum("ij,ij->i", rows, rows)
    return lengths


def identity() -> Projection:
    """Return the projection that changes nothing: its distances are exact up to rounding."""
    return Projection(np.zeros(FEATURE_DIM), None)


def train(sample: Vectors, directions: int, library_rows: int) -> Projection:
    """Return the projection onto the principal directions of a sample of the library.

    Args:
        sample: vectors, shape (n, ``FEATURE_DIM``); those that are not finite are left out.
        directions: how many; fewer where the sample has fewer rows.
        library_rows: how many rows the library has.
    """
    finite = sample[np.isfinite(sample).all(axis=1)]
    kept = max(1, min(directions, len(finite)))
    # Any orthonormal basis serves; this one where no better can be found.
    basis = np.eye(FEATURE_DIM, kept)
    if not len(finite):
        return Projection(np.zeros(FEATURE_DIM), basis, library_rows)
    centre = finite.mean(axis=0, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        found = _principal_directions(finite - centre.astype(np.float32), kept)
    if np.isfinite(found).all():
        # Found in float32; the inequality needs directions that are orthonormal in float64.
        basis, _ = np.linalg.qr(found.astype(np.float64))
    return Projection(centre, np.ascontiguousarray(basis), library_rows)


def _principal_directions(centred: Vectors, kept: int) -> Vectors:
    """Return nearly the principal directions, most important first, as columns.

    Randomised subspace iteration (Halko, Martinsson and Tropp, "Finding structure with
    randomness", SIAM Review 53, 2011, algorithm 4.4), several times quicker than all
    eigenvectors of the covariance. What comes back is not finite where float32 is too small.
    """
    tried = min(kept + OVERSAMPLING, *centred.shape)
    start = np.random.default_rng(0).standard_normal((FEATURE_DIM, tried), dtype=np.float32)
    directions: Vectors = np.linalg.qr(start)[0]
    for _ in range(POWER_ITERATIONS):
        directions = centred.T @ (centred @ directions)
        if not np.isfinite(directions).all():
            return directions
        directions = np.linalg.qr(directions)[0]
    along = centred @ directions
    spread: Vectors = along.T @ along
    if not np.isfinite(spread).all():
        return spread
    _, turn = np.linalg.eigh(spread)
    best: Vectors = (directions @ turn[:, ::-1])[:, :kept]
    return best


def is_outgrown(projection: Projection, rows: int, growth: float) -> bool:
    """Tell whether a library has grown so much that another basis may fit it better."""
    return projection.basis is not None and rows >= math.ceil(projection.trained_rows * growth)
