import numpy as np
import pytest
from support.vector_kinds import KINDS, of_kind

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.projection import Projection, identity, is_outgrown, train
from fashion_desktop.storage.vector_index import squared_distances


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("learned_from", ["itself", "other data"])
def test_stand_ins_are_never_further_apart_than_the_vectors(kind: str, learned_from: str) -> None:
    vectors = of_kind(kind, 120, seed=1)
    sample = vectors if learned_from == "itself" else of_kind("clustered", 60, seed=2)
    projection = train(sample, 16, len(vectors))
    stand_ins = projection.apply(vectors)
    assert stand_ins.shape == (120, 17)
    check_reach(projection, vectors, stand_ins)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_basis_only_rounding_sets_them_apart(kind: str) -> None:
    vectors = of_kind(kind, 60, seed=1)
    check_reach(identity(), vectors, identity().apply(vectors))


def check_reach(projection: Projection, vectors: Vectors, stand_ins: Vectors) -> None:
    for number in range(0, len(vectors), 10):
        true = ((vectors.astype(np.float64) - vectors[number]) ** 2).sum(axis=1)
        seeming = squared_distances(stand_ins[number], stand_ins)
        length = float(np.linalg.norm(stand_ins[number]))
        for squared_l2, bound in zip(true.tolist(), seeming.tolist(), strict=True):
            assert bound <= projection.reach(squared_l2, length)


def test_a_basis_of_the_principal_directions_tells_much() -> None:
    vectors = of_kind("flat", 300)
    stand_ins = train(vectors, 8, 300).apply(vectors).astype(np.float64)
    true = ((vectors.astype(np.float64) - vectors[0]) ** 2).sum(axis=1)
    bound = ((stand_ins - stand_ins[0]) ** 2).sum(axis=1)
    np.testing.assert_allclose(bound, true, rtol=1e-4)


@pytest.mark.parametrize("sample", ["empty", "not a number", "too large", "one row", "constant"])
def test_any_sample_gives_an_orthonormal_basis(sample: str) -> None:
    vectors = of_kind("random", 40)
    samples = {
        "empty": vectors[:0],
        "not a number": np.full_like(vectors, np.nan),
        "too large": vectors * np.float32(1e30),
        "one row": vectors[:1],
        "constant": of_kind("constant", 40),
    }
    basis = train(samples[sample], 12, 40).basis
    assert basis is not None
    np.testing.assert_allclose(basis.T @ basis, np.eye(basis.shape[1]), atol=1e-12)


def test_the_identity_changes_nothing() -> None:
    vectors = of_kind("random", 3)
    assert identity().width == FEATURE_DIM
    np.testing.assert_array_equal(identity().apply(vectors), vectors)


def test_a_basis_is_outgrown_by_a_library_that_has_multiplied() -> None:
    projection = Projection(np.zeros(FEATURE_DIM), np.eye(FEATURE_DIM, 4), trained_rows=100)
    assert not is_outgrown(projection, 399, 4.0)
    assert is_outgrown(projection, 400, 4.0)
    assert not is_outgrown(identity(), 10**6, 4.0)
