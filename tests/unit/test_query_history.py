"""Back and forward."""

from __future__ import annotations

import pytest

from fashion_desktop.viewmodels.query_history import QueryHistory


def _visited(*queries: str, length: int = 50) -> QueryHistory[str]:
    history: QueryHistory[str] = QueryHistory(length)
    for query in queries:
        history.visit(query)
    return history


def test_an_empty_history_goes_nowhere() -> None:
    history = _visited()
    assert history.current is None
    assert not history.can_go_back
    assert not history.can_go_forward
    assert history.back() is None
    assert history.forward() is None


def test_back_and_forward_walk_the_queries() -> None:
    history = _visited("a", "b", "c")
    assert history.back() == "b"
    assert history.back() == "a"
    assert not history.can_go_back
    assert history.back() is None
    assert history.forward() == "b"
    assert history.current == "b"
    assert history.can_go_forward


def test_a_new_query_forgets_what_lay_ahead() -> None:
    history = _visited("a", "b", "c")
    history.back()
    history.visit("d")
    assert not history.can_go_forward
    assert history.back() == "b"


def test_the_same_query_twice_counts_once() -> None:
    history = _visited("a", "b", "b")
    assert history.back() == "a"


def test_the_oldest_queries_are_forgotten() -> None:
    history = _visited("a", "b", "c", "d", length=3)
    assert [history.back(), history.back(), history.back()] == ["c", "b", None]
    assert history.current == "b"


def test_all_that_are_kept_can_be_listed() -> None:
    history = _visited("a", "b", "c", "d", length=3)
    history.back()
    assert history.newest_first() == ["d", "c", "b"]


def test_a_history_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        QueryHistory(0)
