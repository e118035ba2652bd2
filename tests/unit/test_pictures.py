import io

import numpy as np
import pytest
from PIL import Image
from support.drawn_photos import draw_photo

from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.services.pictures import (
    THUMBNAIL_EDGE,
    decode_for_network,
    network_input,
    thumbnail_of_photo,
)

PADDED = Preprocessing(48, 64, Fit.PAD)
CROPPED = Preprocessing(224, 224, Fit.CROP, resize_shorter=256)


def photo(width: int, height: int) -> bytes:
    with Image.open(io.BytesIO(draw_photo(7))) as image:
        large = image.convert("RGB").resize((width, height), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    large.save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.mark.parametrize("preprocessing", [PADDED, CROPPED])
def test_a_photo_not_much_larger_than_needed_is_decoded_in_full(
    preprocessing: Preprocessing,
) -> None:
    data = photo(400, 533)
    assert decode_for_network(data, preprocessing).size == (400, 533)
    assert (
        network_input(data, preprocessing) == network_input(data, preprocessing, fast=False)
    ).all()


@pytest.mark.parametrize("preprocessing", [PADDED, CROPPED])
def test_a_large_photo_is_decoded_small_unless_switched_off(preprocessing: Preprocessing) -> None:
    data = photo(2400, 3200)
    assert max(decode_for_network(data, preprocessing).size) < 1000
    assert decode_for_network(data, preprocessing, fast=False).size == (2400, 3200)
    fast = network_input(data, preprocessing).astype(np.int32)
    full = network_input(data, preprocessing, fast=False).astype(np.int32)
    assert np.abs(fast - full).mean() < 1.5


def test_small_decoding_is_still_large_enough_for_the_thumbnail() -> None:
    for size in ((3000, 4000), (770, 300), (400, 533)):
        image = decode_for_network(photo(*size), PADDED)
        assert max(image.size) >= THUMBNAIL_EDGE
        with Image.open(io.BytesIO(thumbnail_of_photo(photo(*size)))) as thumbnail:
            assert max(thumbnail.size) == THUMBNAIL_EDGE
