"""The product API source against a real server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.product_api_server import Fault, ProductApiServer, ServedProduct, make_products
from support.surroundings import use_proxy

from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.product_api import ProductApiSource
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.catalogue.source import SourcePage
from fashion_desktop.domain.errors import (
    ImageFetchError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
)

FAST = HttpLimits(timeout_s=2.0, deadline_s=5.0, retry=RetryPolicy(retries=2, backoff_s=0.01))
TOKEN = "tok3n-S3CRET"
PHOTO = b"\xff\xd8 a photo"


@pytest.fixture
def server() -> Iterator[ProductApiServer]:
    with ProductApiServer(make_products(250)) as running:
        yield running


async def read(base_url: str, token: str | None = None) -> list[SourcePage]:
    source = ProductApiSource(base_url, token, FAST)
    try:
        return [page async for page in source.pages()]
    finally:
        await source.aclose()


def ids(pages: list[SourcePage]) -> list[str]:
    return [product.id for page in pages for product in page.products]


EXPECTED = [str(number) for number in range(1, 251)]


# Pages


@pytest.mark.parametrize("per_page", [1000, 100, 50, 7])
async def test_the_whole_catalogue_in_order_whatever_the_page_size(
    server: ProductApiServer, per_page: int
) -> None:
    server.per_page = per_page
    pages = await read(server.base_url)
    assert ids(pages) == EXPECTED
    assert {page.total for page in pages} == {250}
    assert len(server.requests) == -(-250 // per_page)


def without_meta(server: ProductApiServer) -> None:
    server.with_meta = False


def without_links(server: ProductApiServer) -> None:
    server.with_links = False


def without_both(server: ProductApiServer) -> None:
    server.with_links = server.with_meta = False


def bare_lists(server: ProductApiServer) -> None:
    server.envelope = False


@pytest.mark.parametrize("shape", [without_meta, without_links, without_both, bare_lists])
async def test_the_whole_catalogue_whatever_the_envelope_says(
    server: ProductApiServer, shape: Callable[[ProductApiServer], None]
) -> None:
    shape(server)
    assert ids(await read(server.base_url)) == EXPECTED


@pytest.mark.parametrize(
    "suffix", ["/api", "/api/", "", "/", "/api/products", "/api/products?page=3", "/products"]
)
async def test_the_base_url_may_be_written_in_several_ways(
    server: ProductApiServer, suffix: str
) -> None:
    pages = await read(f"{server.origin}{suffix}")
    assert ids(pages) == EXPECTED
    assert pages[0].products[0].image_ref == "/api/products/1/image"


async def test_a_storefront_at_the_root_does_not_hide_the_api(server: ProductApiServer) -> None:
    server.raw_paths["/products"] = ("text/html", b"<html>Our products</html>")
    assert ids(await read(server.origin)) == EXPECTED


async def test_an_api_without_a_prefix(server: ProductApiServer) -> None:
    server.prefix = ""
    pages = await read(server.origin)
    assert ids(pages) == EXPECTED
    assert pages[0].products[0].image_ref == "/products/1/image"


async def test_an_empty_catalogue() -> None:
    with ProductApiServer() as server:
        pages = await read(server.base_url)
    assert ids(pages) == []
    assert pages[0].total == 0


async def test_a_page_that_fails_for_a_moment_is_tried_again(server: ProductApiServer) -> None:
    server.fail("/api/products?page=2", Fault(status=502), Fault(drop=True))
    assert ids(await read(server.base_url)) == EXPECTED


async def test_a_page_that_fails_for_good_ends_the_reading(server: ProductApiServer) -> None:
    server.fail("/api/products?page=2", Fault(status=500), forever=True)
    with pytest.raises(SourceUnreachableError, match="Try again later"):
        await read(server.base_url)


async def test_products_that_shift_between_pages_come_once(server: ProductApiServer) -> None:
    source = ProductApiSource(server.base_url, limits=FAST)
    found: list[str] = []
    async for page in source.pages():
        found += [product.id for product in page.products]
        if len(found) == 100:
            server.products = {"new": ServedProduct("new", b"x"), **server.products}
    await source.aclose()
    assert len(found) == len(set(found))
    assert set(found) == set(EXPECTED)


async def test_a_catalogue_that_grows_or_shrinks_meanwhile(server: ProductApiServer) -> None:
    server.per_page = 10
    for count in (400, 30):
        source = ProductApiSource(server.base_url, limits=FAST)
        found: list[str] = []
        async for page in source.pages():
            found += [product.id for product in page.products]
            if len(found) == 10:
                server.products = {str(p.id): p for p in make_products(count)}
        await source.aclose()
        assert len(found) == count


async def test_stopping_early_leaves_nothing_behind(server: ProductApiServer) -> None:
    source = ProductApiSource(server.base_url, limits=FAST)
    pages = source.pages()
    assert len((await anext(pages)).products) == 100
    await anext(pages)
    await pages.aclose()
    await source.aclose()


# Servers that never end


def page_json(entries: list[Any], **rest: Any) -> tuple[str, bytes]:
    return "application/json", json.dumps({"data": entries, **rest}).encode()


async def test_a_next_link_to_the_same_page(server: ProductApiServer) -> None:
    link = {"next": f"{server.base_url}/products?page=1"}
    server.raw_paths["/api/products"] = page_json([{"id": 1}], links=link)
    with pytest.raises(SourceError, match="lead in a circle"):
        await read(server.base_url)


async def test_ever_new_links_to_the_same_products(
    server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(range(10**6))
    regular = server.answer

    def endless(path: str, headers: Any) -> Any:
        link = {"next": f"{server.base_url}/products?cursor={next(answers)}"}
        server.raw_paths["/api/products"] = page_json([{"id": 1}], links=link)
        return regular(path, headers)

    monkeypatch.setattr(server, "answer", endless)
    with pytest.raises(SourceError, match="same products again and again"):
        await read(server.base_url)
    assert len(server.requests) < 5


async def test_a_last_page_far_away_with_the_same_products(server: ProductApiServer) -> None:
    server.raw_paths["/api/products"] = page_json([{"id": 1}], meta={"last_page": 10**6})
    with pytest.raises(SourceError, match="same products again and again"):
        await read(server.base_url)
    assert len(server.requests) < 12


@pytest.mark.parametrize("entries", [[{"id": 1}], [{"no": "id"}]])
async def test_a_server_that_ignores_the_page_number(
    server: ProductApiServer, entries: list[Any]
) -> None:
    server.raw_paths["/api/products"] = page_json(entries)
    pages = await read(server.base_url)
    assert sum(len(page.products) + len(page.problems) for page in pages) == 1


async def test_next_links_with_an_inner_host_stay_on_the_api(
    server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.with_meta = False
    regular = server.answer

    def behind_proxy(path: str, headers: Any) -> Any:
        answer = regular(path, headers)
        body = answer.body.replace(server.origin.encode(), b"http://inner.invalid")
        return type(answer)(answer.status, body, answer.headers)

    monkeypatch.setattr(server, "answer", behind_proxy)
    assert ids(await read(server.base_url, TOKEN)) == EXPECTED
    assert {request.authorization for request in server.requests} == {f"Bearer {TOKEN}"}


# Refusals


async def test_the_token_is_sent_and_a_wrong_one_refused() -> None:
    with ProductApiServer(make_products(5), token=TOKEN) as server:
        assert len(ids(await read(server.base_url, TOKEN))) == 5
        with pytest.raises(
            SourceRefusedError, match=r"refuses the token\. Give this catalogue a valid one"
        ):
            await read(server.base_url, "wrong")
        with pytest.raises(SourceRefusedError, match="asks for a token"):
            await read(server.origin)


async def test_a_refused_token_from_the_environment_is_named_by_its_variable() -> None:
    with ProductApiServer(make_products(1), token=TOKEN) as server:
        source = ProductApiSource(server.base_url, "wrong", FAST, token_variable="SHOP_TOKEN")
        with pytest.raises(SourceRefusedError, match="environment variable SHOP_TOKEN"):
            await anext(source.pages())
        await source.aclose()


async def test_nothing_there_that_could_be_an_api(server: ProductApiServer) -> None:
    with pytest.raises(SourceError, match=r"No product API answers at .*Check the address"):
        await read(f"{server.origin}/elsewhere")
    with pytest.raises(SourceUnreachableError, match="cannot be reached"):
        await read("http://127.0.0.1:9/api")


async def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    use_proxy(monkeypatch, "socks5://127.0.0.1:9")
    with pytest.raises(SourceUnreachableError, match="proxy"):
        await read("https://shop.example")


async def test_entries_that_cannot_be_understood_are_problems(server: ProductApiServer) -> None:
    server.raw_paths["/api/products"] = page_json(
        [{"id": 1}, {"name": "no id"}, "what?", {"id": 1, "name": "again"}],
        meta={"last_page": 1, "total": 4},
    )
    (page,) = await read(server.base_url)
    assert [product.id for product in page.products] == ["1"]
    assert [problem.product_id for problem in page.problems] == [
        "page 1, entry 2",
        "page 1, entry 3",
    ]
    assert "has no id" in page.problems[0].reason


# Photos


@pytest.mark.parametrize("image_urls", ["absolute", "storage", "none"])
async def test_photos_of_the_api_itself(server: ProductApiServer, image_urls: str) -> None:
    server.image_urls = image_urls
    source = ProductApiSource(server.origin, limits=FAST)
    product = (await anext(source.pages())).products[6]
    assert product.image_ref.startswith("/")
    assert source.image_url(product.image_ref).startswith(server.origin)
    photo = await source.fetch_photo(product.id, product.image_ref)
    assert photo.data == server.products["7"].image
    again = await source.fetch_photo(product.id, product.image_ref, photo.validators)
    assert again.data is None
    await source.aclose()


async def test_a_stored_reference_survives_a_change_of_port() -> None:
    with ProductApiServer(make_products(1)) as server:
        ((page,), old) = (await read(server.base_url), server.base_url)
    with ProductApiServer(make_products(1)) as server:
        assert server.base_url != old
        source = ProductApiSource(server.base_url, limits=FAST)
        photo = await source.fetch_photo("1", page.products[0].image_ref)
        await source.aclose()
    assert photo.data


async def test_an_address_with_a_double_slash_stays_on_its_host() -> None:
    with ProductApiServer(image_urls="none") as server:
        address = f"{server.origin}//media/1.jpg?v=2"
        server.add(ServedProduct(1, b"", {"image_url": address}))
        server.raw_paths["/media/1.jpg"] = ("image/jpeg", PHOTO)
        source = ProductApiSource(server.base_url, limits=FAST)
        product = (await anext(source.pages())).products[0]
        assert source.image_url(product.image_ref) == address
        assert (await source.fetch_photo("1", product.image_ref)).data == PHOTO
        await source.aclose()
    moved = ProductApiSource("https://elsewhere.example/api")
    assert moved.image_url(product.image_ref) == "https://elsewhere.example//media/1.jpg?v=2"
    await moved.aclose()


async def test_photos_on_another_host_get_no_token(server: ProductApiServer) -> None:
    server.token = TOKEN
    with ProductApiServer(make_products(250)) as images:
        server.image_urls = images.origin
        source = ProductApiSource(server.base_url, TOKEN, FAST)
        product = (await anext(source.pages())).products[0]
        assert product.image_ref == f"{images.origin}/storage/products/1.jpg"
        assert (await source.fetch_photo(product.id, product.image_ref)).data
        await source.aclose()
        assert [request.authorization for request in images.requests] == [None]
        assert TOKEN not in str(images.requests)


async def test_a_photo_missing_elsewhere_is_asked_of_the_api_once(
    server: ProductApiServer,
) -> None:
    server.token = TOKEN
    with ProductApiServer() as images:
        source = ProductApiSource(server.base_url, TOKEN, FAST)
        elsewhere = f"{images.origin}/storage/products/3.jpg"
        photo = await source.fetch_photo("3", elsewhere)
        assert photo.data == server.products["3"].image
        again = await source.fetch_photo("3", elsewhere, photo.validators)
        assert again.data is None
        with pytest.raises(ImageFetchError, match=r"has nothing at .*/storage/products/999\.jpg"):
            await source.fetch_photo("999", f"{images.origin}/storage/products/999.jpg")
        await source.aclose()
        assert len(images.requests) == 3


async def test_ids_with_special_characters_have_photos() -> None:
    with ProductApiServer([ServedProduct("A/1 ü?", b"\xff\xd8 x")], image_urls="none") as server:
        source = ProductApiSource(server.base_url, limits=FAST)
        product = (await anext(source.pages())).products[0]
        assert (await source.fetch_photo(product.id, product.image_ref)).data == b"\xff\xd8 x"
        await source.aclose()


async def test_what_concerns_one_photo_is_told_from_what_concerns_all(
    server: ProductApiServer,
) -> None:
    source = ProductApiSource(server.base_url, TOKEN, FAST)
    ref = "/api/products/1/image"
    for status in (404, 500, 418):
        server.fail_image(1, Fault(status=status), forever=True)
        with pytest.raises(ImageFetchError):
            await source.fetch_photo("1", ref)
    server.fail("/storage/products/1.jpg", Fault(status=403))
    with pytest.raises(ImageFetchError):
        await source.fetch_photo("1", "/storage/products/1.jpg")
    server.fail_image(1, Fault(status=403), forever=True)
    with pytest.raises(ImageFetchError, match="more rights"):
        await source.fetch_photo("1", ref)
    server.fail_image(1, Fault(status=401), forever=True)
    with pytest.raises(SourceRefusedError):
        await source.fetch_photo("1", ref)
    server.stop()
    with pytest.raises(SourceUnreachableError):
        await source.fetch_photo("1", ref)
    await source.aclose()
