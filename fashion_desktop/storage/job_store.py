"""Jobs as rows: after a crash or a quit the unfinished ones can go on."""

from __future__ import annotations

import dataclasses
import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

from fashion_desktop.domain.jobs import (
    ItemFailure,
    JobKind,
    JobRecord,
    JobScope,
    JobSpec,
    JobState,
)
from fashion_desktop.storage.database import Database

_COLUMNS = """j.job_id, j.spec, j.state, j.done, j.total,
    (SELECT COUNT(*) FROM job_failures f WHERE f.job_id = j.job_id), j.created_at, j.error"""


class JobStore:
    """The library's record of its jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, spec: JobSpec) -> JobRecord:
        """Store a new job as queued."""
        job_id = str(uuid.uuid4())
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO jobs (job_id, spec, state, created_at) VALUES (?, ?, ?, ?)",
                (job_id, json.dumps(dataclasses.asdict(spec)), JobState.QUEUED, time.time()),
            )
        return self.get(job_id)

    def get(self, job_id: str) -> JobRecord:
        """Return a job.

        Raises:
            KeyError: there is none with this id.
        """
        row = (
            self._database.read()
            .execute(f"SELECT {_COLUMNS} FROM jobs j WHERE j.job_id = ?", (job_id,))
            .fetchone()
        )
        if row is None:
            raise KeyError(job_id)
        return _record(row)

    def unfinished(self) -> list[JobRecord]:
        """Return jobs that neither ended nor were cancelled, oldest first."""
        return [
            _record(row)
            for row in self._database.read().execute(
                f"SELECT {_COLUMNS} FROM jobs j WHERE j.state IN ('queued', 'running', 'paused') "
                "ORDER BY j.created_at"
            )
        ]

    def recent(self, limit: int) -> list[JobRecord]:
        """Return the newest jobs, newest first."""
        return [
            _record(row)
            for row in self._database.read().execute(
                f"SELECT {_COLUMNS} FROM jobs j ORDER BY j.created_at DESC LIMIT ?", (limit,)
            )
        ]

    def set_state(self, job_id: str, state: JobState, error: str = "") -> None:
        """Record that a job entered a state."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, error = ?, ended_at = ? WHERE job_id = ?",
                (state, error, time.time() if state.is_final else None, job_id),
            )

    def set_progress(self, job_id: str, done: int, total: int | None) -> None:
        """Record how far a job is."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs SET done = ?, total = ? WHERE job_id = ?", (done, total, job_id)
            )

    def add_failures(self, job_id: str, failures: Sequence[ItemFailure]) -> None:
        """Record items that failed; an item that failed before gets the newer reason."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO job_failures VALUES (?, ?, ?, ?)",
                [(job_id, f.product_id, f.reason, f.attempts) for f in failures],
            )

    def forget_failures(self, job_id: str) -> None:
        """Drop the failed items of a job that starts from the beginning again."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM job_failures WHERE job_id = ?", (job_id,))

    def failures(self, job_id: str) -> list[ItemFailure]:
        """Return the failed items of a job."""
        return [
            ItemFailure(*row)
            for row in self._database.read().execute(
                "SELECT product_id, reason, attempts FROM job_failures WHERE job_id = ? "
                "ORDER BY product_id",
                (job_id,),
            )
        ]


def _record(row: tuple[Any, ...]) -> JobRecord:
    job_id, spec, state, done, total, failed, created_at, error = row
    return JobRecord(job_id, _spec(spec), JobState(state), done, total, failed, created_at, error)


def _spec(text: str) -> JobSpec:
    values = json.loads(text)
    values["kind"] = JobKind(values["kind"])
    values["scope"] = JobScope(values["scope"])
    values["product_ids"] = tuple(values["product_ids"])
    return JobSpec(**values)
