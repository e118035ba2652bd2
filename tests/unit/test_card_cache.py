"""Cards that have been read, and pages to read next."""

from __future__ import annotations

from support.cards import card

from fashion_desktop.viewmodels.card_cache import CardCache, WantedPages


def test_a_card_is_needed_until_it_is_here() -> None:
    cache = CardCache(10)
    assert cache.needs(1)
    cache.put([1], [card(1)])
    assert not cache.needs(1)
    assert cache.get(1) == card(1)


def test_the_cards_not_looked_at_for_longest_give_way() -> None:
    cache = CardCache(3)
    cache.put([1, 2, 3], [card(1), card(2), card(3)])
    cache.get(1)
    cache.put([4], [card(4)])
    assert len(cache) == 3
    assert cache.get(2) is None
    assert cache.get(1) is not None


def test_an_outdated_card_is_shown_until_it_was_read_again() -> None:
    cache = CardCache(10)
    cache.put([1, 2], [card(1), card(2)])
    assert cache.outdate([1, 99]) == {1}
    assert cache.needs(1)
    assert not cache.needs(2)
    assert cache.get(1) == card(1)
    cache.put([1], [card(1, name="New name")])
    assert not cache.needs(1)
    assert cache.get(1) == card(1, name="New name")


def test_what_is_not_there_is_not_asked_for_again_until_something_changed() -> None:
    cache = CardCache(10)
    cache.put([1, 2], [card(1)])
    assert not cache.needs(2)
    assert cache.outdate([2]) == {2}
    assert cache.needs(2)


def test_a_card_being_read_is_not_asked_for_twice() -> None:
    cache = CardCache(10)
    cache.begin([1])
    assert not cache.needs(1)
    cache.put([1], [card(1)])
    assert not cache.needs(1)


def test_a_card_that_changed_while_it_was_read_is_read_again() -> None:
    cache = CardCache(10)
    cache.begin([1, 2])
    assert cache.outdate([1]) == {1}
    cache.put([1, 2], [card(1), card(2)])
    assert cache.needs(1)
    assert not cache.needs(2)
    cache.put([1], [card(1, name="New name")])
    assert not cache.needs(1)


def test_outdating_everything_reads_everything_again() -> None:
    cache = CardCache(10)
    cache.put([1, 2, 3], [card(1), card(2)])
    assert cache.outdate() == {1, 2, 3}
    assert all(cache.needs(row_id) for row_id in (1, 2, 3))


def test_the_newest_wish_comes_first_and_old_ones_are_forgotten() -> None:
    wanted = WantedPages(3)
    for page in (1, 2, 3, 4, 2):
        wanted.want(page)
    assert [wanted.take() for _ in range(4)] == [2, 4, 3, None]
