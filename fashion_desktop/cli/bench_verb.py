"""``bench``: how fast the program is on this computer, beside baselines of the same run."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fashion_desktop.cli.output import ExitCode, Output, table
from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.domain.wording import duration_text

if TYPE_CHECKING:
    from fashion_desktop.bench.result import Result
    from fashion_desktop.bench.topics import Topic

PLOT_SUFFIXES = (".png", ".svg")
TOPIC_VERB = "bench-topic"


def bench(args: Namespace, output: Output) -> ExitCode:
    """Measure, and report, store, compare or draw what was found."""
    from fashion_desktop.bench.compare import compare, comparison_lines
    from fashion_desktop.bench.report import summary_lines
    from fashion_desktop.bench.result import read_result

    if args.plot and args.plot.suffix.lower() not in PLOT_SUFFIXES:
        raise UsageError(f"A plot is a {' or '.join(PLOT_SUFFIXES)} file. Name it so.")
    # What cannot be read or written is better known before minutes of measuring.
    for path in (args.output, args.plot):
        if path and not path.absolute().parent.is_dir():
            raise UsageError(f"There is no folder “{path.parent}”. Make it first.")
        if path and path.is_dir():
            raise UsageError(f"“{path}” is a folder. Name a file in it.")
    before = read_result(args.compare) if args.compare else None
    result = read_result(args.stored) if args.stored else _measure(args, output)
    problem = _store(result, args)
    value: dict[str, Any] = result.as_json()
    lines = [*_tables(result), *summary_lines(result)]
    got_slower = False
    if before is not None:
        comparison = compare(before, result, args.tolerance)
        value["compared"] = comparison.as_json()
        lines += ["", *comparison_lines(comparison, before)]
        got_slower = bool(comparison.slower)
    if problem:
        value["error"] = problem
    output.result(value, lines)
    if problem:
        output.say(problem)
        return ExitCode.COULD_NOT
    return ExitCode.FAILED_ITEMS if result.failed or got_slower else ExitCode.DONE


def bench_topic(args: Namespace, _output: Output) -> ExitCode:
    """Measure one topic in this process and stream its figures; ``bench`` starts this."""
    from fashion_desktop.bench.child import run_topic

    run_topic(args.topic, args.workspace, args.cache, args.photos, quick=not args.full)
    return ExitCode.DONE


def _store(result: Result, args: Namespace) -> str:
    """Write the files that are wanted; return why that failed, or "".

    Not raised: what took minutes to measure is to be shown even so, in the one JSON document.
    """
    from fashion_desktop.bench.plot import write_plot
    from fashion_desktop.bench.result import write_result

    problems = []
    for path, write in ((args.output, write_result), (args.plot, write_plot)):
        try:
            if path:
                write(result, path)
        except FashionDesktopError as error:
            problems.append(str(error))
    return " ".join(problems)


def _measure(args: Namespace, output: Output) -> Result:
    from fashion_desktop.bench.progress import SuiteProgress
    from fashion_desktop.bench.suite import Plan, child_command, run_suite

    if args.photos and not args.photos.is_dir():
        raise UsageError(f"There is no folder “{args.photos}”. Check the name.")
    progress = SuiteProgress(sys.stderr)
    plan = Plan(
        topics=_topics(args.only),
        quick=not args.full,
        photos=args.photos and args.photos.absolute(),
        cache=args.cache and args.cache.absolute(),
    )
    result = run_suite(plan, progress, child_command(plan, TOPIC_VERB))
    output.say(f"Measured in {duration_text(progress.total_s)}.\n")
    return result


def _topics(names: list[str]) -> list[Topic]:
    from fashion_desktop.bench.topics import available

    topics = available()
    known = [topic.name for topic in topics]
    for name in names:
        if name not in known:
            raise UsageError(f"There is no topic “{name}”. There are: {', '.join(known)}.")
    return [topic for topic in topics if not names or topic.name in names]


def _tables(result: Result) -> Iterator[str]:
    from fashion_desktop.bench.report import folded, sections

    for title, (head, rows, aligned), notes in sections(result):
        if title:
            yield title
        yield from table(head, rows, aligned)
        yield from folded(notes)
        yield ""
