"""Exact look-alikes of a sample by two sets of vectors, and how well each agrees with labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashion_desktop.services.tasks import JobStopped
from fashion_desktop.storage.embedding_store import Vectors

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_DISTANCES_AT_ONCE = 2_000_000
_TYPE_FIELDS = (
    "articletype",
    "producttype",
    "garmenttype",
    "type",
    "subcategory",
    "category",
    "mastercategory",
)
_COLOUR_FIELDS = ("basecolour", "basecolor", "colour", "color")
_LEAST_LABELLED = 0.5


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nearest others of every member of a sample of n, shape (n, k) each.

    Attributes:
        members: which members they are, nearest first.
        squared_l2: how far away.
        other_places: the place, from 1, that the other set of vectors gives them.
    """

    members: Places
    squared_l2: Floats
    other_places: Places


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """How often look-alikes share a label of the catalogue, as shares from 0 to 1.

    Attributes:
        field: the label, as the catalogue calls it.
    """

    field: str
    old: float
    new: float


def rank(
    old: Vectors, new: Vectors, count: int, stopped: Callable[[], bool]
) -> tuple[Ranking, Ranking]:
    """Rank every member of a sample against all others, by squared L2 in double precision.

    Args:
        old, new: shape (n, d) each, one row a member; n is at least 2.
        count: how many of the nearest to keep, at most n - 1.
        stopped: asked now and then whether to give up.

    Raises:
        JobStopped: ``stopped`` said so.
    """
    members = len(old)
    count = min(count, members - 1)
    both = [vectors.astype(np.float64) for vectors in (old, new)]
    norms = [np.einsum("ij,ij->i", vectors, vectors) for vectors in both]
    parts: list[list[tuple[Places, Floats, Places]]] = [[], []]
    step = max(1, _DISTANCES_AT_ONCE // members)
    for start in range(0, members, step):
        if stopped():
            raise JobStopped
        block = slice(start, min(start + step, members))
        distances = [_distances(v, n, block) for v, n in zip(both, norms, strict=True)]
        for side, (own, other) in enumerate((distances, distances[::-1])):
            parts[side].append(_nearest(own, other, count))
    old_ranking, new_ranking = (
        Ranking(*(np.concatenate(column) for column in zip(*side, strict=True))) for side in parts
    )
    return old_ranking, new_ranking


def shared(old: Places, new: Places) -> Places:
    """Return for each member how many of its nearest are the same: (n, k) twice to (n,)."""
    counts: Places = (old[:, :, None] == new[:, None, :]).any(axis=2).sum(axis=1, dtype=np.int64)
    return counts


def label_fields(attributes: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the fields that name the kind of garment and its colour, where there are any.

    A field counts when at least half of the products have it and not all have the same value.
    """
    names = {name: None for product in attributes for name in product}
    fields = []
    for wanted in (_TYPE_FIELDS, _COLOUR_FIELDS):
        known = {_plain(name): name for name in reversed(names)}
        present = (known[plain] for plain in wanted if plain in known)
        found = next((name for name in present if _is_telling(name, attributes)), None)
        if found is not None:
            fields.append(found)
    return fields


def agreement(
    field: str, attributes: Sequence[Mapping[str, str]], old: Places, new: Places
) -> LabelAgreement:
    """Return how often the nearest have the same label as the member itself.

    The mean over members with a label of the share of their labelled nearest that have the
    same one.

    Args:
        attributes: of every member.
        old, new: the members' nearest, shape (n, k) each.
    """
    values = [product.get(field, "") for product in attributes]
    codes = {value: code for code, value in enumerate(dict.fromkeys(filter(None, values)))}
    labels = np.array([codes.get(value, -1) for value in values], dtype=np.int64)
    return LabelAgreement(field, _share(labels, old), _share(labels, new))


def _share(labels: Places, nearest: Places) -> float:
    theirs = labels[nearest]
    known = theirs >= 0
    same = ((theirs == labels[:, None]) & known).sum(axis=1)
    counts = known.sum(axis=1)
    usable = (labels >= 0) & (counts > 0)
    return float((same[usable] / counts[usable]).mean()) if usable.any() else 0.0


def _distances(vectors: Floats, norms: Floats, block: slice) -> Floats:
    distances = norms[block, None] + norms[None, :] - 2.0 * (vectors[block] @ vectors.T)
    np.maximum(distances, 0.0, out=distances)
    own = np.arange(block.start, block.stop)
    # Nobody is its own look-alike.
    distances[own - block.start, own] = np.inf
    return distances


def _nearest(own: Floats, other: Floats, count: int) -> tuple[Places, Floats, Places]:
    rows = np.arange(len(own))[:, None]
    chosen = np.argpartition(own, count - 1, axis=1)[:, :count]
    chosen.sort(axis=1)
    order = np.argsort(own[rows, chosen], axis=1, kind="stable")
    chosen = chosen[rows, order]
    places = np.stack(
        [(other < other[rows, chosen[:, k : k + 1]]).sum(axis=1) + 1 for k in range(count)], axis=1
    )
    return chosen, own[rows, chosen], places


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _is_telling(field: str, attributes: Sequence[Mapping[str, str]]) -> bool:
    values = [value for product in attributes if (value := product.get(field, ""))]
    return len(values) >= _LEAST_LABELLED * len(attributes) and len(set(values)) > 1
