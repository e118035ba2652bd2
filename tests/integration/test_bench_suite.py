"""Topics in processes of their own: those that crash, hang, lie, and those that are fine."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.bench_results import figure
from support.command_line import Terminal

from fashion_desktop.bench.progress import SuiteProgress
from fashion_desktop.bench.result import Result, figure_as_json
from fashion_desktop.bench.suite import Command, Plan, child_command, run_suite
from fashion_desktop.bench.topic_process import TopicOutcome, TopicProcess
from fashion_desktop.bench.topics import Topic
from fashion_desktop.domain.errors import FashionDesktopError

FIGURE = f"{{'figure': {figure_as_json(figure())!r}}}"
FINE = f"say({FIGURE}); say({{'done': True}})"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")


def python(code: str) -> list[str]:
    """The command of a process that runs code; ``say`` streams a message."""
    head = """
        import json, os, subprocess, sys, time
        def say(message):
            print(json.dumps(message), flush=True)
    """
    return [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(code)]


def topic(code: str, log: Path, timeout_s: float = 30.0) -> TopicOutcome:
    return TopicProcess(python(code), lambda _: None).run(log / "log.txt", timeout_s)


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def is_gone(pid: int, within_s: float = 10.0) -> bool:
    """Whether a killed process is gone as soon as the system gets to it."""
    deadline = time.monotonic() + within_s
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_a_topic_streams_what_it_finds(tmp_path: Path) -> None:
    reports: list[str] = []
    code = f"say({{'report': 'Drawing'}}); {FINE}"
    outcome = TopicProcess(python(code), reports.append).run(tmp_path / "log.txt", 30)
    assert outcome.figures == [figure()]
    assert outcome.failure == ""
    assert reports == ["Drawing"]
    assert outcome.last_report == "Drawing"


@POSIX
def test_a_crash_is_named_and_what_was_measured_before_is_kept(tmp_path: Path) -> None:
    outcome = topic(f"say({FIGURE}); os.kill(os.getpid(), 11)", tmp_path)
    assert outcome.figures == [figure()]
    assert "crashed (SIGSEGV)" in outcome.failure


def test_an_exception_is_given_as_the_reason(tmp_path: Path) -> None:
    outcome = topic("raise ValueError('the index is torn')", tmp_path)
    assert "status 1" in outcome.failure
    assert "ValueError: the index is torn" in outcome.failure
    assert "Traceback" in outcome.stderr


def test_an_error_that_was_understood_is_the_reason(tmp_path: Path) -> None:
    assert topic("say({'error': 'No photo. Add one.'})", tmp_path).failure == "No photo. Add one."


def test_ending_without_saying_so_is_a_failure(tmp_path: Path) -> None:
    assert "ended early, with status 0" in topic(f"say({FIGURE})", tmp_path).failure


def test_a_topic_that_hangs_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    code = f"""
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        say({{"report": str(started.pid)}})
        say({FIGURE})
        time.sleep(600)
    """
    began = time.monotonic()
    outcome = topic(code, tmp_path, timeout_s=2)
    assert time.monotonic() - began < 30
    assert outcome.failure == "It took longer than 2.0 s and was stopped."
    assert outcome.figures == [figure()]
    assert is_gone(int(outcome.last_report))


def test_a_topic_that_closes_its_stream_and_hangs_is_stopped(tmp_path: Path) -> None:
    outcome = topic("os.close(1); time.sleep(600)", tmp_path, timeout_s=2)
    assert "took longer" in outcome.failure


@POSIX
def test_what_a_topic_leaves_running_is_stopped(tmp_path: Path) -> None:
    code = f"""
        sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
        started = subprocess.Popen(sleeper, stdout=subprocess.DEVNULL)
        say({{"report": str(started.pid)}})
        {FINE}
    """
    outcome = topic(code, tmp_path)
    assert outcome.failure == ""
    assert is_gone(int(outcome.last_report))


@pytest.mark.parametrize(
    "lie",
    [
        "print('Loading the model', flush=True)",
        "say([1, 2])",
        "say({'figure': {'name': 'fast'}})",
        f"say({{'figure': {{**{FIGURE}['figure'], 'ours': float('nan')}}}})",
        f"say({{'figure': {{**{FIGURE}['figure'], 'ours': float('-inf')}}}})",
        "say({'figure': 'fast'})",
        f"say({FIGURE})",
    ],
)
def test_a_topic_that_lies_is_found_out(tmp_path: Path, lie: str) -> None:
    outcome = topic(f"say({FIGURE}); {lie}; say({{'done': True}})", tmp_path)
    assert "no figure" in outcome.failure
    assert outcome.figures == [figure()]


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    process = TopicProcess([str(tmp_path / "none")], lambda _: None)
    assert "could not be started" in process.run(tmp_path / "log.txt", 30).failure


def suite(codes: dict[str, str], plan: Plan, seen: list[Path]) -> tuple[Result, str]:
    def command(name: str, workspace: Path, cache: Path) -> Sequence[str]:
        assert list(workspace.iterdir()) == []
        seen.extend((workspace, cache))
        (workspace / "rubbish").write_text("left behind")
        return python(codes[name])

    checked: Command = command
    stream = io.StringIO()
    return run_suite(plan, SuiteProgress(stream), checked), stream.getvalue()


def test_one_topic_fails_and_the_others_go_on(tmp_path: Path) -> None:
    topics = [Topic(name, name) for name in ("broken", "fine", "empty")]
    topics += [Topic("gpu", "GPU", may_be_empty=True)]
    codes = {
        "photos": "say({'done': True})",
        "broken": f"say({FIGURE}); sys.exit('torn')",
        "fine": FINE,
        "empty": "say({'done': True})",
        "gpu": "say({'report': 'No GPU here.'}); say({'done': True})",
    }
    seen: list[Path] = []
    result, said = suite(codes, Plan(topics, cache=tmp_path / "kept"), seen)
    assert [found.topic for found in result.figures] == ["broken", "fine"]
    assert list(result.failed) == ["broken", "empty"]
    assert "torn" in result.failed["broken"]
    assert result.skipped == {"gpu": "No GPU here."}
    assert result.mode == "quick"
    assert "2 of 4 · fine: fine" in said
    assert "failed: It ended early" in said
    workspaces = [path for path in seen if path != tmp_path / "kept"]
    assert len(workspaces) == 5
    assert not any(path.exists() or path.parent.exists() for path in workspaces)
    assert (tmp_path / "kept").is_dir()


def test_vectors_are_prepared_once_and_only_when_needed() -> None:
    seen: list[Path] = []
    ready = "say({'done': True})"
    codes = {"vectors": ready, "photos": ready, "a": FINE, "b": FINE}
    topics = [Topic("a", "a", needs_vectors=True), Topic("b", "b", needs_vectors=True)]
    suite(codes, Plan(topics), seen)
    assert [path.name for path in seen[::2]] == ["vectors", "a", "b"]
    assert len(set(seen[1::2])) == 1
    assert not seen[1].exists()
    seen.clear()
    suite(codes, Plan([Topic("b", "b")]), seen)
    assert [path.name for path in seen[::2]] == ["photos", "b"]


def test_without_inputs_nothing_is_measured() -> None:
    seen: list[Path] = []
    codes = {"vectors": "say({'error': 'There is no photo. Name another folder.'})"}
    with pytest.raises(FashionDesktopError, match=r"There is no photo\."):
        suite(codes, Plan([Topic("a", "a", needs_vectors=True)]), seen)
    assert not seen[0].parent.exists()


def test_a_terminal_shows_one_line_and_the_time() -> None:
    terminal = Terminal()
    clock = iter(range(1_000))
    progress = SuiteProgress(terminal, now=lambda: float(next(clock)))
    progress.start("1 of 1 · search: finding")
    progress.report("10,000 products")
    progress.end("3 figures", "")
    text = terminal.getvalue()
    assert "\r" in text
    assert "search: finding · 10,000 products · " in text
    assert text.splitlines()[-1].endswith("search: finding – 3 figures (3.0 s)")


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_everything_and_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    hanging = python("say({'report': str(os.getpid())}); time.sleep(600)")
    ready = python("say({'done': True})")
    code = textwrap.dedent(f"""
        import signal
        import sys
        from pathlib import Path
        from fashion_desktop.bench.progress import SuiteProgress
        from fashion_desktop.bench.suite import Plan, run_suite
        from fashion_desktop.bench.topics import Topic
        # A shell that runs the tests in the background lets them ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        plan = Plan([Topic("hanging", "hanging")])
        commands = {{"photos": {ready!r}, "hanging": {hanging!r}}}
        run_suite(plan, SuiteProgress(sys.stderr), lambda name, *_: commands[name])
    """)
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        assert process.stderr is not None
        child = next(int(line) for line in process.stderr if line.strip().isdecimal())
        assert alive(child)
        assert len(list(tmp_path.iterdir())) == 1
        process.send_signal(number)
        said = process.stderr.read()
        assert process.wait(30) != 0
    assert "KeyboardInterrupt" in said
    assert is_gone(child)
    assert list(tmp_path.iterdir()) == []


def test_the_program_starts_itself_installed_and_packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    command = child_command(Plan([], quick=False, photos=Path("photos")), "bench-topic")
    words = ["bench-topic", "search", "--workspace", "w", "--cache", "c", "--photos", "photos"]
    installed = command("search", Path("w"), Path("c"))
    assert installed == [sys.executable, "-m", "fashion_desktop", *words, "--full"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command("search", Path("w"), Path("c")) == [sys.executable, *words, "--full"]
