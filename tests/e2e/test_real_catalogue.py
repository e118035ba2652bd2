"""Thousands of real photos through the installed program, killed on the way."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import nearest_by_numpy, stored_vectors
from support.product_api_server import ProductApiServer, read_products
from support.shop_script import Shop

pytestmark = pytest.mark.stress

TOKEN = "s3cret"
PRODUCTS = 3000
QUERIES = 25
KILLED_AT = (200, 900, 1700)
TIMEOUT_S = 1200.0


@pytest.fixture(scope="module")
def catalogue(photo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real catalogue, unpacked."""
    folder = tmp_path_factory.mktemp("catalogue")
    with zipfile.ZipFile(photo_data / "fashion-products.zip") as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def shop(catalogue: Path, tmp_path: Path) -> Iterator[Shop]:
    products = read_products(catalogue / "products.csv", catalogue / "images", PRODUCTS)
    (tmp_path / "home").mkdir()
    with ProductApiServer(products, token=TOKEN) as server:
        yield Shop(server, tmp_path, token=TOKEN, timeout_s=TIMEOUT_S)


def test_a_real_catalogue_survives_kills_and_answers_exactly(
    shop: Shop, photo_data: Path, tmp_path: Path
) -> None:
    shop("source", "add", "api", shop.server.base_url)
    assert shop("sync")["done"] == PRODUCTS
    for at_least in KILLED_AT:
        with shop.start("generate") as process:
            shop.wait_for_embeddings(process, at_least)
            process.kill()
    before = stored_vectors(shop.library)
    generated = shop("generate")
    assert generated["failed"] == []
    vectors = stored_vectors(shop.library)
    assert len(vectors) == PRODUCTS
    assert all((vectors[product_id] == vector).all() for product_id, vector in before.items())
    assert shop("verify")["problems"] == []

    queries = list(vectors)[:: PRODUCTS // QUERIES][:QUERIES]
    answers = shop("similar", *queries, "--top-n", "100", "--score-threshold", "1e-9")["queries"]
    for query, answer in zip(queries, answers, strict=True):
        exact = [pair for pair in nearest_by_numpy(vectors, vectors[query]) if pair[0] != query]
        found = [result["squared_l2"] for result in answer["similar_products"]]
        # Different products may share a photo: the distances are the answer, not their order.
        assert found == pytest.approx([squared_l2 for _, squared_l2 in exact[:100]], rel=1e-4)

    with zipfile.ZipFile(photo_data / "clothing-photos.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")][::300]
        photos = [archive.extract(name, tmp_path) for name in names]
    looked_up = shop("lookup", *photos, "--top-n", "5", "--score-threshold", "1e-9")["queries"]
    assert [len(answer["similar_products"]) for answer in looked_up] == [5] * len(photos)
