"""The jobs of this session in rows, the newest at the end."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fashion_desktop.domain.job_text import outcome_text, progress_text
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.jobs.runner import JobRunner
from fashion_desktop.viewmodels.roles import JobRole

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()


class JobListModel(QAbstractListModel):
    """Jobs that a runner was given, with their progress or outcome as display text."""

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handles: list[JobHandle] = []
        runner.started.connect(self._on_started)
        runner.changed.connect(self._on_changed)

    def handle_at(self, row: int) -> JobHandle:
        """Return the job in a row."""
        return self._handles[row]

    def remove_settled(self) -> None:
        """Drop the jobs that have ended from the list."""
        for row in reversed(range(len(self._handles))):
            if self._handles[row].state.is_final:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._handles[row]
                self.endRemoveRows()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many rows there are; a list has none below a row."""
        return 0 if parent.isValid() else len(self._handles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role says of a row; see ``roles``."""
        if not index.isValid() or index.row() >= len(self._handles):
            return None
        handle = self._handles[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return _text(handle)
            case JobRole.HANDLE:
                return handle
            case JobRole.STATE:
                return handle.state
            case JobRole.FRACTION:
                return _fraction(handle)
            case JobRole.FAILED_COUNT:
                return len(handle.failures)
        return None

    def _on_started(self, handle: JobHandle) -> None:
        row = len(self._handles)
        self.beginInsertRows(QModelIndex(), row, row)
        self._handles.append(handle)
        self.endInsertRows()

    def _on_changed(self, handle: JobHandle) -> None:
        if handle in self._handles:
            index = self.index(self._handles.index(handle))
            self.dataChanged.emit(index, index)


def _text(handle: JobHandle) -> str:
    if handle.outcome is not None:
        return outcome_text(handle.outcome)
    return progress_text(handle.spec.kind, handle.state, handle.progress, stopping=handle.stopping)


def _fraction(handle: JobHandle) -> float | None:
    total = handle.progress.total
    if not total:
        return None
    return min(1.0, handle.progress.done / total)
