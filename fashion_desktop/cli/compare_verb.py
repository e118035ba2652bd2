"""``compare-weights``: the answers of old and new weights side by side, before switching."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fashion_desktop.cli.context import CommandLineContext, cancelled_by_interrupt
from fashion_desktop.cli.library import command, open_library
from fashion_desktop.cli.output import ExitCode, Output, table
from fashion_desktop.cli.progress import ProgressLine
from fashion_desktop.domain.comparison import (
    labels_text,
    left_out_text,
    median_text,
    same_text,
)
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.domain.wording import attribute_label, counted, other_weights_text

if TYPE_CHECKING:
    from fashion_desktop.services.session import LibrarySession
    from fashion_desktop.services.shadow_comparison import (
        ComparedAnswer,
        ComparedQuery,
        ComparisonRequest,
        ShadowComparison,
    )

BUNDLED = "bundled"
IN_USE = ""
_LISTED = 3
_LONGEST_NAME = 32


def compare_weights(args: Namespace, output: Output) -> ExitCode:
    """Embed a sample with other weights, in memory, and print how the answers differ."""
    from fashion_desktop.services.shadow_comparison import ComparisonRequest
    from fashion_desktop.services.tasks import JobStopped

    with open_library(args, writable=False) as session:
        choice, file = _chosen(args.weights, session)
        request = ComparisonRequest(
            choice, file, queries=tuple(dict.fromkeys(args.queries)), sample=args.sample
        )
        try:
            found = _run(session, request, output)
        except JobStopped:
            output.say("Stopped. Nothing was changed.")
            return ExitCode.COULD_NOT
        stale = session.products.counts().other_weights
    listed = _listed(found, args.queries)
    output.result(_as_json(found, listed), _lines(found, listed))
    for product_id in found.not_compared:
        output.say(
            f"Product “{product_id}” has no embedding of its present photo by the old weights, "
            "so it was not compared."
        )
    if stale:
        output.say(f"{other_weights_text(stale)} Update with: {command(args, 'update', '--stale')}")
    return ExitCode.FAILED_ITEMS if found.left_out or found.not_compared else ExitCode.DONE


def _chosen(words: str, session: LibrarySession) -> tuple[WeightsChoice, str]:
    if words == IN_USE:
        return session.settings.weights, session.settings.weights_file
    if words == BUNDLED:
        return WeightsChoice.BUNDLED, ""
    return WeightsChoice.FILE, words


def _run(session: LibrarySession, request: ComparisonRequest, output: Output) -> ShadowComparison:
    progress = ProgressLine(sys.stderr, "Embedding photos with the new weights")
    context = CommandLineContext("", progress)

    def on_interrupt() -> None:
        progress.finish()
        output.say("Stopping. Press Ctrl+C again to break off at once.")
        context.cancel()

    async def run() -> ShadowComparison:
        with cancelled_by_interrupt(on_interrupt):
            return await session.comparison.compare(request, context)

    try:
        return asyncio.run(run())
    finally:
        progress.finish()


def _listed(found: ShadowComparison, asked: list[str]) -> list[ComparedQuery]:
    if not asked:
        return list(found.queries[:_LISTED])
    wanted = set(asked)
    return [query for query in found.queries if query.product.id in wanted]


def _lines(found: ShadowComparison, listed: list[ComparedQuery]) -> Iterator[str]:
    old = f"“{found.old_weights}”" if found.old_weights else "the weights they were embedded with"
    yield (
        f"Compared {counted(found.compared, 'product')} of {found.embedded:,}: "
        f"{old} (old) and “{found.new_weights}” (new)."
    )
    yield median_text(found.median_same, found.shown, found.compared)
    labels = [(attribute_label(x.field).lower(), x.old, x.new) for x in found.labels]
    yield from filter(
        None, (labels_text(labels, found.labels_among), left_out_text(len(found.left_out)))
    )
    for query in listed:
        yield ""
        name = f" {query.product.name}" if query.product.name else ""
        yield f"{query.product.id}{name}: {same_text(query.same, found.shown)}"
        yield from table(
            ("Old", "", "Similarity", "Distance", "", "New", "", "Similarity", "Distance"),
            (
                (*_cells(old, "-"), "|", *_cells(new, "+"))
                for old, new in zip(query.old, query.new, strict=True)
            ),
            "llrrlllrr",
        )
    if listed:
        yield ""
        yield "- is not among the new answers, + was not among the old ones."


def _cells(answer: ComparedAnswer, mark: str) -> tuple[str, ...]:
    match = answer.match
    name = match.product.name
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 1]}…"
    return (
        f"{' ' if answer.in_both else mark} {match.product.id}",
        name,
        f"{match.score:.4f}",
        f"{match.squared_l2:,.1f}",
    )


def _as_json(found: ShadowComparison, listed: list[ComparedQuery]) -> dict[str, Any]:
    return {
        "old_weights": found.old_weights,
        "new_weights": found.new_weights,
        "embedded": found.embedded,
        "compared": found.compared,
        "shown": found.shown,
        "median_same": found.median_same,
        "labels": [
            {"field": label.field, "old": label.old, "new": label.new} for label in found.labels
        ],
        "left_out": [{"id": item.product_id, "reason": item.reason} for item in found.left_out],
        "not_compared": list(found.not_compared),
        "queries": [
            {
                "id": query.product.id,
                "name": query.product.name,
                "same": query.same,
                "old": [_answer_as_json(answer) for answer in query.old],
                "new": [_answer_as_json(answer) for answer in query.new],
            }
            for query in listed
        ],
    }


def _answer_as_json(answer: ComparedAnswer) -> dict[str, Any]:
    return {
        "id": answer.match.product.id,
        "name": answer.match.product.name,
        "similarity_score": answer.match.score,
        "squared_l2": answer.match.squared_l2,
        "other_place": answer.other_place,
    }
