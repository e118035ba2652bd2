"""Whether what is near looks alike: precision@1, precision@10 and mAP@10 by labels.

For a query, a photo of the gallery is a *match* if both have the same known label. The query
itself is no part of its gallery, nor is any photo with its key. A photo whose label is not known is
no query; in the gallery it stays, and is never a match.

- precision@k: matches among the first k, divided by k (Manning, Raghavan, Schütze, "Introduction to
  Information Retrieval", 2008, section 8.4).
- mAP@k: mean over the queries of the sum of precision@i over those ranks i <= k that hold a match,
  divided by min(m, k), where m is the number of matches in the gallery (Weyand et al., "Google
  Landmarks Dataset v2", CVPR 2020). A query without any match in the gallery counts 0.
- hit@k: share of the queries with at least one match among the first k.

Where a class has few photos, not even a perfect order reaches 1; the highest possible values are
given beside the measured ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashion_desktop.evaluation.labelled_photos import Labels
from fashion_desktop.evaluation.neighbours import (
    Features,
    Neighbours,
    Rows,
    nearest,
    squared_l2_to,
)

DEPTH = 10
"""How many answers to a query are judged."""

Aspect = Callable[[Labels], str]
"""What two photos have to share to be a match; "" where it is not known."""


def _type_and_colour(labels: Labels) -> str:
    if not labels.article_type or not labels.colour:
        return ""
    return f"{labels.article_type}, {labels.colour}"


ASPECTS: Mapping[str, Aspect] = {
    "article_type": lambda labels: labels.article_type,
    "colour": lambda labels: labels.colour,
    "type_and_colour": _type_and_colour,
    "usage": lambda labels: labels.usage,
}
"""What is measured in a catalogue."""


def garment(labels: Labels) -> str:
    """Return the aspect that home photos and a catalogue share."""
    return labels.garment


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over queries, each from 0 to 1."""

    precision_1: float
    precision_10: float
    map_10: float
    hit_10: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One aspect of one gallery.

    Attributes:
        queries: how many photos were asked for; without any, all figures are 0.
        possible: what a perfect order would reach.
    """

    queries: int
    reached: Figures
    possible: Figures


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers to each query, judged by one aspect. Row i belongs to query i.

    Attributes:
        rows: which of all photos are queries: those whose label is known.
        matches: shape (queries, ``DEPTH``), whether each answer is a match.
        available: shape (queries,), matches in the whole gallery.
    """

    rows: Rows
    matches: npt.NDArray[np.bool_]
    available: Rows

    def precision(self, k: int) -> npt.NDArray[np.float64]:
        """Return precision@k of each query."""
        return np.asarray(self.matches[:, :k].sum(axis=1) / k, dtype=np.float64)

    def average_precision(self) -> npt.NDArray[np.float64]:
        """Return the average precision of each query in the first ``DEPTH`` answers."""
        ranks = np.arange(1, self.matches.shape[1] + 1)
        at_match = np.cumsum(self.matches, axis=1) / ranks * self.matches
        of = np.maximum(1, np.minimum(self.available, DEPTH))
        return np.asarray(at_match.sum(axis=1) / of, dtype=np.float64)


def judge(
    neighbours: Neighbours,
    query_labels: Sequence[Labels],
    gallery_labels: Sequence[Labels],
    aspect: Aspect,
    query_keys: Sequence[str] = (),
    gallery_keys: Sequence[str] = (),
) -> Judged:
    """Judge answers by an aspect.

    Args:
        neighbours: with ``DEPTH`` answers a query, found with the same keys.
    """
    wanted = [aspect(labels) for labels in query_labels]
    offered = [aspect(labels) for labels in gallery_labels]
    rows = np.array([row for row, value in enumerate(wanted) if value], dtype=np.int64)
    codes: dict[str, int] = {"": -1}
    for value in (*wanted, *offered):
        codes.setdefault(value, len(codes))
    # Where there is no answer, its row is -1: an entry of its own that matches nothing.
    offered_codes = np.array([*(codes[value] for value in offered), -1], dtype=np.int64)
    wanted_codes = np.array([codes[wanted[row]] for row in rows], dtype=np.int64)
    matches = offered_codes[neighbours.rows[rows]] == wanted_codes[:, None]
    in_gallery = Counter(offered)
    own = Counter(zip(gallery_keys, offered, strict=True)) if query_keys and gallery_keys else None
    available = [
        in_gallery[wanted[row]] - (own[query_keys[row], wanted[row]] if own else 0) for row in rows
    ]
    return Judged(rows, matches, np.array(available, dtype=np.int64))


def measured(judged: Judged) -> Measured:
    """Return the means over all queries."""
    if not len(judged.rows):
        nothing = Figures(0.0, 0.0, 0.0, 0.0)
        return Measured(0, nothing, nothing)
    any_match = float((judged.available > 0).mean())
    return Measured(
        queries=len(judged.rows),
        reached=Figures(
            precision_1=float(judged.precision(1).mean()),
            precision_10=float(judged.precision(DEPTH).mean()),
            map_10=float(judged.average_precision().mean()),
            hit_10=float(judged.matches.any(axis=1).mean()),
        ),
        possible=Figures(
            precision_1=any_match,
            precision_10=float(np.minimum(judged.available, DEPTH).mean() / DEPTH),
            map_10=any_match,
            hit_10=any_match,
        ),
    )


def unique_keys(count: int) -> list[str]:
    """Return as many keys that all differ."""
    return [str(number) for number in range(count)]


def found_first(changed: Features, own_rows: Sequence[int], gallery: Features) -> float:
    """Return the share of changed photos to which nothing is nearer than their own originals.

    Args:
        changed: shape (n, d).
        own_rows: of each changed photo, its original's row in the gallery.
        gallery: shape (m, d), the unchanged photos.
    """
    if not len(changed):
        return 0.0
    own = squared_l2_to(changed, gallery[list(own_rows)])
    # As near counts: a catalogue has the same photo under several ids now and then.
    return float((own <= nearest(changed, gallery, 1).squared_l2[:, 0]).mean())
