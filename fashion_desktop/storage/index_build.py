"""Which kind of index a library of some size gets, and making it from SQLite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fashion_desktop.storage.embedding_store import EmbeddingStore, Ids, Vectors
from fashion_desktop.storage.projection import Projection, identity, is_outgrown, train
from fashion_desktop.storage.vector_index import VectorIndex


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What the index does at which size.

    Attributes:
        projected_from: rows from which short stand-ins are kept instead of the vectors.
        directions: principal directions of a stand-in.
        sample_rows: how many rows the directions are found from.
        growth: after how many times as many rows they are found anew.
        shortlisted_from: rows from which searches look into a part of the library only, if
            the user lets them.
    """

    projected_from: int = 4_000
    directions: int = 160
    sample_rows: int = 8_000
    growth: float = 4.0
    shortlisted_from: int = 200_000

    def is_due(self, index: VectorIndex) -> bool:
        """Tell whether an index of this size should be built anew in another way."""
        if index.projection.basis is None:
            return len(index) >= self.projected_from
        return is_outgrown(index.projection, len(index), self.growth)

    def wants_shortlist(self, index: VectorIndex) -> bool:
        """Tell whether an index of this size should have a shortlist and has none."""
        return index.shortlist is None and len(index) >= self.shortlisted_from


def build_index(
    store: EmbeddingStore,
    fingerprint: str,
    plan: IndexPlan,
    stopped: Callable[[], bool] = lambda: False,
) -> VectorIndex:
    """Build the index of all live embeddings of a fingerprint.

    Args:
        stopped: asked now and then; once it says so, the index comes back unfinished.
    """
    live, _ = store.revisions(fingerprint)
    projection = identity()
    if len(live) >= plan.projected_from and not stopped():
        projection = _trained(store, live, plan)
    index = VectorIndex(store, fingerprint, projection)
    index.bring_up_to_date(stopped)
    return index


def _trained(store: EmbeddingStore, live: Ids, plan: IndexPlan) -> Projection:
    # Evenly over the library: a catalogue lists its kinds of products one after the other.
    chosen = live[np.linspace(0, len(live) - 1, min(len(live), plan.sample_rows)).astype(np.int64)]
    pieces = [vectors for _, vectors in store.vectors(chosen.tolist())]
    sample: Vectors = np.concatenate(pieces) if pieces else np.empty((0, 0), dtype=np.float32)
    return train(sample, plan.directions, len(live))
