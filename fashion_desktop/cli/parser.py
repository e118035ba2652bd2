"""The grammar of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Container
from typing import NoReturn

from fashion_desktop import __version__
from fashion_desktop.cli import (
    bench_verb,
    compare_verb,
    evaluate_verb,
    job_verbs,
    library_verbs,
    search_verbs,
    source_verbs,
)
from fashion_desktop.cli.argument_types import (
    FEED_FIELDS,
    field_and_column,
    path,
    positive,
    score,
    share,
)
from fashion_desktop.cli.output import ExitCode, Output
from fashion_desktop.domain.comparison import DEFAULT_SAMPLE
from fashion_desktop.domain.errors import UsageError
from fashion_desktop.domain.jobs import DEFAULT_BATCH_SIZE, PAGE_SIZE
from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD, DEFAULT_TOP_N

Verb = Callable[[argparse.Namespace, Output], ExitCode]
_AddParser = Callable[..., argparse.ArgumentParser]
DEFAULT_TOLERANCE = 0.15


class Parser(argparse.ArgumentParser):
    """Raises instead of leaving the program, so that JSON readers learn of bad usage too.

    Attributes:
        verbs: what the first argument may be.
    """

    verbs: Container[str] = ()

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}. See: {self.prog} --help")


def build_parser() -> Parser:
    """Return the parser; ``verb`` of its answer is the verb's function, None without one."""
    parser = Parser(
        prog="fashion-desktop",
        description="Find look-alikes in a fashion catalogue. Without a verb the window opens.",
        epilog="Exit status: 0 done, 1 done but some items failed, 2 wrong usage, 3 could not.",
        allow_abbrev=False,
    )
    parser.set_defaults(library=None, json=False, verb=None)
    parser.add_argument(
        "--open",
        metavar="IMAGE",
        nargs="*",
        default=[],
        help="open the window, or the one that is open already, with look-alikes of photos",
    )
    parser.add_argument("--version", action="version", version=f"Fashion Desktop {__version__}")
    # For `bench` and the curious: open the window, say how long it took, close it.
    parser.add_argument("--report-start", action="store_true", help=argparse.SUPPRESS)
    _add_common(parser)
    subparsers = parser.add_subparsers(title="verbs", metavar="VERB")
    parser.verbs = subparsers.choices
    add_parser = subparsers.add_parser
    _add_source_verbs(add_parser)
    _add_job_verbs(add_parser)
    _add_search_verbs(add_parser)
    _add_library_verbs(add_parser)
    _add_bench_verb(add_parser)
    _add_evaluate_verb(add_parser)
    return parser


def _add_source_verbs(add_parser: _AddParser) -> None:
    source = add_parser("source", help="connect, list and disconnect product catalogues")
    _add_common(source)
    action = source.add_subparsers(title="actions", metavar="ACTION", required=True).add_parser
    add = action("add", help="connect a catalogue")
    _add_common(add)
    kind = add.add_subparsers(title="kinds", metavar="KIND", required=True).add_parser

    api = _verb(kind, "api", source_verbs.add_api, "a product API")
    api.add_argument("url", metavar="URL", nargs="?", help="its address (default: $API_BASE_URL)")
    api.add_argument(
        "--token-env",
        metavar="NAME",
        help="environment variable with its token (default: API_AUTH_TOKEN if that is set)",
    )
    folder = _verb(kind, "folder", source_verbs.add_folder, "a folder of photos")
    folder.add_argument("directory", metavar="DIR", type=path)
    folder.add_argument("--csv", metavar="FILE", type=path, help="attributes of the photos")
    feed = _verb(kind, "feed", source_verbs.add_feed, "a product feed, CSV or TSV")
    feed.add_argument("feed", metavar="FILE", help="path or http(s) address")
    feed.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        type=field_and_column,
        action="extend",
        nargs="+",
        default=[],
        help=f"read a field from another column; fields: {', '.join(FEED_FIELDS)}",
    )
    demo = _verb(kind, "demo", source_verbs.add_demo, "the built-in demo catalogue")
    for parser in (api, folder, feed, demo):
        parser.add_argument("--name", default="", help="what to call it (default: a fitting name)")

    _verb(action, "list", source_verbs.list_sources, "list the connected catalogues")
    remove = _verb(action, "remove", source_verbs.remove, "disconnect a catalogue")
    remove.add_argument("source_id", metavar="ID", type=int, help="its number in `source list`")


def _add_job_verbs(add_parser: _AddParser) -> None:
    sync = _verb(add_parser, "sync", job_verbs.sync, "read the catalogue anew")
    sync.add_argument(
        "--yes", action="store_true", help="also remove products that the catalogue lost"
    )
    sync.add_argument(
        "--no-photo-check",
        dest="photo_check",
        action="store_false",
        help="do not ask whether known photos have changed",
    )
    generate = _verb(add_parser, "generate", job_verbs.generate, "embed products without embedding")
    generate.add_argument("ids", metavar="ID", nargs="*", help="only these products")
    generate.add_argument("--all", action="store_true", help="the whole catalogue")
    generate.add_argument(
        "--start-page",
        metavar="N",
        type=positive,
        help=f"start at this page of {PAGE_SIZE} products",
    )
    update = _verb(add_parser, "update", job_verbs.update, "embed products again")
    update.add_argument("ids", metavar="ID", nargs="*", help="only these products")
    update.add_argument(
        "--stale", action="store_true", help="those whose embedding is outdated (the default)"
    )
    update.add_argument("--all", action="store_true", help="all that have an embedding")
    for verb in (generate, update):
        verb.add_argument(
            "--batch-size",
            metavar="N",
            type=positive,
            help=f"photos embedded together (default: {DEFAULT_BATCH_SIZE})",
        )
    delete = _verb(add_parser, "delete", job_verbs.delete, "delete embeddings")
    delete.add_argument("ids", metavar="ID", nargs="+")


def _add_search_verbs(add_parser: _AddParser) -> None:
    similar = _verb(add_parser, "similar", search_verbs.similar, "find look-alikes of products")
    similar.add_argument("ids", metavar="ID", nargs="+")
    similar.add_argument(
        "--include-self", action="store_true", help="list the product itself as well"
    )
    lookup = _verb(add_parser, "lookup", search_verbs.lookup, "find look-alikes of photos")
    lookup.add_argument(
        "photos", metavar="IMAGE", nargs="+", help="file, http(s) address, or - for standard input"
    )
    for verb in (similar, lookup):
        verb.add_argument(
            "--top-n",
            metavar="N",
            type=positive,
            default=DEFAULT_TOP_N,
            help="most look-alikes to list (default: %(default)s)",
        )
        verb.add_argument(
            "--score-threshold",
            metavar="X",
            type=score,
            default=DEFAULT_THRESHOLD,
            help="lowest similarity to list, from 0 to 1 (default: %(default)s)",
        )


def _add_library_verbs(add_parser: _AddParser) -> None:
    check = _verb(
        add_parser, "check", library_verbs.check, "tell whether a product has an embedding"
    )
    check.add_argument("product_id", metavar="ID")
    _verb(add_parser, "products", library_verbs.products, "list the products with embeddings")
    _verb(add_parser, "count", library_verbs.count, "count the products with embeddings")
    verify = _verb(
        add_parser,
        "verify",
        library_verbs.verify,
        "check that database, index and thumbnails agree",
    )
    verify.add_argument("--repair", action="store_true", help="mend what does not")
    compare = _verb(
        add_parser,
        "compare-weights",
        compare_verb.compare_weights,
        "compare the look-alikes of old and new weights; changes nothing",
    )
    compare.add_argument(
        "weights",
        metavar="FILE|bundled",
        nargs="?",
        default=compare_verb.IN_USE,
        help="the new weights (default: those in use, compared with the ones that older embeddings "
        "in the library were made with)",
    )
    compare.add_argument(
        "--sample",
        metavar="N",
        type=positive,
        default=DEFAULT_SAMPLE,
        help="how many products to compare (default: %(default)s)",
    )
    compare.add_argument(
        "--queries",
        metavar="ID",
        nargs="+",
        action="extend",
        default=[],
        help="products to list the answers of (default: the first few of the sample)",
    )
    _verb(add_parser, "demo", library_verbs.demo, "open the window on the demo catalogue")


def _add_bench_verb(add_parser: _AddParser) -> None:
    bench = _verb(add_parser, "bench", bench_verb.bench, "measure how fast this computer does it")
    bench.epilog = (
        "Exit status: 0 everything measured, 1 something was not, or got slower than --compare, "
        "2 wrong usage, 3 could not."
    )
    mode = bench.add_mutually_exclusive_group()
    mode.add_argument("--quick", action="store_true", help="in minutes (the default)")
    # Started for each topic by the verb itself, and of no use to people.
    topic = add_parser(bench_verb.TOPIC_VERB, allow_abbrev=False)
    topic.set_defaults(verb=bench_verb.bench_topic)
    topic.add_argument("topic")
    topic.add_argument("--workspace", type=path, required=True)
    for group, parser in ((mode, bench), (topic, topic)):
        group.add_argument(
            "--full", action="store_true", help="larger libraries and more rounds; takes far longer"
        )
        parser.add_argument(
            "--photos",
            metavar="DIR",
            type=path,
            help="measure with the photos of this folder (default: the demo catalogue's)",
        )
        parser.add_argument(
            "--cache", metavar="DIR", type=path, help="keep what is prepared for the next run"
        )
    bench.add_argument(
        "--only", metavar="TOPIC", nargs="+", action="extend", default=[], help="only these topics"
    )
    bench.add_argument("--output", metavar="FILE", type=path, help="store the result as JSON")
    bench.add_argument(
        "--compare", metavar="FILE", type=path, help="say what got slower than in this result"
    )
    bench.add_argument(
        "--tolerance",
        metavar="SHARE",
        type=share,
        default=DEFAULT_TOLERANCE,
        help="say so when something got slower by more than this share (default: %(default)s)",
    )
    bench.add_argument("--plot", metavar="FILE", type=path, help="draw the result, .png or .svg")
    bench.add_argument(
        "--stored", metavar="FILE", type=path, help="measure nothing, take this result instead"
    )


def _add_evaluate_verb(add_parser: _AddParser) -> None:
    summary = "measure on labelled photos how well weights find look-alikes"
    evaluate_verb.add_options(_verb(add_parser, "evaluate", evaluate_verb.evaluate, summary))


def _verb(add_parser: _AddParser, name: str, run: Verb, summary: str) -> argparse.ArgumentParser:
    parser = add_parser(
        name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False
    )
    parser.set_defaults(verb=run)
    _add_common(parser)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    # Suppressed defaults: given before the verb, an option is not reset after it.
    parser.add_argument(
        "--library",
        metavar="DIR",
        type=path,
        default=argparse.SUPPRESS,
        help="library folder (default: your own library; for demo, one of its own)",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="print the result as JSON",
    )
