"""The list of products that a job could not process, with what to do about them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableView, QWidget

from fashion_desktop.domain.jobs import ItemFailure, JobOutcome
from fashion_desktop.widgets.parts import button, column, counted, label, plain_tooltip, row

_HEADERS = ("Product id", "Reason", "Attempts")
_REASON_COLUMN = 1
_ATTEMPTS_COLUMN = 2
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class FailuresModel(QAbstractTableModel):
    """Product id, reason and number of attempts of every failure."""

    def __init__(self, failures: Iterable[ItemFailure] = ()) -> None:
        super().__init__()
        self._failures = list(failures)

    @property
    def failures(self) -> tuple[ItemFailure, ...]:
        """All failures in the order they happened."""
        return tuple(self._failures)

    def add(self, failure: ItemFailure) -> None:
        """Append one."""
        position = len(self._failures)
        self.beginInsertRows(QModelIndex(), position, position)
        self._failures.append(failure)
        self.endInsertRows()

    def replace(self, failures: Iterable[ItemFailure]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._failures = list(failures)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of failures."""
        return 0 if parent.isValid() else len(self._failures)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADERS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell says."""
        if not index.isValid():
            return None
        failure = self._failures[index.row()]
        values = (failure.product_id, failure.reason, failure.attempts)
        if role == Qt.ItemDataRole.DisplayRole:
            return values[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(str(values[index.column()]))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _ATTEMPTS_COLUMN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if section == _ATTEMPTS_COLUMN:
                side = Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class FailuresDialog(QDialog):
    """Stays open beside the window; acts on the chosen rows, or on all when none is chosen.

    Signals:
        retry_requested: product ids (tuple) to try again.
        show_requested: product ids (tuple) to show in the grid.
    """

    retry_requested = Signal(tuple)
    show_requested = Signal(tuple)

    def __init__(self, failures: Iterable[ItemFailure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("What failed")
        self.setModal(False)
        self.resize(720, 420)
        self._model = FailuresModel(failures)
        self._model.setParent(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._title = label(role="title")
        self._hint = label(
            "Everything else went on. Choose rows to act on some of them only.", "secondary"
        )
        self.table = self._built_table()
        self.retry_button = button("Retry these", "primary")
        self.retry_button.setDefault(True)
        self.show_button = button("Show in grid")
        self.copy_button = button("Copy list", tooltip="Copy the list for a spreadsheet")
        self.close_button = button("Close", "quiet")
        self.retry_button.clicked.connect(self._on_retry)
        self.show_button.clicked.connect(lambda: self.show_requested.emit(self.chosen_ids()))
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close)
        buttons = row(self.close_button, 0, self.copy_button, self.show_button, self.retry_button)
        self.setLayout(
            column(self._title, self._hint, self.table, 4, buttons, margin=16, spacing=8)
        )
        self._refresh()

    def chosen_ids(self) -> tuple[str, ...]:
        """Return the ids of the chosen rows, or of all rows when none is chosen."""
        chosen = [index.row() for index in self.table.selectionModel().selectedRows()]
        rows = sorted(chosen) if chosen else range(self._sorted.rowCount())
        ids = (str(self._sorted.index(position, 0).data()) for position in rows)
        return tuple(dict.fromkeys(ids))

    def add_failure(self, failure: ItemFailure) -> None:
        """Add one that has just happened."""
        self._model.add(failure)
        self._refresh()

    def set_outcome(self, outcome: JobOutcome) -> None:
        """Show the failures as the finished job counts them."""
        if outcome.failures and outcome.failures != self._model.failures:
            self._model.replace(outcome.failures)
        self._refresh()

    def _built_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._sorted)
        table.setSortingEnabled(True)
        # Until a header is clicked the order is that in which things happened.
        table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setAccessibleName("Products that failed, with reasons")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(32)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(_REASON_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 150)
        header.resizeSection(_ATTEMPTS_COLUMN, 84)
        return table

    def _refresh(self) -> None:
        self._title.setText(f"{counted(self._model.rowCount(), 'product')} failed")
        has_ids = any(failure.product_id for failure in self._model.failures[:1])
        self.retry_button.setEnabled(has_ids)
        self.show_button.setEnabled(has_ids)

    def _on_retry(self) -> None:
        self.retry_requested.emit(self.chosen_ids())
        self.close()

    def _copy(self) -> None:
        lines = ["\t".join(_HEADERS)]
        chosen = set(self.chosen_ids())
        lines += [
            f"{failure.product_id}\t{failure.reason}\t{failure.attempts}"
            for failure in self._model.failures
            if failure.product_id in chosen
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
