"""Jobs in words: how far one is, how it ended."""

from __future__ import annotations

from fashion_desktop.domain.jobs import JobKind, JobOutcome, JobProgress, JobState, SyncPreview

JOB_NAMES = {
    JobKind.SYNC: "Sync",
    JobKind.GENERATE: "Generate",
    JobKind.UPDATE: "Update",
    JobKind.DELETE: "Delete",
}
_DOING = {
    JobKind.SYNC: "Syncing",
    JobKind.GENERATE: "Generating",
    JobKind.UPDATE: "Updating",
    JobKind.DELETE: "Deleting",
}
_DID = {
    JobKind.SYNC: "Synced",
    JobKind.GENERATE: "Generated",
    JobKind.UPDATE: "Updated",
    JobKind.DELETE: "Deleted",
}
_MINUTE_S = 60
_HOUR_MIN = 60
_DAY_MIN = 24 * _HOUR_MIN
_A_FEW_SECONDS_S = 10
_SLOW_PER_S = 0.95
_FAST_PER_S = 9.5


def products_text(count: int) -> str:
    """Return for example ``"1 product"`` or ``"44,072 products"``."""
    return f"{count:,} product{'' if count == 1 else 's'}"


def rate_text(rate_per_s: float) -> str:
    """Return for example ``"61/s"``, ``"2.4/s"`` or, when slow, ``"30/min"``."""
    if rate_per_s >= _FAST_PER_S:
        return f"{rate_per_s:,.0f}/s"
    if rate_per_s >= _SLOW_PER_S:
        return f"{rate_per_s:.1f}/s"
    return f"{max(1, round(rate_per_s * _MINUTE_S))}/min"


def duration_text(seconds: float) -> str:
    """Return a duration with no more precision than people want, such as ``"1 h 20 min"``."""
    if round(seconds) < _MINUTE_S:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / _MINUTE_S)
    if minutes < _HOUR_MIN:
        return f"{minutes} min"
    if minutes >= 2 * _DAY_MIN:
        return f"{round(minutes / _DAY_MIN)} days"
    hours, rest = divmod(minutes, _HOUR_MIN)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def left_text(left_s: float) -> str:
    """Return for example ``"10 min left"``, steady enough not to flicker."""
    if left_s < _A_FEW_SECONDS_S:
        return "a few seconds left"
    rounded_s = round(left_s / 5) * 5
    return f"{duration_text(rounded_s)} left"


def count_text(done: int, total: int | None) -> str:
    """Return ``"8,200 of 44,072"``, or only what is done while the total is unknown."""
    return f"{done:,}" if total is None else f"{done:,} of {total:,}"


def progress_text(
    kind: JobKind, state: JobState, progress: JobProgress, *, stopping: bool = False
) -> str:
    """Return one line such as ``"Generating 8,200 of 44,072 · 61/s · 10 min left"``."""
    if stopping:
        return f"{JOB_NAMES[kind]}: stopping…"
    if state is JobState.QUEUED:
        return f"{JOB_NAMES[kind]}: waiting for its turn"
    counted = bool(progress.done or progress.total)
    count = f" {count_text(progress.done, progress.total)}" if counted else ""
    if state is JobState.PAUSED:
        return f"{JOB_NAMES[kind]} paused{' at' if counted else ''}{count}"
    parts = [f"{_DOING[kind]}{count}"]
    if progress.note:
        parts.append(progress.note)
    if progress.rate_per_s is not None:
        parts.append(rate_text(progress.rate_per_s))
    if progress.left_s is not None:
        parts.append(left_text(progress.left_s))
    return " · ".join(parts) if len(parts) > 1 or counted else f"{parts[0]}…"


def outcome_text(outcome: JobOutcome) -> str:
    """Return one line such as ``"Generated 44,069 products in 12 min · 3 failed"``."""
    name = JOB_NAMES[outcome.kind]
    if outcome.state is JobState.FAILED:
        return f"{name} failed. {outcome.error}".rstrip()
    if outcome.state is JobState.CANCELLED:
        kept = f": {products_text(outcome.done)} done, and kept" if outcome.done else ""
        parts = [f"{name} cancelled{kept}"]
    elif outcome.preview is not None:
        parts = [_preview_text(outcome.preview)]
    else:
        did = f"{_DID[outcome.kind]} {products_text(outcome.done)}"
        parts = [f"{did} in {duration_text(outcome.seconds)}"]
    if outcome.failures:
        parts.append(f"{len(outcome.failures):,} failed")
    return " · ".join(parts)


def _preview_text(preview: SyncPreview) -> str:
    counted = (
        (preview.new, "new"),
        (preview.changed, "changed"),
        (preview.changed_photos, "with another photo"),
        (preview.removed, "removed"),
        (len(preview.gone_ids) - preview.removed, "no longer in the catalogue"),
    )
    found = [f"{count:,} {word}" for count, word in counted if count > 0]
    return f"Synced: {', '.join(found)}" if found else "Synced: nothing has changed"
