"""Labels as numbers."""

from __future__ import annotations

from fashion_desktop.evaluation.labelled_photos import Labels
from fashion_desktop.training.label_index import TASKS, UNKNOWN, LabelIndex

LABELS = (
    [Labels("Shirts", "Blue", "Men", "Casual", "shirt")] * 6
    + [Labels("Tops", "Red", "Women", "Casual")] * 5
    + [Labels("Ring", "Gold")] * 2
)


def test_frequent_labels_get_numbers_in_the_order_of_their_names() -> None:
    index = LabelIndex.of(LABELS)
    assert index.names["article_type"] == ("Shirts", "Tops")
    assert index.names["colour"] == ("Blue", "Red")
    assert index.names["garment"] == ("shirt",)
    assert set(index.names) == set(TASKS)


def test_rare_and_missing_labels_are_unknown() -> None:
    numbers = LabelIndex.of(LABELS).numbers(LABELS)
    assert numbers["article_type"].tolist() == [0] * 6 + [1] * 5 + [UNKNOWN] * 2
    assert numbers["garment"].tolist() == [0] * 6 + [UNKNOWN] * 7


def test_a_label_that_training_never_saw_is_unknown() -> None:
    index = LabelIndex.of(LABELS)
    assert index.numbers([Labels("Spacesuits")])["article_type"].tolist() == [UNKNOWN]
