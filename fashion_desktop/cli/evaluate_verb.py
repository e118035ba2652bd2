"""``evaluate``: how well weights find look-alikes, on labelled photos."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashion_desktop.cli.argument_types import path as path_of
from fashion_desktop.cli.argument_types import positive
from fashion_desktop.cli.output import ExitCode, Output, table
from fashion_desktop.cli.progress import ProgressLine
from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.domain.wording import counted

if TYPE_CHECKING:
    from fashion_desktop.evaluation.evaluate import Evaluation, Sets, Topic

TOPICS = ("quality", "home", "robustness", "distances")
PARTS = ("held-out", "train", "all")
AGAINST = ("bundled", "untrained", "imagenet-v2", "imagenet-v1", "efficientnet-lite0", "colours")
NOTHING = "nothing"
_FAILURES_SHOWN = 10


def add_options(parser: ArgumentParser) -> None:
    """Add what the verb can be told."""
    parser.epilog = (
        "A catalogue has products.csv (id, file, article_type, base_colour, gender, usage), photos "
        "from home have labels.csv (file, class); both have images/ beside it. "
        "Exit status: 0 all measured, 1 without some photos, 2 wrong usage, 3 could not."
    )
    parser.add_argument(
        "--catalogue", metavar="PATH", type=path_of, help="labelled products, a folder or a ZIP"
    )
    parser.add_argument(
        "--home", metavar="PATH", type=path_of, help="labelled photos from home, a folder or a ZIP"
    )
    parser.add_argument(
        "--weights",
        metavar="FILE",
        type=path_of,
        action="append",
        default=[],
        help="weights to measure, as often as you like (default: the bundled ones)",
    )
    parser.add_argument(
        "--against",
        metavar="NAME",
        nargs="+",
        action="extend",
        default=[],
        choices=(*AGAINST, NOTHING),
        help=f"what to compare with: {', '.join(AGAINST)} (default: all of these), or {NOTHING}",
    )
    parser.add_argument(
        "--only",
        metavar="TOPIC",
        nargs="+",
        action="extend",
        default=[],
        choices=TOPICS,
        help=f"only these topics: {', '.join(TOPICS)}",
    )
    parser.add_argument(
        "--part",
        choices=PARTS,
        default=PARTS[0],
        help="which photos: the tenth that training never sees (the default), the rest, or all",
    )
    parser.add_argument(
        "--limit", metavar="N", type=positive, help="at most so many photos of each set"
    )
    parser.add_argument("--output", metavar="FILE", type=path_of, help="store the result as JSON")
    parser.add_argument(
        "--sheet", metavar="FILE", type=path_of, help="draw the worst answers, as .png"
    )


def evaluate(args: Namespace, output: Output) -> ExitCode:
    """Measure, and report, store and draw what was found."""
    from fashion_desktop.evaluation import contenders as ways
    from fashion_desktop.evaluation import report
    from fashion_desktop.evaluation.evaluate import evaluate as run
    from fashion_desktop.evaluation.sheet import write_sheet

    _check(args)
    sets = _sets(args)
    contenders, missing = ways.make_contenders(args.weights, _against(args.against))
    progress = ProgressLine(sys.stderr, "Evaluating")
    with ExitStack() as stack:
        stack.callback(progress.finish)
        for contender in contenders:
            stack.callback(contender.close)
        found = run(sets, contenders, _topics(args.only) or sets.topics, progress.show)
    value = {"part": args.part, "limit": args.limit, "missing": missing, **report.as_json(found)}
    if args.output:
        _write(value, args.output)
    # Last, as it can still fail: what was measured is then stored already.
    if args.sheet:
        write_sheet(found.worst, contenders[0].name, args.sheet)
    output.result(value, [*_lines(found, args.part), *_notes(found, missing)])
    return ExitCode.FAILED_ITEMS if found.failed else ExitCode.DONE


def _check(args: Namespace) -> None:
    if not args.catalogue and not args.home:
        raise UsageError("Name labelled photos to measure with: --catalogue PATH, --home PATH.")
    if args.sheet and args.sheet.suffix.lower() != ".png":
        raise UsageError("A contact sheet is a .png file. Name it so.")
    if args.sheet and args.only and not {"quality", "home"} & set(args.only):
        raise UsageError("A contact sheet needs “quality” or “home” in --only.")
    if NOTHING in args.against and len(args.against) > 1:
        raise UsageError(f"“{NOTHING}” in --against excludes everything else there.")
    # What cannot be written is better known before minutes of measuring.
    for path in (args.output, args.sheet):
        if path and not path.absolute().parent.is_dir():
            raise UsageError(f"There is no folder “{path.parent}”. Make it first.")
        if path and path.is_dir():
            raise UsageError(f"“{path}” is a folder. Name a file in it.")


def _sets(args: Namespace) -> Sets:
    from fashion_desktop.evaluation.evaluate import Sets
    from fashion_desktop.evaluation.labelled_photos import read_catalogue, read_home
    from fashion_desktop.evaluation.selection import Part, of_part, sample

    part = Part(args.part)
    found = []
    for path, read in ((args.catalogue, read_catalogue), (args.home, read_home)):
        if path is not None and not path.exists():
            raise UsageError(f"There is no file or folder “{path}”. Check the name.")
        photos = sample(of_part(read(path), part, str(path)), args.limit) if path else None
        found.append(photos)
    return Sets(*found)


def _topics(names: list[str]) -> set[Topic]:
    from fashion_desktop.evaluation.evaluate import Topic

    return {Topic(name) for name in names}


def _against(names: list[str]) -> tuple[str, ...]:
    if NOTHING in names:
        return ()
    return tuple(name for name in AGAINST if name in names) if names else AGAINST


def _write(value: dict[str, Any], path: Path) -> None:
    try:
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FashionDesktopError(
            f"The result {path} cannot be written: {error.strerror or error}. Choose another place."
        ) from error


def _lines(found: Evaluation, part: str) -> Iterator[str]:
    from fashion_desktop.evaluation.report import sections

    sizes = []
    if found.catalogue_photos:
        sizes.append(counted(found.catalogue_photos, "product"))
    if found.home_photos:
        sizes.append(f"{counted(found.home_photos, 'photo')} from home")
    yield f"Measured with {' and '.join(sizes)} (part: {part})."
    for title, (head, rows, aligned), below in sections(found):
        yield from ("", title)
        yield from table(head, rows, aligned)
        yield from below


def _notes(found: Evaluation, missing: list[str]) -> Iterator[str]:
    if missing:
        yield ""
    for reason in missing:
        yield f"Not compared: {reason}"
    if found.failed:
        yield f"\n{counted(len(found.failed), 'photo')} could not be used:"
        for file, reason in list(found.failed.items())[:_FAILURES_SHOWN]:
            yield f"  {file}: {reason}"
        if len(found.failed) > _FAILURES_SHOWN:
            yield f"  and {len(found.failed) - _FAILURES_SHOWN:,} more"
