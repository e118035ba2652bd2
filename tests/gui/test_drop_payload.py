"""What a drag or the clipboard carries: files, raw pictures, HTML, links, and several at once."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from fashion_desktop.widgets.drop_payload import (
    REFUSAL,
    FeedPayload,
    FolderPayload,
    LinkPayload,
    PhotosPayload,
    RefusedPayload,
    encoded,
    label_of_address,
    promise,
    read_payload,
)

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
PAGE = "https://shop.example/women/blue-dress"
PICTURE = "https://cdn.shop.example/p/blue%20dress.jpg?w=800&h=1200"


def mime_of(
    *, urls: list[str] | None = None, text: str | None = None, html: str | None = None, **raw: bytes
) -> QMimeData:
    mime = QMimeData()
    if urls is not None:
        mime.setUrls([QUrl(url) for url in urls])
    if text is not None:
        mime.setText(text)
    if html is not None:
        mime.setData("text/html", QByteArray(html.encode()))
    for name, data in raw.items():
        mime.setData(name.replace("__", "/").replace("_", "-"), QByteArray(data))
    return mime


def mime_of_files(*paths: Path) -> QMimeData:
    return mime_of(urls=[QUrl.fromLocalFile(str(path)).toString() for path in paths])


def test_one_photo_file(tmp_path: Path) -> None:
    photo = tmp_path / "Kleid ü 1.JPG"
    photo.write_bytes(b"anything")
    payload = read_payload(mime_of_files(photo))
    assert isinstance(payload, PhotosPayload)
    assert payload.photos[0].path == str(photo)
    assert payload.photos[0].label == "Kleid ü 1.JPG"
    assert payload.photos[0].data == b""
    assert promise(payload) == "Find look-alikes of this photo"


@pytest.mark.parametrize(
    "suffix",
    [".jpg", ".jpeg", ".jfif", ".png", ".webp", ".avif", ".heic", ".gif", ".tif", ".bmp"],
)
def test_every_photo_format_is_taken(tmp_path: Path, suffix: str) -> None:
    payload = read_payload(mime_of_files(tmp_path / f"photo{suffix}"))
    assert isinstance(payload, PhotosPayload)


def test_a_photo_file_without_ending_is_recognised_by_its_content(tmp_path: Path) -> None:
    photo, note = tmp_path / "photo", tmp_path / "note"
    photo.write_bytes(PNG)
    note.write_text("plain words")
    assert isinstance(read_payload(mime_of_files(photo)), PhotosPayload)
    assert read_payload(mime_of_files(note)) == RefusedPayload(REFUSAL)


def test_several_photos_keep_their_order_and_leave_other_files_out(tmp_path: Path) -> None:
    names = ["c.png", "a.jpg", "notes.pdf", "b.webp"]
    payload = read_payload(mime_of_files(*(tmp_path / name for name in names)))
    assert isinstance(payload, PhotosPayload)
    assert [photo.label for photo in payload.photos] == ["c.png", "a.jpg", "b.webp"]
    assert payload.left_out == 1
    assert promise(payload) == "Find look-alikes of 3 photos (1 other left out)"


def test_a_folder(tmp_path: Path) -> None:
    payload = read_payload(mime_of_files(tmp_path))
    assert payload == FolderPayload(str(tmp_path))
    assert promise(payload) == "Connect this folder"


def test_a_folder_named_like_a_photo_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "album.jpg"
    folder.mkdir()
    assert read_payload(mime_of_files(folder)) == FolderPayload(str(folder))


def test_two_folders_are_refused_politely(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    assert read_payload(mime_of_files(one, two)) == RefusedPayload("Drop one folder at a time")


@pytest.mark.parametrize("name", ["feed.csv", "feed.TSV"])
def test_a_feed_file(tmp_path: Path, name: str) -> None:
    payload = read_payload(mime_of_files(tmp_path / name))
    assert payload == FeedPayload(str(tmp_path / name))
    assert promise(payload) == "Connect this feed"


def test_other_files_are_refused(tmp_path: Path) -> None:
    payload = read_payload(mime_of_files(tmp_path / "contract.pdf"))
    assert payload == RefusedPayload("Only photos, folders and CSV files can be dropped here")
    assert promise(payload) == "Only photos, folders and CSV files can be dropped here"


@pytest.mark.parametrize("name", ["image/png", "image/jpeg", "image/webp", "image/avif"])
def test_raw_picture_bytes_without_qt_knowing_them(name: str) -> None:
    mime = QMimeData()
    mime.setData(name, QByteArray(PNG))
    assert not mime.hasImage()
    payload = read_payload(mime)
    assert isinstance(payload, PhotosPayload)
    assert payload.photos[0].data == PNG


def test_a_qt_image_becomes_png_bytes() -> None:
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill(QColor("#3557E0"))
    mime = QMimeData()
    mime.setImageData(image)
    payload = read_payload(mime)
    assert isinstance(payload, PhotosPayload)
    pixels = payload.photos[0].image
    assert pixels is not None
    back = QImage.fromData(encoded(pixels))
    assert (back.width(), back.height()) == (4, 3)
    assert back.pixelColor(1, 1) == QColor("#3557E0")


def test_looking_at_a_passing_drag_copies_no_picture() -> None:
    payload = read_payload(mime_of(image__png=PNG), with_bytes=False)
    assert isinstance(payload, PhotosPayload)
    assert payload.photos[0].data == b""


def test_empty_raw_bytes_fall_back_to_the_next_best_format() -> None:
    mime = mime_of(image__png=b"", html=f'<img src="{PICTURE}">')
    assert read_payload(mime) == LinkPayload(PICTURE)


def test_a_vector_drawing_alone_is_refused() -> None:
    assert isinstance(read_payload(mime_of(image__svg_xml=b"<svg/>")), RefusedPayload)


def test_browser_drag_prefers_the_picture_in_the_page_over_the_link_around_it() -> None:
    html = f'<meta charset="utf-8"><a href="{PAGE}"><img alt="x" src="{PICTURE}"></a>'
    mime = mime_of(urls=[PAGE], text=PAGE, html=html.replace("&h", "&amp;h"))
    assert read_payload(mime) == LinkPayload(PICTURE)


def test_browser_drag_prefers_picture_bytes_over_everything_on_the_web() -> None:
    mime = mime_of(urls=[PAGE], text=PAGE, html=f'<img src="{PICTURE}">', image__jpeg=PNG)
    payload = read_payload(mime)
    assert isinstance(payload, PhotosPayload)
    assert payload.photos[0].data == PNG
    assert payload.photos[0].label == "blue dress.jpg"


def test_a_local_file_is_preferred_over_a_rendition_of_it(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    mime = mime_of_files(photo)
    mime.setData("image/png", QByteArray(PNG))
    payload = read_payload(mime)
    assert isinstance(payload, PhotosPayload)
    assert payload.photos[0].path == str(photo)


def test_a_relative_picture_address_is_completed_from_the_page() -> None:
    mime = mime_of(urls=[PAGE], html='<img src="/img/7.jpg">')
    assert read_payload(mime) == LinkPayload("https://shop.example/img/7.jpg")


def test_a_picture_address_without_scheme_is_taken_as_https() -> None:
    assert read_payload(mime_of(html='<img src="//cdn.example/7.jpg">')) == LinkPayload(
        "https://cdn.example/7.jpg"
    )


def test_a_lazy_placeholder_is_skipped() -> None:
    html = f'<img src="data:image/svg+xml;base64,PHN2Zy8+" data-src="{PICTURE}">'
    assert read_payload(mime_of(html=html)) == LinkPayload(PICTURE)


def test_html_of_firefox_in_utf16() -> None:
    mime = QMimeData()
    mime.setData("text/html", QByteArray(f'<img src="{PICTURE}">'.encode("utf-16")))
    assert read_payload(mime) == LinkPayload(PICTURE)


def test_picture_address_of_firefox_in_utf16() -> None:
    mime = mime_of(urls=[PAGE])
    mime.setData("application/x-moz-file-promise-url", QByteArray(PICTURE.encode("utf-16-le")))
    assert read_payload(mime) == LinkPayload(PICTURE)


def test_link_of_firefox_with_a_title() -> None:
    mime = QMimeData()
    mime.setData("text/x-moz-url", QByteArray(f"{PICTURE}\nA dress".encode("utf-16-le")))
    assert read_payload(mime) == LinkPayload(PICTURE)


def test_uri_list_with_a_web_address() -> None:
    payload = read_payload(mime_of(urls=[PICTURE]))
    assert payload == LinkPayload(PICTURE)
    assert promise(payload) == "Find look-alikes of this photo"


def test_a_link_as_plain_text() -> None:
    assert read_payload(mime_of(text=f"  {PICTURE}\n")) == LinkPayload(PICTURE)


@pytest.mark.parametrize(
    "text", ["blue dress", "see https://shop.example for more", "ftp://x/y.jpg", "http://[bad", ""]
)
def test_other_text_is_refused_and_known_as_text(text: str) -> None:
    payload = read_payload(mime_of(text=text))
    assert isinstance(payload, RefusedPayload)
    assert payload.is_text == bool(text)


def test_a_path_copied_as_text(tmp_path: Path) -> None:
    photo = tmp_path / "a b.png"
    photo.write_bytes(PNG)
    payload = read_payload(mime_of(text=f'"{photo}"'))
    assert isinstance(payload, PhotosPayload)
    assert payload.photos[0].path == str(photo)


def test_the_web_address_of_a_feed() -> None:
    url = "https://shop.example/export/products.csv?key=1"
    assert read_payload(mime_of(text=url)) == FeedPayload(url)


@pytest.mark.parametrize(
    "address",
    [
        "data:image/png;base64," + base64.b64encode(PNG).decode(),
        "data:image/png;base64," + base64.b64encode(PNG).decode().rstrip("="),
        "data:image/png;base64," + base64.b64encode(PNG).decode().replace("+", "%2B"),
        "data:image/png," + "".join(f"%{byte:02x}" for byte in PNG),
    ],
)
def test_picture_inside_the_address(address: str) -> None:
    for mime in (mime_of(html=f'<img src="{address}">'), mime_of(text=address)):
        payload = read_payload(mime)
        assert isinstance(payload, PhotosPayload)
        assert payload.photos[0].data == PNG


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,!!!", "data:text/html,hello", "data:image/png", "data:,"]
)
def test_unusable_data_addresses_are_refused(address: str) -> None:
    assert isinstance(read_payload(mime_of(html=f'<img src="{address}">')), RefusedPayload)


def test_a_damaged_picture_address_falls_back_to_the_link() -> None:
    mime = mime_of(urls=[PICTURE], html='<img src="data:image/png;base64,!!!">')
    assert read_payload(mime) == LinkPayload(PICTURE)


@pytest.mark.parametrize(
    "mime",
    [
        mime_of(html='<img src="http://[shop/7.jpg">'),
        mime_of(html='<img src="//[shop/7.jpg">'),
        mime_of(html='<img src="http://shop.example:99999999/7.jpg">'),
        mime_of(text__x_moz_url=b"http://[shop/7.jpg"),
    ],
)
def test_an_address_that_is_none_is_refused(mime: QMimeData) -> None:
    assert read_payload(mime) == RefusedPayload(REFUSAL)


def test_a_picture_address_that_is_none_falls_back_to_the_link() -> None:
    mime = mime_of(urls=[PICTURE], html='<img src="http://[shop/7.jpg">')
    assert read_payload(mime) == LinkPayload(PICTURE)


def test_names_that_no_disk_takes(tmp_path: Path) -> None:
    endless = tmp_path / ("a" * 300)
    assert read_payload(mime_of_files(endless)) == RefusedPayload(REFUSAL)
    assert read_payload(mime_of(text=str(endless))) == RefusedPayload(REFUSAL, is_text=True)
    photo = endless.with_suffix(".jpg")
    # Looking it up will say what is wrong with it.
    assert isinstance(read_payload(mime_of_files(photo)), PhotosPayload)


def test_nothing_at_all_is_refused() -> None:
    assert read_payload(QMimeData()) == RefusedPayload(REFUSAL)


def test_labels_of_addresses() -> None:
    assert label_of_address(PICTURE) == "blue dress.jpg"
    assert label_of_address("https://shop.example/") == "shop.example"
    assert label_of_address("http://[shop/7.jpg") == "http://[shop/7.jpg"
