"""What the similar panel says when it has no look-alikes to show."""

from __future__ import annotations

from fashion_desktop.domain.products import EmbeddingState, ProductCard
from fashion_desktop.viewmodels.match_text import score_text
from fashion_desktop.widgets.actions import Action
from fashion_desktop.widgets.empty_state import EmptyContent
from fashion_desktop.widgets.parts import counted

SHOW_NEAREST = "show_nearest"
GENERATE_ONE = "generate_one"
GENERATE_ALL = "generate_all"
RETRY = "retry"
SEARCH_ALL = "search_all"

NOTHING_CHOSEN = EmptyContent(
    "photo",
    "Pick a product or drop a photo",
    "Its look-alikes appear here. You can also paste a photo, or open one.",
)
NOTHING_EMBEDDED = EmptyContent(
    "generate",
    "Nothing is embedded yet",
    "Look-alikes are found among products with an embedding. Generating goes on in the background.",
    (Action(GENERATE_ALL, "Generate all", "primary"),),
)
ONLY_ITSELF = EmptyContent(
    "generate",
    "Nothing to compare with yet",
    "No other product has an embedding. Generate more, and look-alikes appear here.",
    (Action(GENERATE_ALL, "Generate all", "primary"),),
)


def no_embedding(card: ProductCard) -> EmptyContent:
    """Return what to say of a product that has no usable embedding."""
    action = Action(GENERATE_ONE, "Generate now", "primary")
    if card.state is EmbeddingState.STALE:
        return EmptyContent(
            "update",
            "This product's embedding is out of date",
            "Its photo or the weights have changed since.",
            (Action(GENERATE_ONE, "Update now", "primary"),),
        )
    if card.state is EmbeddingState.FAILED:
        return EmptyContent(
            "warning",
            "This product could not be embedded",
            card.failure or "Its photo could not be used.",
            (Action(GENERATE_ONE, "Try again", "primary"),),
        )
    return EmptyContent(
        "generate",
        "This product has no embedding yet",
        "It takes a moment. Look-alikes appear here as soon as it is done.",
        (action,),
    )


def no_candidates(searched: int) -> EmptyContent:
    """Return what to say when a query was compared with ``searched`` others, in vain."""
    return ONLY_ITSELF if searched > 0 else NOTHING_EMBEDDED


def none_listed(listed: int) -> EmptyContent:
    """Return what to say when none of the products in the list can be an answer."""
    look = Action(SEARCH_ALL, "Look everywhere", "primary")
    if listed == 0:
        return EmptyContent(
            "search",
            "The list is empty",
            "No product matches your search and filters. Change them, or look everywhere.",
            (look,),
        )
    return EmptyContent(
        "search",
        "No look-alikes in this list",
        f"Apart from the query, none of {counted(listed, 'listed product')} has an embedding "
        "that is up to date.",
        (look, Action(GENERATE_ALL, "Generate all")),
    )


def none_kept(nearest_score: float) -> EmptyContent:
    """Return what to say when the threshold leaves nothing."""
    return EmptyContent(
        "search",
        f"Nearest is {score_text(nearest_score)}",
        "The slider asks for more similarity than that.",
        (Action(SHOW_NEAREST, "Show it", "primary"),),
    )


def broken(title: str, text: str, *, retry: bool) -> EmptyContent:
    """Return what to say when the look-alikes could not be found."""
    actions = (Action(RETRY, "Retry", "primary"),) if retry else ()
    return EmptyContent("warning", title, text, actions)
