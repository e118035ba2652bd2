import numpy as np

from fashion_desktop.storage.row_table import RowTable


def ids(*row_ids: int) -> np.ndarray:
    return np.array(row_ids, dtype=np.int64)


def rows(*numbers: int) -> np.ndarray:
    return np.array([[number, number + 0.5] for number in numbers], dtype=np.float32)


def content(table: RowTable) -> dict[int, tuple[int, float]]:
    return {
        int(row_id): (int(revision), float(vector[0]))
        for row_id, revision, vector in zip(
            table.row_ids, table.revisions, table.vectors, strict=True
        )
    }


def test_rows_are_added_replaced_and_removed() -> None:
    table = RowTable(2)
    table.put(ids(5, 900, 7), ids(1, 1, 1), rows(5, 9, 7))
    table.put(ids(7, 8), ids(2, 2), rows(70, 8))
    table.remove([900, 6, -1, 10**12])
    assert content(table) == {5: (1, 5.0), 7: (2, 70.0), 8: (2, 8.0)}
    assert table.positions(ids(900, 6, -1, 10**12)).tolist() == [-1] * 4


def test_what_is_at_a_position_is_what_is_looked_up() -> None:
    rng = np.random.default_rng(3)
    table, expected = RowTable(2), dict[int, tuple[int, float]]()
    for revision in range(300):
        chosen = np.unique(rng.integers(0, 400, rng.integers(1, 9)))
        if rng.random() < 0.4:
            table.remove(chosen.tolist())
            for row_id in chosen.tolist():
                expected.pop(row_id, None)
        else:
            numbers = rng.integers(0, 1000, len(chosen))
            table.put(chosen, np.full(len(chosen), revision), rows(*numbers.tolist()))
            for row_id, number in zip(chosen.tolist(), numbers.tolist(), strict=True):
                expected[row_id] = (revision, float(number))
        assert content(table) == expected
        assert table.positions(table.row_ids).tolist() == list(range(len(table)))


def test_everything_can_be_removed_and_come_back() -> None:
    table = RowTable(2)
    table.put(ids(1, 2, 3), ids(0, 0, 0), rows(1, 2, 3))
    table.remove([1, 3, 2])
    assert len(table) == 0
    assert table.vectors.shape == (0, 2)
    table.put(ids(2), ids(4), rows(6))
    assert content(table) == {2: (4, 6.0)}


def test_arrays_are_taken_over_as_they_are() -> None:
    table = RowTable(2)
    table.put(ids(9), ids(9), rows(9))
    table.fill(ids(4, 2), ids(1, 1), rows(4, 2))
    assert content(table) == {4: (1, 4.0), 2: (1, 2.0)}
    table.put(ids(3), ids(2), rows(3))
    table.remove([4])
    assert content(table) == {2: (1, 2.0), 3: (2, 3.0)}
