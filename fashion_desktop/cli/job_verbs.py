"""``sync``, ``generate``, ``update``, ``delete``: the verbs that run a job to its end."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fashion_desktop.cli.context import CommandLineContext, cancelled_by_interrupt
from fashion_desktop.cli.library import command, open_library
from fashion_desktop.cli.output import ExitCode, Output, table
from fashion_desktop.cli.progress import ProgressLine
from fashion_desktop.domain.errors import UsageError
from fashion_desktop.domain.jobs import (
    DEFAULT_BATCH_SIZE,
    JobKind,
    JobOutcome,
    JobScope,
    JobSpec,
    JobState,
    SyncPreview,
)
from fashion_desktop.domain.wording import counted, duration_text

if TYPE_CHECKING:
    from fashion_desktop.services.session import LibrarySession

_WORK = {
    JobKind.SYNC: "Reading the catalogue",
    JobKind.GENERATE: "Embedding photos",
    JobKind.UPDATE: "Embedding photos",
    JobKind.DELETE: "Deleting embeddings",
}
_NOTHING_TO_DO = {
    JobKind.SYNC: "The catalogue is empty.",
    JobKind.GENERATE: "Nothing to do: all these products have embeddings.",
    JobKind.UPDATE: "Nothing to do: no such embedding needs an update.",
    JobKind.DELETE: "Nothing to do.",
}
_DONE = {
    JobKind.SYNC: "Read {}",
    JobKind.GENERATE: "Embedded {}",
    JobKind.UPDATE: "Updated the embeddings of {}",
    JobKind.DELETE: "Deleted the embeddings of {}",
}
_BEFORE = {
    JobState.DONE: "",
    JobState.CANCELLED: " before it was stopped",
    JobState.FAILED: " before it failed",
}


def sync(args: Namespace, output: Output) -> ExitCode:
    """Read the catalogue; products that are gone are removed only when that was agreed to."""
    spec = JobSpec(
        JobKind.SYNC, JobScope.ALL, remove_missing=args.yes, check_photos=args.photo_check
    )
    with open_library(args, writable=True) as session:
        outcome = _run(session, spec, output)
        preview = outcome.preview
        removed = 0
        if preview is not None:
            output.lines(_preview_lines(preview))
            if preview.removed:
                output.say(_removed_text(preview.removed))
            if preview.gone_ids:
                removed = _remove_gone(args, session, preview, output)
    extra: dict[str, Any] = {}
    if preview is not None:
        extra["preview"] = {
            "new": preview.new,
            "changed": preview.changed,
            "changed_photos": preview.changed_photos,
            "unchanged": preview.unchanged,
            "gone": len(preview.gone_ids) + preview.removed,
            "removed": preview.removed + removed,
        }
    return _finish(output, outcome, extra)


def generate(args: Namespace, output: Output) -> ExitCode:
    """Embed the products named, all of them, or those without an embedding."""
    scope = _scope(args, {"--all": (args.all, JobScope.ALL)}, JobScope.MISSING)
    if args.ids and args.start_page is not None:
        raise UsageError("--start-page goes with the whole catalogue, not with single ids.")
    return _run_and_finish(args, output, _spec(JobKind.GENERATE, scope, args))


def update(args: Namespace, output: Output) -> ExitCode:
    """Embed again: the products named, all of them, or those with an outdated embedding."""
    switches = {"--all": (args.all, JobScope.ALL), "--stale": (args.stale, JobScope.STALE)}
    scope = _scope(args, switches, JobScope.STALE)
    return _run_and_finish(args, output, _spec(JobKind.UPDATE, scope, args))


def delete(args: Namespace, output: Output) -> ExitCode:
    """Delete the embeddings of the products named."""
    return _run_and_finish(args, output, _spec(JobKind.DELETE, JobScope.SELECTED, args))


def _scope(
    args: Namespace, switches: dict[str, tuple[bool, JobScope]], default: JobScope
) -> JobScope:
    chosen = {name: scope for name, (is_set, scope) in switches.items() if is_set}
    if len(chosen) + bool(args.ids) > 1:
        names = [*(["product ids"] if args.ids else []), *chosen]
        raise UsageError(f"Give only one of these: {', '.join(names)}.")
    if args.ids:
        return JobScope.SELECTED
    return next(iter(chosen.values()), default)


def _spec(kind: JobKind, scope: JobScope, args: Namespace) -> JobSpec:
    return JobSpec(
        kind,
        scope,
        product_ids=tuple(dict.fromkeys(args.ids)),
        start_page=getattr(args, "start_page", None) or 1,
        batch_size=getattr(args, "batch_size", None) or DEFAULT_BATCH_SIZE,
    )


def _run_and_finish(args: Namespace, output: Output, spec: JobSpec) -> ExitCode:
    with open_library(args, writable=True) as session:
        outcome = _run(session, spec, output)
    return _finish(output, outcome, {})


def _is_same_work(one: JobSpec, other: JobSpec) -> bool:
    """Whether two jobs differ at most in how many photos they take at a time."""
    return replace(one, batch_size=other.batch_size) == other


def _run(session: LibrarySession, spec: JobSpec, output: Output) -> JobOutcome:
    """Run a job to its end, going on with the same one where it was cut off."""
    record = next((r for r in session.jobs.unfinished() if _is_same_work(r.spec, spec)), None)
    if record is None:
        record = session.jobs.create(spec)
    else:
        output.say(f"Going on with a job that was cut off after {counted(record.done, 'product')}.")
    progress = ProgressLine(sys.stderr, _WORK[spec.kind])
    context = CommandLineContext(record.id, progress)

    def on_interrupt() -> None:
        progress.finish()
        output.say("Stopping; what is done stays. Press Ctrl+C again to break off at once.")
        context.cancel()

    async def run() -> JobOutcome:
        with cancelled_by_interrupt(on_interrupt):
            return await session.jobs.run(record.id, context)

    try:
        return asyncio.run(run())
    finally:
        progress.finish()


def _finish(output: Output, outcome: JobOutcome, extra: dict[str, Any]) -> ExitCode:
    value: dict[str, Any] = {
        "task_id": outcome.task_id,
        "status": outcome.state.value,
        "done": outcome.done,
        "failed": [{"id": item.product_id, "reason": item.reason} for item in outcome.failures],
        "seconds": round(outcome.seconds, 3),
        **extra,
    }
    if outcome.state is JobState.FAILED:
        value["error"] = outcome.error
        output.say(outcome.error)
    output.result(value, _outcome_lines(outcome))
    if outcome.state is not JobState.DONE:
        return ExitCode.COULD_NOT
    return ExitCode.FAILED_ITEMS if outcome.failures else ExitCode.DONE


def _outcome_lines(outcome: JobOutcome) -> Iterable[str]:
    done = _DONE[outcome.kind].format(counted(outcome.done, "product"))
    if outcome.state is JobState.DONE and not outcome.done and not outcome.failures:
        yield _NOTHING_TO_DO[outcome.kind]
        return
    if outcome.done or outcome.state is not JobState.FAILED:
        yield f"{done} in {duration_text(outcome.seconds)}{_BEFORE[outcome.state]}."
    if outcome.failures:
        yield f"{counted(len(outcome.failures), 'product')} failed:"
        rows = ((item.product_id, item.reason) for item in outcome.failures)
        yield from table(("Id", "Reason"), rows)


def _preview_lines(preview: SyncPreview) -> list[str]:
    rows = [
        ("New", preview.new),
        ("Changed", preview.changed),
        ("Changed photos", preview.changed_photos),
        ("Unchanged", preview.unchanged),
        ("No longer in the catalogue", len(preview.gone_ids) + preview.removed),
    ]
    return table(("Products", ""), ((name, f"{number:,}") for name, number in rows), "lr")


def _remove_gone(
    args: Namespace, session: LibrarySession, preview: SyncPreview, output: Output
) -> int:
    """Remove what is gone if the user agreed to it; return how many products that were."""
    gone = counted(len(preview.gone_ids), "product")
    if _agreed(f"Remove {gone} from the library as well? [y/N] "):
        removed = session.jobs.remove_products(preview.gone_ids)
        output.say(_removed_text(removed))
        return removed
    output.say(
        f"Kept in the library: {gone}. Remove what is gone with: {command(args, 'sync', '--yes')}"
    )
    return 0


def _removed_text(removed: int) -> str:
    return f"Removed {counted(removed, 'product')} from the library."


def _agreed(question: str) -> bool:
    """Ask on the terminal; without one the answer is no."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
