"""The strip of jobs: what a line says in every state, and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.jobs import (
    ItemFailure,
    JobKind,
    JobOutcome,
    JobRecord,
    JobScope,
    JobSpec,
    JobState,
)
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.widgets.failures_dialog import FailuresDialog
from fashion_desktop.widgets.job_line import JobLine
from fashion_desktop.widgets.job_panel import JobPanel
from fashion_desktop.widgets.theme import install_theme

FAILURES = (ItemFailure("20", "The photo is damaged.", 3), ItemFailure("7", "Not an image."))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> JobPanel:
    result = JobPanel(install_theme(qapp, "light"))
    qtbot.addWidget(result)
    return result


def started(panel: JobPanel, kind: JobKind = JobKind.GENERATE, number: int = 1) -> JobLine:
    spec = JobSpec(kind, JobScope.ALL)
    handle = JobHandle(spec, panel)
    handle.bind(JobRecord(f"job-{number}", spec, JobState.QUEUED, 0, None, 0, 0.0))
    line = panel.add_job(handle)
    handle.begin()
    return line


def settle(
    line: JobLine,
    state: JobState = JobState.DONE,
    done: int = 12,
    failures: tuple[ItemFailure, ...] = (),
    error: str = "",
) -> None:
    handle = line.handle
    kind = handle.spec.kind
    handle.settle(JobOutcome(handle.job_id, kind, state, done, failures, 134.0, error))


def shown_buttons(line: JobLine) -> set[str]:
    buttons = [*line.findChildren(QPushButton), *line.findChildren(QToolButton)]
    return {
        button.text() or button.accessibleName().split(":")[0]
        for button in buttons
        if not button.isHidden()
    }


def press(line: JobLine, name: str) -> None:
    buttons = [*line.findChildren(QPushButton), *line.findChildren(QToolButton)]
    next(b for b in buttons if (b.text() or b.accessibleName()).startswith(name)).click()


def test_it_is_hidden_without_jobs(panel: JobPanel) -> None:
    assert panel.isHidden()
    line = started(panel)
    assert not panel.isHidden()
    settle(line)
    press(line, "Dismiss")
    assert panel.isHidden()


def test_a_running_job_says_how_far_it_is(qtbot: QtBot, panel: JobPanel) -> None:
    line = started(panel)
    line.handle.context.report(8200, 44072)
    qtbot.waitUntil(lambda: "8,200 of 44,072" in line.text, timeout=2_000)
    assert line.text.startswith("Generating 8,200 of 44,072")
    bar = line.findChild(QProgressBar)
    assert bar is not None
    assert bar.value() / bar.maximum() == pytest.approx(8200 / 44072, abs=0.001)
    assert shown_buttons(line) == {"Pause", "Cancel"}


def test_pause_resume_and_cancel_steer_the_job(panel: JobPanel) -> None:
    line = started(panel)
    press(line, "Pause")
    assert line.handle.state is JobState.PAUSED
    assert "paused" in line.text
    press(line, "Resume")
    assert line.handle.state is JobState.RUNNING
    press(line, "Cancel")
    assert line.handle.stopping
    assert line.text == "Stopping generating, what is finished is kept"
    assert shown_buttons(line) == set()


def test_a_finished_job_sums_up_and_can_be_dismissed(qtbot: QtBot, panel: JobPanel) -> None:
    line = started(panel)
    settle(line, done=8200)
    assert line.text == "Generated 8,200 embeddings in 2 min 14 s"
    assert shown_buttons(line) == {"Dismiss"}
    with qtbot.waitSignal(panel.dismissed, timeout=1_000) as caught:
        press(line, "Dismiss")
    assert caught.args == ["job-1"]


def test_a_job_that_failed_says_why(panel: JobPanel) -> None:
    line = started(panel)
    settle(line, JobState.FAILED, error="The server refuses the token. Enter it again.")
    assert line.text == "The server refuses the token. Enter it again."


def test_a_cancelled_job_says_what_is_kept(panel: JobPanel) -> None:
    line = started(panel)
    settle(line, JobState.CANCELLED, done=5)
    assert line.text == "Generate was cancelled · generated 5 embeddings"


def test_a_finished_delete_can_be_undone_once(qtbot: QtBot, panel: JobPanel) -> None:
    line = started(panel, JobKind.DELETE)
    settle(line)
    assert shown_buttons(line) == {"Undo", "Dismiss"}
    with qtbot.waitSignal(panel.undo_requested, timeout=1_000) as caught:
        press(line, "Undo")
    assert caught.args == ["job-1"]
    assert panel.lines == ()


def test_a_delete_of_nothing_has_nothing_to_undo(panel: JobPanel) -> None:
    line = started(panel, JobKind.DELETE)
    settle(line, done=0)
    assert shown_buttons(line) == {"Dismiss"}


def test_read_summaries_make_room_but_failures_stay(panel: JobPanel) -> None:
    lines = [started(panel, number=number) for number in range(6)]
    settle(lines[0], failures=FAILURES)
    for line in lines[1:5]:
        settle(line)
    assert lines[0] in panel.lines
    assert sum(line.is_finished for line in panel.lines) == 1
    settle(lines[5])
    assert [line.is_finished for line in panel.lines] == [True, True]


def opened_failures(qtbot: QtBot, panel: JobPanel) -> tuple[JobLine, FailuresDialog]:
    line = started(panel)
    settle(line, failures=FAILURES)
    press(line, "2 failed")
    dialog = panel.window().findChild(FailuresDialog)
    assert dialog is not None
    qtbot.addWidget(dialog)
    return line, dialog


def test_the_failures_open_beside_the_window(qtbot: QtBot, panel: JobPanel) -> None:
    _line, dialog = opened_failures(qtbot, panel)
    assert dialog.isVisible()
    assert not dialog.isModal()
    cells = [dialog.table.model().index(0, column).data() for column in range(3)]
    assert cells == ["20", "The photo is damaged.", 3]


def test_failures_are_retried_all_or_chosen(qtbot: QtBot, panel: JobPanel) -> None:
    line, dialog = opened_failures(qtbot, panel)
    with qtbot.waitSignal(panel.show_requested, timeout=1_000) as shown:
        dialog.show_button.click()
    assert shown.args == [("20", "7")]
    dialog.table.selectRow(1)
    with qtbot.waitSignal(panel.retry_requested, timeout=1_000) as retried:
        dialog.retry_button.click()
    assert retried.args == [line.handle, ("7",)]
    assert not dialog.isVisible()


def test_failures_can_be_copied_for_a_spreadsheet(qtbot: QtBot, panel: JobPanel) -> None:
    _line, dialog = opened_failures(qtbot, panel)
    dialog.copy_button.click()
    assert QApplication.clipboard().text().splitlines() == [
        "Product id\tReason\tAttempts",
        "20\tThe photo is damaged.\t3",
        "7\tNot an image.\t1",
    ]


def test_failures_that_happen_while_the_list_is_open_are_added(
    qtbot: QtBot, panel: JobPanel
) -> None:
    line = started(panel)
    line.handle.context.item_failed("1", "Not an image.")
    qtbot.waitUntil(lambda: "1 failed ▸" in shown_buttons(line), timeout=2_000)
    press(line, "1 failed")
    dialog = panel.window().findChild(FailuresDialog)
    assert dialog is not None
    qtbot.addWidget(dialog)
    line.handle.context.item_failed("2", "Not an image.")
    qtbot.waitUntil(lambda: dialog.chosen_ids() == ("1", "2"), timeout=2_000)


def test_unfinished_jobs_of_the_last_session_are_offered(qtbot: QtBot, panel: JobPanel) -> None:
    records = [
        JobRecord("a", JobSpec(JobKind.GENERATE), JobState.RUNNING, 8200, 44072, 0, 0.0),
        JobRecord("b", JobSpec(JobKind.SYNC), JobState.QUEUED, 0, None, 0, 0.0),
    ]
    panel.offer_unfinished(records)
    first, second = panel.offers
    assert first.accessibleName() == "Generate was interrupted at 8,200 of 44,072."
    assert second.accessibleName() == "Sync was interrupted before it had begun."
    with qtbot.waitSignal(panel.continue_requested, timeout=1_000) as caught:
        first.continue_button.click()
    assert caught.args == [records[0]]
    with qtbot.waitSignal(panel.discard_requested, timeout=1_000) as caught:
        second.discard_button.click()
    assert caught.args == [records[1]]
    assert panel.isHidden()
