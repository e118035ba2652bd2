"""Which thumbnail is loaded next."""

from __future__ import annotations

from fashion_desktop.viewmodels.thumbnail_queue import ThumbnailQueue, ThumbnailRequest


def _request(row_id: int) -> ThumbnailRequest:
    return ThumbnailRequest(row_id, "hash", 176)


def _add(queue: ThumbnailQueue, *row_ids: int) -> None:
    for row_id in row_ids:
        queue.add(_request(row_id))


def _rest(queue: ThumbnailQueue) -> list[int]:
    taken = []
    while (request := queue.take()) is not None:
        taken.append(request.row_id)
    return taken


def test_one_screenful_is_served_in_the_order_of_painting() -> None:
    queue = ThumbnailQueue(10)
    _add(queue, 1, 2, 3)
    assert _rest(queue) == [1, 2, 3]


def test_the_newest_screenful_is_served_first() -> None:
    queue = ThumbnailQueue(10)
    _add(queue, 1, 2, 3)
    assert queue.take() == _request(1)
    _add(queue, 7, 8)
    assert _rest(queue) == [7, 8, 2, 3]


def test_wanting_again_makes_new_again_without_doubling() -> None:
    queue = ThumbnailQueue(10)
    _add(queue, 1, 2, 3)
    assert queue.take() == _request(1)
    _add(queue, 3)
    assert len(queue) == 2
    assert _rest(queue) == [3, 2]


def test_the_oldest_are_dropped_when_there_are_too_many() -> None:
    queue = ThumbnailQueue(3)
    _add(queue, 1, 2)
    queue.take()
    _add(queue, 3, 4, 5)
    assert _rest(queue) == [3, 4, 5]


def test_what_scrolled_away_and_what_changed_is_dropped() -> None:
    queue = ThumbnailQueue(10)
    _add(queue, 1, 2, 3)
    queue.take()
    _add(queue, 4, 5)
    queue.keep({3, 4, 5})
    queue.drop({5})
    assert _rest(queue) == [4, 3]
    _add(queue, 6)
    queue.clear()
    assert queue.take() is None
