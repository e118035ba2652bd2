"""Tables of products (CSV and its relatives) as rows with line numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fashion_desktop.catalogue.prices import parse_price
from fashion_desktop.catalogue.table_text import decode_table, detect_delimiter
from fashion_desktop.catalogue.text import clean_text
from fashion_desktop.domain.errors import SourceError, UsageError
from fashion_desktop.domain.jobs import ItemFailure
from fashion_desktop.domain.products import CatalogueProduct

FIELDS = ("id", "name", "price", "image", "page_url", "currency")
"""What a column can be mapped to; unmapped columns become attributes."""

_MAX_FIELD_CHARS = 16 * 1024**2
_SEPARATOR_LINE = re.compile(r"\"?sep=([,;|\t])\"?(?=[\r\n])", re.IGNORECASE)
"""Its line end stays, so that the lines keep their numbers."""
_COLUMN_NAMES: Mapping[str, Sequence[str]] = {
    "id": ("id", "product_id", "productid", "item_id", "sku", "article_number", "offer_id"),
    "name": ("title", "name", "product_name", "product_title", "productdisplayname"),
    "price": ("price", "regular_price", "sale_price"),
    "image": (
        "image_link", "image_url", "image_src", "imageurl", "image", "photo", "picture", "img",
        "file", "filename", "file_name", "path",
    ),
    "page_url": ("link", "page_url", "product_url", "url", "permalink"),
    "currency": ("currency", "price_currency"),
}  # fmt: skip
FILE_COLUMN_NAMES = ("file", "filename", "file_name", "path", "image", "photo")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; ``line`` counts from 1 and is the row's first where quotes span several."""

    line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A parsed table file.

    Attributes:
        columns: the names in the first row, made unique.
        rows: the rows that have as many fields as there are columns.
        problems: the other rows.
    """

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[ItemFailure, ...]
    delimiter: str
    encoding: str


def read_table(data: bytes) -> Table:
    """Parse a table file whose delimiter and encoding are not known.

    Raises:
        SourceError: it is not a table.
    """
    text, encoding = decode_table(data)
    text, delimiter = _told_delimiter(text)
    delimiter = delimiter or detect_delimiter(text)
    records = _records(text, delimiter)
    header = next(records, None)
    if header is None:
        raise SourceError("The file has no rows. Export the products again.")
    columns = _unique(header.values)
    rows: list[TableRow] = []
    problems: list[ItemFailure] = []
    for row in records:
        values = row.values[: len(columns)]
        if len(values) == len(columns) and not any(row.values[len(columns) :]):
            rows.append(TableRow(row.line, values))
        else:
            problems.append(_wrong_width(row, len(columns)))
    return Table(columns, tuple(rows), tuple(problems), delimiter, encoding)


def _told_delimiter(text: str) -> tuple[str, str]:
    """Return the text without Excel's first line ``sep=;``, and what that line says."""
    found = _SEPARATOR_LINE.match(text)
    return (text[found.end() :], found[1]) if found else (text, "")


def _records(text: str, delimiter: str) -> Iterator[TableRow]:
    """Yield the rows that are not empty, with their values cleaned.

    Raises:
        SourceError: one field is far too large.
    """
    csv.field_size_limit(_MAX_FIELD_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for values in reader:
            cleaned = tuple(clean_text(value) for value in values)
            if any(cleaned):
                yield TableRow(line, cleaned)
            line = reader.line_num + 1
    except csv.Error:
        raise SourceError(
            f"The table cannot be read from line {line} on: probably a quotation mark is not "
            "closed there. Correct the line, or export the products again."
        ) from None


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    columns: list[str] = []
    for number, name in enumerate(names, start=1):
        base = name or f"column {number}"
        column, copy = base, 1
        while column in columns:
            copy += 1
            column = f"{base} {copy}"
        columns.append(column)
    return tuple(columns)


def _wrong_width(row: TableRow, expected: int) -> ItemFailure:
    spans = any("\n" in value for value in row.values)
    hint = " Probably a quotation mark is not closed." if spans else ""
    reason = (
        f"Line {row.line} has {len(row.values)} columns instead of {expected}.{hint} "
        "Correct the line in the file."
    )
    return ItemFailure(f"line {row.line}", reason)


def suggested_mapping(columns: Sequence[str]) -> dict[str, str]:
    """Return column → field for the columns whose names are known.

    Known are the names of Google Merchant feeds, also with the ``g:`` prefix, and plain
    ones. Case, spaces and hyphens do not matter.
    """
    plain = {_plain(column): column for column in reversed(columns)}
    mapping: dict[str, str] = {}
    for field, names in _COLUMN_NAMES.items():
        column = next((plain[name] for name in names if name in plain), None)
        if column is not None:
            mapping[column] = field
    return mapping


def file_column(columns: Sequence[str]) -> str | None:
    """Return the column that names photo files, or None."""
    plain = {_plain(column): column for column in reversed(columns)}
    return next((plain[name] for name in FILE_COLUMN_NAMES if name in plain), None)


def _plain(column: str) -> str:
    name = column.strip().lower().removeprefix("g:")
    return re.sub(r"[\s\-]+", "_", name)


def checked_mapping(columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping to use: the given one, or by name when it is empty.

    Raises:
        UsageError: the mapping names an unknown field.
        SourceError: the table lacks a mapped column, or nothing is mapped to the id.
    """
    chosen = {column: field for column, field in mapping.items() if field}
    for field in chosen.values():
        if field not in FIELDS:
            raise UsageError(f"A column cannot be mapped to “{field}”. Use {', '.join(FIELDS)}.")
    for column in chosen:
        if column not in columns:
            raise SourceError(
                f"The feed has no column “{column}” any more. Check the mapping of its columns."
            )
    chosen = chosen or suggested_mapping(columns)
    if "id" not in chosen.values():
        raise SourceError(
            f"None of the columns ({', '.join(columns[:12])}) is known to hold the product id. "
            "Choose the id column in the mapping, or name one “id”."
        )
    return chosen


def product_of_row(
    columns: Sequence[str], row: TableRow, mapping: Mapping[str, str]
) -> CatalogueProduct:
    """Return the product of a row; its id is empty when the row has none.

    The image reference is as the row has it. A price that cannot be understood, and every
    unmapped column with a value, becomes an attribute.
    """
    fields: dict[str, str] = {}
    attributes: dict[str, str] = {}
    for column, value in zip(columns, row.values, strict=True):
        field = mapping.get(column)
        if not value:
            continue
        if field is None or field in fields:
            attributes[column.removeprefix("g:")] = value
        else:
            fields[field] = value
    price = parse_price(fields.get("price", ""))
    if price is None and "price" in fields:
        attributes["price"] = fields["price"]
    return CatalogueProduct(
        id=fields.get("id", ""),
        name=fields.get("name", ""),
        price=None if price is None else price.amount,
        currency=(price.currency if price is not None else "")
        or fields.get("currency", "").upper(),
        image_ref=fields.get("image", ""),
        page_url=fields.get("page_url", ""),
        attributes=attributes,
    )
