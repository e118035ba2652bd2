"""Old and new weights side by side on a sample of the library, before anything is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_desktop.domain.comparison import ANSWERS_SHOWN, DEFAULT_SAMPLE, LABELS_AMONG
from fashion_desktop.domain.errors import EmptyLibraryError, ProductNotFoundError, UsageError
from fashion_desktop.domain.jobs import ItemFailure, JobContext
from fashion_desktop.domain.matches import Match
from fashion_desktop.domain.products import ProductCard
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.services.network import Network, TriedNetwork
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.shadow_ranking import (
    LabelAgreement,
    Ranking,
    agreement,
    label_fields,
    rank,
    shared,
)
from fashion_desktop.services.shadow_vectors import ShadowVectors
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.services.tasks import first_error, stop_when_cancelled
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.settings_store import weights_cache_folder

LARGEST_SAMPLE = 20_000
"""So many products take about one and a half gigabytes of memory while they are ranked."""


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """Which weights to try, and on what.

    Attributes:
        choice, file: the new weights, as settings name them.
        queries: ids of products to look at first; they join the sample.
        sample: how many products to compare, besides these.
    """

    choice: WeightsChoice
    file: str = ""
    queries: tuple[str, ...] = ()
    sample: int = DEFAULT_SAMPLE


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """One look-alike by one of the two weights.

    Attributes:
        place: which of its row it is, from 1.
        other_place: which it is by the other weights.
        in_both: whether the other row has it, too.
    """

    match: Match
    place: int
    other_place: int
    in_both: bool


@dataclass(frozen=True, slots=True)
class ComparedQuery:
    """The nearest look-alikes of one product by both weights.

    Attributes:
        old, new: nearest first, ``ShadowComparison.shown`` each.
        same: how many products are in both.
    """

    product: ProductCard
    old: tuple[ComparedAnswer, ...]
    new: tuple[ComparedAnswer, ...]
    same: int


@dataclass(frozen=True, slots=True)
class ShadowComparison:
    """What comparing found.

    Attributes:
        old_weights, new_weights: names; the old one is empty when it is not known any more.
        fingerprint: of the new weights.
        embedded: products of the library embedded with the old weights.
        compared: how many of them were compared with each other.
        shown: answers a query and weights.
        queries: every product that was compared; those asked for come first.
        median_same: median over all of them of ``ComparedQuery.same``.
        labels: agreement with the catalogue among the first ``labels_among``.
        left_out: products whose photo could not be used.
        not_compared: ids asked for that have no embedding of the old weights.
    """

    old_weights: str
    new_weights: str
    fingerprint: str
    embedded: int
    compared: int
    shown: int
    queries: tuple[ComparedQuery, ...]
    median_same: float
    labels: tuple[LabelAgreement, ...]
    left_out: tuple[ItemFailure, ...] = ()
    not_compared: tuple[str, ...] = ()

    @property
    def labels_among(self) -> int:
        """How many of the nearest look-alikes ``labels`` is about."""
        return min(LABELS_AMONG, self.compared - 1)


@dataclass(frozen=True, slots=True)
class _Plan:
    old_weights: str
    embedded: int
    row_ids: list[int]
    vectors: Vectors
    not_compared: tuple[str, ...]


class ShadowComparisonService:
    """Compares the answers of two weights. Reads the library and never writes it."""

    def __init__(self, library: Library, network: Network) -> None:
        self._library = library
        self._network = network

    async def compare(self, request: ComparisonRequest, context: JobContext) -> ShadowComparison:
        """Embed a sample with other weights, in memory, and compare the answers.

        The old vectors are those that the library has: of the weights in use if there are any,
        else of those that most products were embedded with.

        Raises:
            JobStopped: the job was cancelled.
            WeightsError: the new weights cannot be used.
            EmptyLibraryError: there is nothing to compare.
            ProductNotFoundError: a product asked for does not exist.
            UsageError: the sample is too small or too large.
        """
        try:
            async with asyncio.TaskGroup() as group:
                watcher = group.create_task(stop_when_cancelled(context))
                result = await self._compare(request, context)
                watcher.cancel()
        except BaseExceptionGroup as errors:
            raise first_error(errors) from None
        return result

    async def _compare(self, request: ComparisonRequest, context: JobContext) -> ShadowComparison:
        if not 2 <= request.sample <= LARGEST_SAMPLE:
            raise UsageError(f"A sample has between 2 and {LARGEST_SAMPLE:,} products.")
        tried = await asyncio.to_thread(self._open, request)
        try:
            plan = await asyncio.to_thread(self._plan, request, tried.info.fingerprint)
            records = await asyncio.to_thread(self._library.catalogue.photos, plan.row_ids)
            async with SourcePool(self._library) as pool:
                shadow = ShadowVectors(
                    PhotoFetcher(self._library, pool, keep_photos=False),
                    tried,
                    context,
                    fast_decoding=self._network.fast_decoding,
                )
                embedded, vectors = await shadow.embed(records)
        finally:
            tried.close()
        return await asyncio.to_thread(
            self._result, plan, tried, embedded, vectors, tuple(shadow.left_out), context
        )

    def _open(self, request: ComparisonRequest) -> TriedNetwork:
        file = Path(request.file) if request.file else None
        return self._network.try_out(resolve_weights(request.choice, file, weights_cache_folder()))

    def _plan(self, request: ComparisonRequest, new: str) -> _Plan:
        counts = self._library.samples.fingerprints()
        in_use = self._network.usable_info()
        present = in_use.fingerprint if in_use is not None else ""
        same = counts.pop(new, 0)
        if not counts:
            raise EmptyLibraryError(
                "All embedded products are embedded with these very weights, so every answer "
                "would be the same. Choose other weights to compare."
                if same
                else "No product is embedded yet, so there are no answers to compare. "
                "Generate embeddings first."
            )
        old = present if present in counts else max(counts, key=lambda key: (counts[key], key))
        asked = self._library.products.row_ids_of(request.queries)
        for product_id in request.queries:
            if product_id not in asked:
                raise ProductNotFoundError(product_id)
        wanted = [asked[product_id] for product_id in request.queries]
        first = self._library.samples.embedded_among(wanted, old)
        sample = self._library.samples.sample(old, request.sample)
        row_ids: list[int] = []
        parts: list[Vectors] = []
        # A job may replace embeddings meanwhile: only those of the old weights are wanted.
        for found, _, vectors in self._library.embeddings.live([*first, *sample], old):
            # A damaged vector is near nothing.
            whole = np.flatnonzero(np.isfinite(vectors).all(axis=1))
            row_ids += [found[at] for at in whole]
            parts.append(vectors[whole])
        place = {row_id: at for at, row_id in enumerate(row_ids)}
        ordered = [row_id for row_id in dict.fromkeys([*first, *sample]) if row_id in place]
        if len(ordered) < 2:
            raise EmptyLibraryError(
                "Fewer than two products have an embedding of their present photo, so there is "
                "nothing to compare. Generate embeddings first."
            )
        return _Plan(
            old_weights=in_use.name if in_use is not None and old == present else "",
            embedded=counts[old],
            row_ids=ordered,
            vectors=np.concatenate(parts)[[place[row_id] for row_id in ordered]],
            not_compared=tuple(i for i in request.queries if asked[i] not in place),
        )

    def _result(
        self,
        plan: _Plan,
        tried: TriedNetwork,
        embedded: Sequence[int],
        vectors: Vectors,
        left_out: tuple[ItemFailure, ...],
        context: JobContext,
    ) -> ShadowComparison:
        # Products may have gone since the sample was chosen.
        attributes = self._library.samples.attributes(embedded)
        cards = self._library.products.cards([i for i in embedded if i in attributes])
        if len(cards) < 2:
            reason = f" {left_out[0].reason}" if left_out else ""
            raise EmptyLibraryError(
                f"The photos of these products cannot be had.{reason} Nothing was changed."
            )
        new_place = {row_id: at for at, row_id in enumerate(embedded)}
        old_place = {row_id: at for at, row_id in enumerate(plan.row_ids)}
        old, new = rank(
            plan.vectors[[old_place[card.row_id] for card in cards]],
            vectors[[new_place[card.row_id] for card in cards]],
            LABELS_AMONG,
            lambda: context.cancelled,
        )
        said = [attributes[card.row_id] for card in cards]
        shown = min(ANSWERS_SHOWN, len(cards) - 1)
        same = shared(old.members[:, :shown], new.members[:, :shown])
        return ShadowComparison(
            old_weights=plan.old_weights,
            new_weights=tried.info.name,
            fingerprint=tried.info.fingerprint,
            embedded=plan.embedded,
            compared=len(cards),
            shown=shown,
            queries=tuple(
                ComparedQuery(
                    card,
                    _answers(cards, at, shown, old, new),
                    _answers(cards, at, shown, new, old),
                    int(same[at]),
                )
                for at, card in enumerate(cards)
            ),
            median_same=float(np.median(same)),
            labels=tuple(
                agreement(field, said, old.members, new.members) for field in label_fields(said)
            ),
            left_out=left_out,
            not_compared=plan.not_compared,
        )


def _answers(
    cards: Sequence[ProductCard], query: int, shown: int, ranking: Ranking, other: Ranking
) -> tuple[ComparedAnswer, ...]:
    rows = (ranking.members, ranking.squared_l2, ranking.other_places)
    others = set(other.members[query, :shown].tolist())
    return tuple(
        ComparedAnswer(Match(cards[member], squared_l2), place, other_place, member in others)
        for place, (member, squared_l2, other_place) in enumerate(
            zip(*(row[query, :shown].tolist() for row in rows), strict=True), 1
        )
    )
