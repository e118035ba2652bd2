from collections.abc import Iterator
from pathlib import Path

import pytest
from support.library_fixtures import add_source, embed, open_library, product

from fashion_desktop.domain.errors import SourceError
from fashion_desktop.domain.products import (
    CatalogueProduct,
    EmbeddingState,
    ProductQuery,
    SortKey,
)
from fashion_desktop.storage.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = open_library(tmp_path / "library")
    yield library
    library.close()


def ids(library: Library, query: ProductQuery) -> list[str]:
    return [card.id for card in library.products.cards(library.products.row_ids(query))]


def store(library: Library, *products: CatalogueProduct) -> int:
    source = add_source(library)
    library.catalogue.store_page(source, products, 0)
    return source


def test_products_come_in_catalogue_order(library: Library) -> None:
    store(library, product(7), product(3), product(5))
    assert ids(library, ProductQuery()) == ["7", "3", "5"]


def test_storing_the_same_page_again_changes_nothing(library: Library) -> None:
    source = store(library, product(1), product(2))
    changes = library.catalogue.store_page(source, [product(1), product(2)], 0)
    assert (changes.new, changes.changed, changes.unchanged) == (0, 0, 2)


def test_a_changed_price_is_a_change(library: Library) -> None:
    source = store(library, product(1), product(2))
    changes = library.catalogue.store_page(source, [product(1, price=99.5), product(2)], 0)
    assert (changes.new, changes.changed, changes.unchanged) == (0, 1, 1)
    found = library.products.find("1")
    assert found is not None
    assert found.price == 99.5


def test_a_new_photo_address_forgets_what_the_server_said_of_the_old_one(library: Library) -> None:
    source = store(library, product(1))
    row_id = library.products.row_ids_of(["1"])["1"]
    embed(library, [row_id])
    library.catalogue.store_page(source, [product(1, image_ref="elsewhere.jpg")], 0)
    record = library.catalogue.photos([row_id])[0]
    assert record.image_ref == "elsewhere.jpg"
    assert record.validators.etag == ""
    assert record.image_hash == f"hash-{row_id}"


def test_an_id_of_another_source_is_refused(library: Library) -> None:
    store(library, product(1))
    other = add_source(library, "Outlet", "https://outlet.example")
    changes = library.catalogue.store_page(other, [product(1), product(2)], 0)
    assert changes.new == 1
    assert changes.taken == (("1", "Shop"),)


def test_a_disconnected_source_gets_no_more_products(library: Library) -> None:
    source = store(library, product(1))
    library.sources.set_removed(source)
    with pytest.raises(SourceError, match="“Shop” was disconnected"):
        library.catalogue.store_page(source, [product(1, price=99.5), product(2)], 0)
    assert ids(library, ProductQuery()) == ["1"]
    assert add_source(library) == source
    assert library.catalogue.store_page(source, [product(1), product(2)], 0).new == 1


def test_removed_products_are_gone_and_come_back_with_their_embedding(library: Library) -> None:
    source = store(library, product(1), product(2))
    rows = library.products.row_ids_of(["1", "2"])
    embed(library, list(rows.values()))
    assert library.catalogue.set_removed(["1"]) == [rows["1"]]
    assert library.products.find("1") is None
    assert library.products.counts().products == 1
    changes = library.catalogue.store_page(source, [product(1), product(2)], 0)
    assert changes.new == 1
    back = library.products.find("1")
    assert back is not None
    assert back.row_id == rows["1"]
    assert back.state is EmbeddingState.EMBEDDED


def test_states_are_counted(library: Library) -> None:
    store(library, *(product(n) for n in range(1, 6)))
    rows = library.products.row_ids_of([str(n) for n in range(1, 6)])
    embed(library, [rows["1"], rows["2"]])
    from fashion_desktop.domain.sources import ImageValidators

    library.catalogue.set_photo(rows["2"], "another photo", ImageValidators())
    library.catalogue.set_failure(rows["3"], "The file is empty.")
    counts = library.products.counts()
    assert counts.products == 5
    assert (counts.embedded, counts.stale, counts.failed, counts.missing) == (1, 1, 1, 2)
    assert counts.other_weights == 0, "the stale one is of an older photo"
    stale = ProductQuery(states=frozenset({EmbeddingState.STALE}))
    assert ids(library, stale) == ["2"]


def test_other_weights_make_every_embedding_stale(library: Library, tmp_path: Path) -> None:
    store(library, product(1))
    embed(library, list(library.products.row_ids_of(["1"]).values()))
    library.close()
    again = open_library(tmp_path / "library", fingerprint="f" * 16)
    counts = again.products.counts()
    assert (counts.stale, counts.other_weights) == (1, 1)
    assert len(again.embeddings.revisions("f" * 16)[0]) == 0
    again.close()
    unknown = open_library(tmp_path / "library", fingerprint="")
    counts = unknown.products.counts()
    assert (counts.stale, counts.other_weights) == (1, 0), "there are no weights to be other than"
    unknown.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("robe", ["a"]),
        ("ROBE  été", ["a"]),
        ("ete", ["a"]),
        ("red", ["b"]),
        ("100%", ["b"]),
        ("a_b", []),
        ("product", []),
        ("", ["a", "b"]),
    ],
)
def test_search_ignores_case_accents_and_wildcards(
    library: Library, text: str, expected: list[str]
) -> None:
    store(
        library,
        product(1, id="a", name="Robe d'Été", attributes={"baseColour": "Blue"}),
        product(2, id="b", name="100% wool", attributes={"baseColour": "Red"}),
    )
    assert ids(library, ProductQuery(text=text)) == expected


def test_facets_and_prices_filter(library: Library) -> None:
    store(library, *(product(n) for n in range(1, 7)))
    facets = library.products.facets()
    assert [(v.value, v.count) for v in facets["baseColour"]] == [("Blue", 3), ("Red", 3)]
    query = ProductQuery(
        facets={"baseColour": frozenset({"Red"})}, price_range=(2, None), sort=SortKey.PRICE_HIGH
    )
    assert ids(library, query) == ["5", "3"]
    assert library.products.price_range() == (1.0, 6.0)


def test_products_without_price_come_last(library: Library) -> None:
    store(library, product(1, price=None), product(2), product(3))
    assert ids(library, ProductQuery(sort=SortKey.PRICE_LOW)) == ["2", "3", "1"]
    assert ids(library, ProductQuery(sort=SortKey.PRICE_HIGH)) == ["3", "2", "1"]


def test_details_hold_every_attribute(library: Library) -> None:
    store(library, product(1, attributes={"season": "Summer", "odd field": "x"}))
    row_id = library.products.row_ids_of(["1"])["1"]
    details = library.products.details(row_id)
    assert details is not None
    assert details.source_name == "Shop"
    assert dict(details.attributes) == {"season": "Summer", "odd field": "x"}
    assert library.products.details(row_id + 1) is None


def test_attributes_that_name_single_products_are_no_filters(library: Library) -> None:
    store(
        library,
        *(
            product(n, attributes={"slug": f"item-{n}", "season": ["Summer", "Winter"][n % 2]})
            for n in range(1, 31)
        ),
    )
    assert list(library.products.facets()) == ["season"]


def _priced(number: int) -> CatalogueProduct:
    price = None if number % 5 == 0 else float(number * 7 % 11)
    return product(number, name=f"{'aBcD'[number % 4]} {number % 3}", price=price)


_ORDERS = {
    SortKey.CATALOGUE: lambda _p: 0,
    SortKey.NAME: lambda p: p.name.lower(),
    SortKey.PRICE_LOW: lambda p: (p.price is None, p.price or 0.0),
    SortKey.PRICE_HIGH: lambda p: (p.price is None, -(p.price or 0.0)),
}


@pytest.mark.parametrize("text", ["", "b"])
@pytest.mark.parametrize("sort", _ORDERS)
def test_every_order_puts_equals_and_what_has_no_price_where_they_belong(
    library: Library, sort: SortKey, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Many pieces, as in a library of a million products.
    monkeypatch.setattr("fashion_desktop.storage.product_store._PARSED_AT_ONCE", 3)
    everything = [_priced(number) for number in range(1, 60)]
    store(library, *everything)
    wanted = [p for p in everything if text in p.name.lower()]
    wanted.sort(key=_ORDERS[sort])
    query = ProductQuery(sort=sort, text=text)
    # "b" also occurs in the attributes of every product unless those say otherwise.
    found = [name for name in ids(library, query) if text in _priced(int(name)).name.lower()]
    assert found == [p.id for p in wanted]
    row_ids = library.products.row_ids(query)
    assert library.products.row_ids(query, limit=7) == row_ids[:7]


def test_no_products_are_an_empty_list(library: Library) -> None:
    assert len(library.products.row_ids(ProductQuery(text="nothing"))) == 0
    assert library.products.price_range() is None
