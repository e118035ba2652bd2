"""Progress on stderr: one line on a terminal, few lines in a log."""

from __future__ import annotations

import io

from fashion_desktop.cli.progress import LOG_INTERVAL_S, TERMINAL_INTERVAL_S, ProgressLine


class _Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


class _Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_terminal_has_one_line_that_is_rewritten_and_removed() -> None:
    stream, clock = _Stream(terminal=True), _Clock()
    progress = ProgressLine(stream, "Embedding photos", clock)
    progress.show(0, 400, "")
    clock.now_s += TERMINAL_INTERVAL_S / 2
    progress.show(1, 400, "")
    clock.now_s += 2.0
    progress.show(100, 400, "")
    progress.finish()
    before, first, second, blank, last = stream.getvalue().split("\r")
    assert first == "Embedding photos: 0 of 400"
    assert second.startswith("Embedding photos: 100 of 400 · 4")
    assert second.endswith("s left")
    assert blank == " " * len(second)
    assert (before, last) == ("", "")
    assert "\n" not in stream.getvalue()


def test_a_shorter_line_leaves_nothing_of_the_longer_one() -> None:
    stream, clock = _Stream(terminal=True), _Clock()
    progress = ProgressLine(stream, "Working", clock)
    progress.show(0, 10, "Reading a catalogue with a long name")
    clock.now_s += 2.0
    progress.show(0, 10, "Done")
    _, long, short = stream.getvalue().split("\r")
    assert short.rstrip() == "Done: 0 of 10"
    assert len(short) == len(long)


def test_a_log_stays_empty_for_short_work_and_gets_a_line_now_and_then() -> None:
    stream, clock = _Stream(terminal=False), _Clock()
    progress = ProgressLine(stream, "Embedding photos", clock)
    for done in range(100):
        progress.show(done, None, "Reading Shop")
        clock.now_s += LOG_INTERVAL_S / 25
    progress.finish()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert lines[0] == "Reading Shop: 25 · 5.0/s"
    assert "\r" not in stream.getvalue()


def test_the_rate_starts_anew_with_a_new_stage() -> None:
    stream, clock = _Stream(terminal=True), _Clock()
    progress = ProgressLine(stream, "Working", clock)
    for done, total in ((0, 10), (10, 10), (0, 5000)):
        progress.show(done, total, "")
        clock.now_s += 2.0
    assert stream.getvalue().rstrip().endswith("\rWorking: 0 of 5,000")
