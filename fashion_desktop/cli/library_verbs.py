"""``check``, ``products``, ``count``, ``verify`` and ``demo``."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from argparse import Namespace

from fashion_desktop.cli.library import command, open_library, other_weights_hint
from fashion_desktop.cli.output import ExitCode, Output, table
from fashion_desktop.domain.errors import ProductNotFoundError
from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.domain.wording import counted


def check(args: Namespace, output: Output) -> ExitCode:
    """Say whether a product has an embedding."""
    with open_library(args, writable=False) as session:
        product = session.products.find(args.product_id)
        if product is None:
            raise ProductNotFoundError(args.product_id)
        has_embedding = args.product_id in session.products.embedded_ids()
    if has_embedding and product.state is EmbeddingState.STALE:
        output.say(
            "The embedding is of an older photo or of other weights. "
            f"Update it with: {command(args, 'update', product.id)}"
        )
    output.result({"has_embedding": has_embedding}, ["yes" if has_embedding else "no"])
    return ExitCode.DONE


def products(args: Namespace, output: Output) -> ExitCode:
    """List the products that have an embedding."""
    with open_library(args, writable=False) as session:
        ids = session.products.embedded_ids()
    output.result({"products": ids}, ids)
    return ExitCode.DONE


def count(args: Namespace, output: Output) -> ExitCode:
    """Say how many products have an embedding."""
    with open_library(args, writable=False) as session:
        number = len(session.products.embedded_ids())
        other_weights = session.products.counts().other_weights
    if other_weights:
        output.say(other_weights_hint(args, other_weights))
    output.result({"count": number}, [str(number)])
    return ExitCode.DONE


def verify(args: Namespace, output: Output) -> ExitCode:
    """Check that database, index and thumbnails agree; mend them with ``--repair``."""
    with open_library(args, writable=args.repair) as session:
        report = asyncio.run(session.verifier.verify(repair=args.repair))
    lines = table(
        ("Product", "Problem", "Repaired"),
        ((p.product_id, p.text, "yes" if p.repaired else "no") for p in report.problems),
    )
    summary = f"Checked {counted(report.checked, 'product')}: " + (
        counted(len(report.problems), "problem") if report.problems else "no problem"
    )
    output.result(
        {
            "checked": report.checked,
            "ok": report.ok,
            "problems": [
                {"kind": p.kind, "id": p.product_id, "text": p.text, "repaired": p.repaired}
                for p in report.problems
            ],
        },
        [*(lines if report.problems else []), f"{summary}."],
    )
    if not report.ok and not args.repair:
        output.say(f"Repair with: {command(args, 'verify', '--repair')}")
    return ExitCode.DONE if report.ok else ExitCode.FAILED_ITEMS


def demo(args: Namespace, output: Output) -> ExitCode:
    """Open the window on the demo catalogue; without a display, show in text what it does."""
    from fashion_desktop.app.demo_tour import run_demo

    # The tour prints what it finds; with JSON that is a message beside the result.
    with contextlib.redirect_stdout(sys.stderr if output.as_json else sys.stdout):
        done = run_demo(args.library, offscreen=not has_display()) == 0
    if output.as_json:
        output.result({"status": "done" if done else "failed"}, ())
    return ExitCode.DONE if done else ExitCode.COULD_NOT


def has_display() -> bool:
    """Whether a window would be seen by anybody."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in {"offscreen", "minimal"}:
        return False
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
