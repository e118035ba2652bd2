"""Writes a model card: ``python -m fashion_desktop.training.card``."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.training.model_card import CardDetails, write_model_card


def main(arguments: list[str] | None = None) -> int:
    """Write the card of a weights file and return the exit code."""
    args = _parser().parse_args(arguments)
    details = CardDetails(
        measured_on=args.measured_on,
        hardware=args.hardware,
        reproduce=tuple(args.reproduce),
        known_failures=tuple(args.failure),
    )
    try:
        write_model_card(args.weights, _read_evaluation(args.evaluation), details, args.target)
    except (FashionDesktopError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _read_evaluation(path: Path) -> dict[str, Any]:
    try:
        evaluation = json.loads(path.read_text("utf-8"))
    except ValueError:
        evaluation = None
    if not isinstance(evaluation, dict):
        raise UsageError(
            f"{path} is no result of fashion-desktop evaluate. Name the file that its --output "
            "wrote."
        )
    return evaluation


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fashion_desktop.training.card",
        description="Write a model card from a weights file and its evaluation.",
    )
    parser.add_argument("weights", type=Path, help="file that the training wrote")
    parser.add_argument(
        "evaluation", type=Path, help="file that “fashion-desktop evaluate --output” wrote"
    )
    parser.add_argument("target", type=Path, help="Markdown file to write")
    today = datetime.now(UTC).date().isoformat()
    parser.add_argument("--measured-on", default=today, help="day of the evaluation, YYYY-MM-DD")
    parser.add_argument("--hardware", required=True, help="what trained and measured")
    parser.add_argument(
        "--reproduce", action="append", default=[], help="a command on the way from data to card"
    )
    parser.add_argument(
        "--failure", action="append", default=[], help="a known failure, in a sentence"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
