"""Losses that put squared L2 distances in order: same product, then alike, then the rest.

Both are cross entropies of soft nearest neighbours (Goldberger et al., "Neighbourhood
Components Analysis", 2005), and both compare with features of earlier batches (Wang et al.,
"Cross-Batch Memory for Embedding Learning", 2020). The targets of the one are graded by labels, as
in Khosla et al., "Supervised Contrastive Learning", 2020; that of the other is the product itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_TYPE_AND_COLOUR = 1.0
_TYPE_ONLY = 0.12
_COLOUR_ONLY = 0.05
_GARMENT = 0.5
"""How strongly two photos attract each other, by what they have in common."""


class LabelRows:
    """The labels of photos that distances compare, one row a photo.

    Args:
        article_type, colour, garment: (n,), numbers of labels, negative where unknown.
    """

    def __init__(
        self, article_type: torch.Tensor, colour: torch.Tensor, garment: torch.Tensor
    ) -> None:
        self.article_type = article_type
        self.colour = colour
        self.garment = garment

    def attraction(self, others: LabelRows) -> torch.Tensor:
        """Return how strongly each of n photos is drawn to each of m others, (n, m), 0 to 1."""
        same_type = _same(self.article_type, others.article_type)
        same_colour = _same(self.colour, others.colour)
        # Only home photos meet by garment: article types say more where both are known.
        by_garment = _same(self.garment, others.garment) & ~(
            (self.article_type >= 0)[:, None] & (others.article_type >= 0)[None]
        )
        return (
            _TYPE_AND_COLOUR * (same_type & same_colour)
            + _TYPE_ONLY * (same_type & ~same_colour)
            + _COLOUR_ONLY * (same_colour & ~same_type)
            + _GARMENT * by_garment
        )


def _same(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    return (one[:, None] == other[None]) & (one >= 0)[:, None]


def squared_l2(
    one: torch.Tensor, other: torch.Tensor, other_squares: torch.Tensor | None = None
) -> torch.Tensor:
    """Return squared distances, (n, m), between the rows of two matrices.

    Args:
        one, other: (n, d) and (m, d).
        other_squares: (m,), the squared lengths of the second's rows, if they are known.
    """
    if other_squares is None:
        other_squares = other.square().sum(1)
    products = one @ other.T
    return (one.square().sum(1)[:, None] + other_squares[None] - 2 * products).clamp_min(0)


class Memory:
    """Features and labels of the latest photos, oldest overwritten first."""

    def __init__(self, size: int, dim: int, device: torch.device) -> None:
        import torch

        self._features = torch.zeros(size, dim, device=device)
        self._squares = torch.zeros(size, device=device)
        self._labels = torch.full((size, 3), -1, dtype=torch.long, device=device)
        self._next = 0
        self._filled = 0

    def __len__(self) -> int:
        return self._filled

    def distances(self, features: torch.Tensor) -> torch.Tensor:
        """Return squared distances, (n, filled), from features to what is remembered.

        Gradients flow to the given features only, and must have flowed before the next ``add``.
        """
        known, squares = self._features[: self._filled], self._squares[: self._filled]
        return squared_l2(features, known, squares)

    @property
    def labels(self) -> LabelRows:
        """The labels of what is remembered."""
        article_type, colour, garment = self._labels[: self._filled].T
        return LabelRows(article_type, colour, garment)

    def state_dict(self) -> Mapping[str, Any]:
        """Return all that ``load_state_dict`` needs."""
        return {
            "features": self._features,
            "squares": self._squares,
            "labels": self._labels,
            "next": self._next,
            "filled": self._filled,
        }

    def load_state_dict(self, state: Mapping[str, Any], /) -> None:
        """Remember what another memory of this size did."""
        self._features.copy_(state["features"])
        self._squares.copy_(state["squares"])
        self._labels.copy_(state["labels"])
        self._next, self._filled = int(state["next"]), int(state["filled"])

    def add(self, features: torch.Tensor, labels: LabelRows) -> None:
        """Remember a batch."""
        import torch

        size = len(self._features)
        places = (self._next + torch.arange(len(features), device=features.device)) % size
        self._features[places] = features.detach()
        self._squares[places] = features.detach().square().sum(1)
        stacked = torch.stack([labels.article_type, labels.colour, labels.garment], dim=1)
        self._labels[places] = stacked
        self._next = (self._next + len(features)) % size
        self._filled = min(size, self._filled + len(features))


def alike_loss(
    distances: torch.Tensor, labels: LabelRows, known: LabelRows, sharpness: float
) -> torch.Tensor:
    """Return how far remembered photos are from being ordered by what they share with new ones.

    Args:
        distances: (n, m), squared, from n new photos to m remembered ones.
        labels, known: of the new and of the remembered photos.
        sharpness: inverse temperature, on distances divided by their mean.
    """
    import torch

    logits = -sharpness * (distances / distances.mean())
    attraction = labels.attraction(known)
    total = attraction.sum(1)
    chances = torch.log_softmax(logits, dim=1)
    wanted = attraction / total.clamp_min(1e-6)[:, None]
    # The least that a cross entropy with these targets can be is taken off.
    entropy = -(wanted * wanted.clamp_min(1e-12).log()).sum(1)
    loss = -(wanted * chances).sum(1) - entropy
    drawn = total > 0
    return (loss * drawn).sum() / drawn.sum().clamp_min(1)


def same_product_loss(
    features: torch.Tensor, second_views: torch.Tensor, others: torch.Tensor, sharpness: float
) -> torch.Tensor:
    """Return how far second views are from being nearest to their own first view.

    Args:
        features: (n, 2048), the first views.
        second_views: (m, 2048), of the first m of them.
        others: (m, k), squared distances from the second views to remembered photos, which
            should be farther away too.
        sharpness: inverse temperature, on distances divided by their mean.
    """
    import torch
    from torch.nn import functional

    distances = torch.cat([squared_l2(second_views, features), others], dim=1)
    logits = -sharpness * (distances / distances.mean())
    own = torch.arange(len(second_views), device=features.device)
    return functional.cross_entropy(logits, own)
