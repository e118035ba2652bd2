"""What one start of the program asks of another: nothing lost, nothing believed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fashion_desktop.app.open_request import (
    LENGTH_BYTES,
    MAX_BODY_BYTES,
    MAX_PHOTOS,
    NotARequestError,
    OpenRequest,
    body_length,
    framed,
    request_of,
    use_activation_token,
)

ROOT = Path(Path.cwd().anchor)


def sent(request: OpenRequest) -> OpenRequest:
    data = framed(request)
    assert body_length(data) == len(data) - LENGTH_BYTES
    return request_of(data[LENGTH_BYTES:])


@pytest.mark.parametrize(
    "name",
    [
        "shirt.jpg",
        "två skjortor & 一件衬衫 👗.jpg",
        "two\nlines\r.jpg",
        os.fsdecode(b"not utf-8 \xff\xfe.jpg"),
        "a lone \ud83d half",
        "quote\"back\\slash'.png",
        "x" * 5000,
    ],
)
def test_every_file_name_arrives_as_it_was(name: str) -> None:
    request = OpenRequest((str(ROOT / name),), 3, "token-1")
    assert sent(request) == request


def test_relative_names_are_those_of_the_process_that_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "summer").mkdir()
    request = OpenRequest.of(["a.jpg", "summer/../b.jpg", str(ROOT / "c.jpg")], {})
    assert request.photos == (
        str(tmp_path / "a.jpg"),
        str(tmp_path / "b.jpg"),
        str(ROOT / "c.jpg"),
    )


def test_names_are_taken_once_and_empty_ones_not_at_all() -> None:
    request = OpenRequest.of(["a.jpg", "", "a.jpg", "./a.jpg"], {})
    assert request.photos == (str(Path("a.jpg").absolute()),)
    assert OpenRequest.of([], {}) == OpenRequest()


def test_of_a_thousand_photos_the_first_are_opened() -> None:
    request = OpenRequest.of([f"{number}.jpg" for number in range(1000)], {})
    assert [Path(photo).name for photo in request.photos] == [f"{n}.jpg" for n in range(MAX_PHOTOS)]
    assert request.left_out == 1000 - MAX_PHOTOS


def test_the_longest_names_fit_into_a_request() -> None:
    request = OpenRequest.of([str(ROOT / f"{number}{'界' * 1365}") for number in range(200)], {})
    assert len(request.photos) == MAX_PHOTOS
    assert sent(request) == request


def test_the_desktops_permission_to_come_to_the_front_is_handed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "mine")
    assert OpenRequest.of([]).activation_token == "mine"
    use_activation_token(OpenRequest())
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "mine"
    use_activation_token(sent(OpenRequest(activation_token="yours")))
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "yours"


@pytest.mark.parametrize("token", [7, None, "x" * 300, "two\nlines", "nul\0", "tökən"])
def test_a_token_that_is_none_is_left_out(token: object) -> None:
    body = {"photos": [], "left_out": 0, "activation_token": token}
    assert request_of(json.dumps(body).encode()) == OpenRequest()


def test_fields_of_later_versions_are_ignored() -> None:
    body = {"photos": [], "left_out": 0, "mood": {"good": [1, 2]}}
    assert request_of(json.dumps(body).encode()) == OpenRequest()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"raise\n",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"{}",
        b'{"photos": []}',
        b'{"photos": "/a.jpg", "left_out": 0}',
        b'{"photos": ["a.jpg"], "left_out": 0}',
        b'{"photos": ["/a\\u0000.jpg"], "left_out": 0}',
        b'{"photos": [1], "left_out": 0}',
        b'{"photos": [null], "left_out": 0}',
        b'{"photos": [], "left_out": -1}',
        b'{"photos": [], "left_out": "2"}',
        b'{"photos": [], "left_out": 1e400}',
        json.dumps({"photos": ["/a.jpg"] * (MAX_PHOTOS + 1), "left_out": 0}).encode(),
        b"[" * 100_000,
        b'{"photos": [], "left_out": 0',
    ],
)
def test_anything_else_is_no_request(body: bytes) -> None:
    with pytest.raises(NotARequestError):
        request_of(body)


@pytest.mark.parametrize("length", [0, MAX_BODY_BYTES + 1, 2**32 - 1])
def test_no_request_is_empty_or_huge(length: int) -> None:
    with pytest.raises(NotARequestError):
        body_length(length.to_bytes(LENGTH_BYTES, "big"))
