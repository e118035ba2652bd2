"""Long-running work as data: what to do, how far it is, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class JobKind(StrEnum):
    """What a job does."""

    SYNC = "sync"
    GENERATE = "generate"
    UPDATE = "update"
    DELETE = "delete"


class JobScope(StrEnum):
    """Which products a job works on."""

    SELECTED = "selected"
    MISSING = "missing"
    STALE = "stale"
    ALL = "all"


class JobState(StrEnum):
    """A job's life: queued, running, paused, then exactly one of the last three."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing can follow this state."""
        return self in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


DEFAULT_BATCH_SIZE = 32
PAGE_SIZE = 100
"""Products a page of the catalogue, as the product API counts them."""


@dataclass(frozen=True, slots=True)
class JobSpec:
    """What to do. Stored with the job, so that an interrupted one can go on.

    Attributes:
        product_ids: the products of a ``SELECTED`` scope, by the source's own ids.
        start_page: first page (1-based, ``PAGE_SIZE`` products in catalogue order) of a
            whole-catalogue job.
        batch_size: photos embedded and committed together.
        source_id: the source to sync; None for all.
        remove_missing: a sync also removes products that the source no longer has.
        check_photos: a sync also asks whether known photos have changed.
    """

    kind: JobKind
    scope: JobScope = JobScope.MISSING
    product_ids: tuple[str, ...] = ()
    start_page: int = 1
    batch_size: int = DEFAULT_BATCH_SIZE
    source_id: int | None = None
    remove_missing: bool = False
    check_photos: bool = True


@dataclass(frozen=True, slots=True)
class ItemFailure:
    """One product that could not be processed: which, why, and how often it was tried."""

    product_id: str
    reason: str
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class SyncPreview:
    """What a sync found, counted; ``gone`` are products that only the library still has."""

    new: int = 0
    changed: int = 0
    changed_photos: int = 0
    unchanged: int = 0
    gone_ids: tuple[str, ...] = ()
    removed: int = 0


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a running job is.

    Attributes:
        total: items to do, or None while that is not known yet.
        rate_per_s: recent items per second, or None before it can be told.
        left_s: estimated seconds left, or None before it can be told.
        note: the present stage in a few words, for example "Reading the catalogue".
    """

    done: int
    total: int | None
    rate_per_s: float | None = None
    left_s: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as the library remembers it."""

    id: str
    spec: JobSpec
    state: JobState
    done: int
    total: int | None
    failed: int
    created_at: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """How a job ended.

    Attributes:
        task_id: the job's id.
        done: items that were completed.
        error: why the job as a whole failed; empty unless ``state`` is failed.
        seconds: wall-clock duration.
        preview: what a sync found, in the sources that could be read if it failed because of
            others; None if there were none, and for other kinds.
    """

    task_id: str
    kind: JobKind
    state: JobState
    done: int
    failures: tuple[ItemFailure, ...]
    seconds: float
    error: str = ""
    preview: SyncPreview | None = None


class JobContext(Protocol):
    """What running work may say to, and ask of, whoever runs it. Thread-safe."""

    @property
    def job_id(self) -> str:
        """The id under which the job is stored."""

    @property
    def cancelled(self) -> bool:
        """Whether the job shall stop as soon as it can."""

    @property
    def suspending(self) -> bool:
        """Whether the program is quitting: stop, but leave the job unfinished, to go on later."""

    def report(self, done: int, total: int | None, note: str = "") -> None:
        """Tell how far the job is; may be called as often as convenient."""

    def item_failed(self, product_id: str, reason: str) -> None:
        """Record that one product could not be processed."""

    async def checkpoint(self) -> None:
        """Wait while the job is paused.

        Raises:
            asyncio.CancelledError: the job was cancelled.
        """
