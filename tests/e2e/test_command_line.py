"""The installed program as a shop's script uses it, in front of a product API on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import nearest_by_numpy, stored_vectors
from support.drawn_photos import draw_photo
from support.product_api_server import Fault, ProductApiServer, ServedProduct
from support.shop_script import Shop

PRODUCTS = 48
TOKEN = "s3cret"
EVERYTHING = ("--top-n", "100", "--score-threshold", "1e-9")
TIMEOUT_S = 120.0

needs_posix_signals = pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")


def served_products(count: int = PRODUCTS) -> list[ServedProduct]:
    return [
        ServedProduct(1000 + n, draw_photo(n), {"name": f"Garment {n}", "price": 990 + n})
        for n in range(count)
    ]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A connected and synced library, nothing embedded."""
    (tmp_path / "home").mkdir()
    with ProductApiServer(served_products(), per_page=20, token=TOKEN) as server:
        shop = Shop(server, tmp_path, token=TOKEN)
        added = shop("source", "add", "api", server.base_url)
        assert added["source"]["token_env"] == "API_AUTH_TOKEN"
        synced = shop("sync")
        assert (synced["status"], synced["done"]) == ("done", PRODUCTS)
        assert synced["preview"]["new"] == PRODUCTS
        yield shop


def test_from_a_product_api_to_look_alikes_and_back(shop: Shop) -> None:
    broken = 1007
    shop.server.fail_image(broken, Fault(status=404), forever=True)
    generated = shop("generate", "--batch-size", "16", code=1)
    assert generated["done"] == PRODUCTS - 1
    assert [item["id"] for item in generated["failed"]] == [str(broken)]
    assert shop("count") == {"count": PRODUCTS - 1}

    vectors = stored_vectors(shop.library)
    queries = ["1000", "1020", "1047"]
    answers = shop("similar", *queries, *EVERYTHING, "--include-self")["queries"]
    for query, answer in zip(queries, answers, strict=True):
        expected = nearest_by_numpy(vectors, vectors[query])
        assert [r["id"] for r in answer["similar_products"]] == [i for i, _ in expected]
        for result, (_, squared_l2) in zip(answer["similar_products"], expected, strict=True):
            assert result["squared_l2"] == pytest.approx(squared_l2, rel=1e-4, abs=1e-3)
            assert result["similarity_score"] == pytest.approx(1 / (1 + squared_l2), rel=1e-4)

    photo = shop.folder / "Größe 42.jpg"
    photo.write_bytes(draw_photo(12))
    by_file = shop("lookup", str(photo), *EVERYTHING)["similar_products"]
    assert by_file[0]["id"] == "1012"
    assert by_file[0]["name"] == "Garment 12"
    url = f"{shop.server.origin}/storage/products/1012.jpg"
    assert shop("lookup", url, *EVERYTHING)["similar_products"] == by_file

    shop.server.set_image(1012, draw_photo(512))
    assert shop("sync")["preview"]["changed_photos"] == 1
    assert shop("update", "--stale")["done"] == 1
    assert (stored_vectors(shop.library)["1012"] != vectors["1012"]).any()

    assert shop("delete", "1000", "1020")["done"] == 2
    assert shop("check", "1000") == {"has_embedding": False}
    assert "generate 1000" in shop("similar", "1000", code=3)["error"]
    assert shop("count") == {"count": PRODUCTS - 3}
    assert len(shop("products")["products"]) == PRODUCTS - 3

    shop.server.remove(1001)
    assert shop("sync")["preview"]["gone"] == 1
    assert shop("count") == {"count": PRODUCTS - 3}
    assert shop("sync", "--yes")["preview"]["removed"] == 1
    assert shop("count") == {"count": PRODUCTS - 4}
    assert shop("verify", "--repair")["ok"]
    assert shop("verify")["problems"] == []


@needs_posix_signals
def test_a_killed_job_goes_on_where_it_was(shop: Shop) -> None:
    shop.server.latency_s = 0.4
    words = ("generate", "--all", "--batch-size", "4")
    with shop.start(*words) as process:
        shop.wait_for_embeddings(process, at_least=8)
        process.kill()
        process.communicate(timeout=TIMEOUT_S)
    committed = set(stored_vectors(shop.library))
    assert 8 <= len(committed) < PRODUCTS

    shop.server.latency_s = 0.0
    shop.server.clear_log()
    assert shop("count") == {"count": len(committed)}
    result = shop(*words)
    assert (result["status"], result["done"], result["failed"]) == ("done", PRODUCTS, [])
    assert shop("count") == {"count": PRODUCTS}
    fetched = {path.split("/")[-2] for path in shop.server.paths() if path.endswith("/image")}
    assert not fetched & committed, "what was committed is neither fetched nor embedded again"
    assert shop("verify")["ok"]


@needs_posix_signals
def test_ctrl_c_keeps_what_is_committed(shop: Shop) -> None:
    shop.server.latency_s = 0.4
    with shop.start("generate", "--batch-size", "4") as process:
        shop.wait_for_embeddings(process, at_least=4)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 3, err
    assert "Traceback" not in err
    result = json.loads(out)
    assert result["status"] == "cancelled"
    assert 4 <= result["done"] == shop.embedded() < PRODUCTS

    shop.server.latency_s = 0.0
    again = shop("generate", "--batch-size", "4")
    assert again["task_id"] != result["task_id"], "a cancelled job is over"
    assert shop("count") == {"count": PRODUCTS}


def test_whole_catalogue_from_a_page_on(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with ProductApiServer(served_products(103), token=TOKEN) as server:
        shop = Shop(server, tmp_path, {"API_BASE_URL": server.base_url}, token=TOKEN)
        assert shop("source", "add", "api")["source"]["location"] == server.base_url
        shop("sync")
        assert shop("generate", "--all", "--start-page", "2")["done"] == 3
        assert shop("products") == {"products": ["1100", "1101", "1102"]}


def test_what_could_not_be_done_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with ProductApiServer(served_products(2), token="another") as server:
        shop = Shop(server, tmp_path, token=TOKEN)
        refused = shop("source", "add", "api", server.base_url, code=3)
        assert "token" in refused["error"]
        assert shop("source", "list") == {"sources": []}
        assert shop("sync", code=3)["error"]
        assert shop("generate", "--start-page", "0", code=2)["error"]


def test_counting_loads_neither_torch_nor_faiss_nor_qt(shop: Shop) -> None:
    code = (
        "import sys\n"
        "from fashion_desktop.__main__ import main\n"
        f"assert main(['count', '--library', {str(shop.library)!r}]) == 0\n"
        "heavy = {'torch', 'torchvision', 'faiss', 'PySide6'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


def test_a_reader_that_has_enough_is_no_error(shop: Shop) -> None:
    with shop.start("source", "list") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        process.wait(timeout=TIMEOUT_S)
    assert (process.returncode, err) == (0, "")
