import threading
from collections.abc import Callable

from fashion_desktop.services.background import Background


def test_work_is_told_to_stop_and_waited_for() -> None:
    background = Background()
    started, ended = threading.Event(), threading.Event()

    def work(stopped: Callable[[], bool]) -> None:
        started.set()
        while not stopped():
            started.wait(0.001)
        ended.set()

    assert background.start("work", work)
    assert started.wait(10)
    background.close()
    assert ended.is_set()
    assert not background.start("more", work)


def test_waiting_lasts_until_all_has_ended_by_itself() -> None:
    background = Background()
    done: list[int] = []
    for _ in range(5):
        background.start("work", lambda _stopped: done.append(1))
    background.wait()
    assert len(done) == 5
    background.close()
