"""Tables of every make."""

from __future__ import annotations

import csv
import io

import pytest

from fashion_desktop.catalogue.feed_reader import (
    TableRow,
    checked_mapping,
    product_of_row,
    read_table,
    suggested_mapping,
)
from fashion_desktop.catalogue.table_text import decode_table, detect_delimiter
from fashion_desktop.domain.errors import SourceError, UsageError


@pytest.mark.parametrize(
    ("delimiter", "text"),
    [
        (",", "id,title,price\n1,Tee,10.0\n2,Shirt,20.0\n"),
        (";", "id;title;price\n1;Tee, blue;10,00\n2;Shirt, red, long;20,00\n"),
        ("\t", "id\ttitle\tprice\n1\tTee, blue; soft\t10,00\n2\tShirt\t20,00\n"),
        ("|", "id|title|price\n1|Tee, a; b|10,00\n2|Shirt|20,00\n"),
        (",", 'id,title\n1,"Tee; blue; soft"\n2,"Shirt\nlong; red"\n'),
        (";", 'id;title;price\n1;"a;b;c";3,50\n2;"x\n;y";4,50\n'),
        (",", "id\n1\n2\n"),
        (",", "id,title\n"),
    ],
)
def test_the_delimiter_is_detected(delimiter: str, text: str) -> None:
    assert detect_delimiter(text) == delimiter


def test_the_delimiter_of_a_long_table_is_detected() -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(["id", "title", "price"])
    for number in range(20_000):
        writer.writerow([number, f"Dress, size {number}, blue", f"{number},99"])
    table = read_table(stream.getvalue().encode())
    assert table.delimiter == ";"
    assert len(table.rows) == 20_000
    assert table.problems == ()


GERMAN = "id;title\n1;Grüne Jacke für Mädchen, Größe 38\n2;Weißes Hemd, schön gestreift\n" * 5
RUSSIAN = "id;title\n1;Синяя рубашка для мальчиков\n2;Красное летнее платье для девочек\n" * 5
JAPANESE = "id,title\n1,青い長袖シャツのメンズ\n2,赤い夏のワンピースのレディース\n" * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,title\n1,Tee\n", "utf-8"),
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "cp1252"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "cp932"),
        ("id;title\n1;Größe 38\n", "cp1252"),
        ("id,title\n1,Café crème\n", "cp1252"),
        ("id;title;price\n1;Shirt;39,90 €\n2;Camisón \u2013 año;10 €\n", "cp1252"),
        ("id;title\n1;Żółta sukienka\n2;Spódnica w kratę, długość średnia\n", "cp1250"),
        ("id;title\n1;Žluté letní šaty s květy\n2;Dlouhá sukně, středně těžká\n", "cp1250"),
        ("id;title\n1;Mavi yeşil elbise\n2;Erkek çocuk gömleği, şort ve güneş gözlüğü\n", "cp1254"),
        ("id;title\n1;Γυναικείο φόρεμα μακρύ\n2;Ανδρικό πουκάμισο λευκό\n", "cp1253"),
    ],
)
def test_the_encoding_is_detected(text: str, encoding: str) -> None:
    decoded, name = decode_table(text.encode(encoding))
    assert decoded == text
    assert name


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"PK\x03\x04....", "spreadsheet"),
        (b"<?xml version='1.0'?><rss/>", "XML"),
        (b"<!DOCTYPE html>", "web page"),
        (b'{"data": []}', "JSON"),
    ],
)
def test_other_files_are_refused_with_a_remedy(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_table(data)


def test_quotes_line_numbers_and_rows_of_wrong_width() -> None:
    table = read_table(
        b"\xef\xbb\xbfid,title,price\r\n"
        b'1,"A ""long"" title\r\nover two lines",10\r\n'
        b"\r\n"
        b"2,too,many,fields\r\n"
        b"3,trailing,30,,\r\n"
        b"4,too few\r\n"
        b"5,last,50"
    )
    assert table.columns == ("id", "title", "price")
    assert [row.line for row in table.rows] == [2, 6, 8]
    assert table.rows[0].values == ("1", 'A "long" title\r\nover two lines', "10")
    assert [problem.product_id for problem in table.problems] == ["line 5", "line 7"]
    assert "Line 5 has 4 columns instead of 3" in table.problems[0].reason


def test_an_unclosed_quote_is_explained() -> None:
    rows = "".join(f"{number},x,1\n" for number in range(50))
    table = read_table(f'id,title,price\n0,"open,1\n{rows}'.encode())
    assert table.rows == ()
    assert "quotation mark is not closed" in table.problems[0].reason


def test_a_field_beyond_all_measure_is_an_error() -> None:
    data = b'id,title\n1,"' + b"x" * (17 * 1024**2)
    with pytest.raises(SourceError, match="line 2"):
        read_table(data)


def test_long_fields_are_fine() -> None:
    table = read_table(b"id,description\n1," + b"x" * 300_000)
    assert len(table.rows[0].values[1]) == 300_000


def test_empty_and_repeated_column_names_become_unique() -> None:
    table = read_table(b"id,,title,title\n1,2,3,4\n")
    assert table.columns == ("id", "column 2", "title", "title 2")


# Mapping


def test_google_merchant_columns_are_known() -> None:
    columns = (
        "g:id", "g:title", "g:link", "g:image_link", "g:additional_image_link", "g:price",
        "g:sale_price", "g:brand", "g:color", "g:gender", "g:product_type",
        "g:google_product_category", "g:availability",
    )  # fmt: skip
    mapping = suggested_mapping(columns)
    assert mapping == {
        "g:id": "id",
        "g:title": "name",
        "g:price": "price",
        "g:image_link": "image",
        "g:link": "page_url",
    }
    row = TableRow(
        2,
        ("7", "Tee", "https://s/7", "https://i/7.jpg", "", "39.90 EUR", "29.90 EUR", "Acme",
         "blue", "", "Tops", "1604", "in stock"),
    )  # fmt: skip
    product = product_of_row(columns, row, mapping)
    assert (product.id, product.name, product.price, product.currency) == ("7", "Tee", 39.9, "EUR")
    assert (product.image_ref, product.page_url) == ("https://i/7.jpg", "https://s/7")
    assert product.attributes == {
        "sale_price": "29.90 EUR",
        "brand": "Acme",
        "color": "blue",
        "product_type": "Tops",
        "google_product_category": "1604",
        "availability": "in stock",
    }


@pytest.mark.parametrize(
    ("columns", "image"),
    [
        (("id", "title", "image_url"), "image_url"),
        (("ID", "Title", "Image Link"), "Image Link"),
        (("sku", "name", "file"), "file"),
        (("id", "file", "image_link"), "image_link"),
    ],
)
def test_plain_columns_are_known(columns: tuple[str, ...], image: str) -> None:
    mapping = suggested_mapping(columns)
    assert mapping[image] == "image"
    assert "id" in mapping.values()


def test_a_mapping_is_checked() -> None:
    columns = ("Nummer", "Titel")
    assert checked_mapping(columns, {"Nummer": "id", "Titel": ""}) == {"Nummer": "id"}
    with pytest.raises(UsageError, match="cannot be mapped to “colour”"):
        checked_mapping(columns, {"Nummer": "id", "Titel": "colour"})
    with pytest.raises(SourceError, match="no column “Preis” any more"):
        checked_mapping(columns, {"Preis": "price"})
    with pytest.raises(SourceError, match="Choose the id column"):
        checked_mapping(columns, {})


def test_a_price_that_cannot_be_understood_stays() -> None:
    product = product_of_row(
        ("id", "price", "currency"), TableRow(2, ("1", "on request", "eur")),
        {"id": "id", "price": "price", "currency": "currency"},
    )  # fmt: skip
    assert product.price is None
    assert product.currency == "EUR"
    assert product.attributes == {"price": "on request"}


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_excels_line_about_the_delimiter_is_heeded(line: str) -> None:
    table = read_table(f"{line}id;title, long;file\n1;A, b;a.jpg\n2;B\n".encode())
    assert table.columns == ("id", "title, long", "file")
    assert table.rows[0].values == ("1", "A, b", "a.jpg")
    assert table.problems[0].product_id == "line 4"
