"""What a job is doing, and how it ended, in one line for people."""

from __future__ import annotations

from fashion_desktop.domain.jobs import (
    JobKind,
    JobOutcome,
    JobProgress,
    JobRecord,
    JobScope,
    JobSpec,
    JobState,
    SyncPreview,
)
from fashion_desktop.domain.wording import amount_text, duration_text, rate_text, time_left_text
from fashion_desktop.widgets.parts import count_text, counted
from fashion_desktop.widgets.wording import JOB_NOUNS, JOB_VERBS, number_text

_DONE_VERBS = {
    JobKind.GENERATE: "Generated",
    JobKind.UPDATE: "Updated",
    JobKind.DELETE: "Deleted",
}


def queued_text(spec: JobSpec) -> str:
    """Return what waits for its turn."""
    noun = JOB_NOUNS[spec.kind]
    if spec.scope is JobScope.SELECTED and spec.product_ids:
        noun = f"{noun} of {counted(len(spec.product_ids), 'product')}"
    return f"{noun} waits for its turn"


def running_text(
    kind: JobKind, progress: JobProgress, *, paused: bool = False, stopping: bool = False
) -> str:
    """Return for example ``"Generating 8,200 of 44,072 · 61/s · 10 min left"``."""
    verb = JOB_VERBS[kind]
    started = progress.total is not None or progress.done > 0
    amount = amount_text(progress.done, progress.total, number_text) if started else ""
    if stopping:
        return f"Stopping {verb.lower()}, what is finished is kept"
    if paused:
        return f"{verb} is paused at {amount}" if amount else f"{verb} is paused"
    parts = [f"{verb} {amount}" if amount else verb]
    if progress.note:
        parts.append(progress.note)
    if progress.rate_per_s:
        parts.append(rate_text(progress.rate_per_s, number_text))
    if progress.left_s is not None and progress.total != progress.done:
        parts.append(time_left_text(progress.left_s))
    return " · ".join(parts)


def summary_text(outcome: JobOutcome) -> str:
    """Return how a job ended."""
    kind = outcome.kind
    if outcome.state is JobState.FAILED:
        return outcome.error or f"{JOB_NOUNS[kind]} stopped because something went wrong."
    if kind is JobKind.SYNC:
        text = _sync_text(outcome)
    else:
        text = f"{_DONE_VERBS[kind]} {counted(outcome.done, 'embedding')}"
    if outcome.state is JobState.CANCELLED:
        return f"{JOB_NOUNS[kind]} was cancelled · {text[0].lower()}{text[1:]}"
    return f"{text} in {duration_text(outcome.seconds, number_text)}"


def interrupted_text(record: JobRecord) -> str:
    """Return the offer to go on with a job of the last session."""
    noun = JOB_NOUNS[record.spec.kind]
    if record.done == 0 and record.total is None:
        return f"{noun} was interrupted before it had begun."
    return f"{noun} was interrupted at {amount_text(record.done, record.total, number_text)}."


def _sync_text(outcome: JobOutcome) -> str:
    preview = outcome.preview or SyncPreview()
    parts = []
    if preview.new:
        parts.append(f"{count_text(preview.new)} new")
    if preview.changed:
        parts.append(f"{count_text(preview.changed)} changed")
    if preview.changed_photos:
        parts.append(counted(preview.changed_photos, "new photo"))
    if preview.removed:
        parts.append(f"{count_text(preview.removed)} removed")
    elif preview.gone_ids:
        parts.append(f"{count_text(len(preview.gone_ids))} no longer in the catalogue")
    if not parts:
        return "Synced, nothing has changed"
    return f"Synced {counted(outcome.done, 'product')}: {', '.join(parts)}"
