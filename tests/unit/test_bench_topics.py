"""What can be measured."""

from __future__ import annotations

import inspect

import pytest

from fashion_desktop.bench.topics import ALL, Topic, available


@pytest.mark.parametrize("topic", available(), ids=lambda topic: topic.name)
def test_every_topic_has_a_generator_of_figures(topic: Topic) -> None:
    assert inspect.isgeneratorfunction(topic.measurement())


def test_names_are_unique_and_the_available_ones_keep_their_order() -> None:
    names = [topic.name for topic in ALL]
    assert len(set(names)) == len(names)
    assert available() == [topic for topic in ALL if topic in available()]
    assert available()
