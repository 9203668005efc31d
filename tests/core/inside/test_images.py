"""PNG images become the pixels a model reads; what is no such image is one sentence."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from core.errors import RequestError
from core.inside.images import MOST_BYTES, read_image
from core.inside.samples import read_sample
from core.recipes import recipe

DIGITS, MNIST = recipe("digits/cnn"), recipe("mnist/cnn")


def png(pixels, mode=None):
    buffer = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(np.asarray(pixels), mode)
    image.save(buffer, "PNG")
    return buffer.getvalue()


def digit(side=28, ground=0, ink=200):
    pixels = np.full((side, side), ground, np.uint8)
    pixels[side // 4 : side // 2, side // 3 : side // 2] = ink
    return pixels


def test_a_digit_of_the_right_size_is_read_as_it_is():
    given = read_image(MNIST, png(digit()))
    np.testing.assert_array_equal(given.values[0], digit() / np.float32(255))
    assert given.values.dtype == np.float32 and not given.inverted and given.grid == (7, 7)
    assert given.changes.inputs.shape == (49, 28, 28)
    patch = given.changes.inputs[2 * 7 + 3]
    assert not patch[8:12, 12:16].any()
    np.testing.assert_array_equal(patch[12:], given.values[0, 12:])


def test_paper_is_turned_into_a_dark_ground():
    dark = read_image(MNIST, png(digit(ink=255))).values
    light = read_image(MNIST, png(255 - digit(ink=255)))
    assert light.inverted
    np.testing.assert_array_equal(light.values, dark)
    drawn = np.zeros((28, 28, 4), np.uint8)
    drawn[..., 3] = digit(ink=255)  # black on nothing
    np.testing.assert_array_equal(read_image(MNIST, png(drawn)).values, dark)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_is_read(mode):
    image = Image.fromarray(digit(56, ink=255)).convert(mode if mode != "I;16" else "L")
    if mode == "I;16":
        image = Image.fromarray(digit(56, ink=255).astype(np.uint16) * 257)
    given = read_image(MNIST, png(image))
    np.testing.assert_allclose(given.values[0].max(), 1, atol=0.01)
    np.testing.assert_allclose(given.values[0].mean(), digit(28, ink=1).mean(), atol=0.01)


def test_another_shape_is_padded_and_reduced():
    wide = np.zeros((40, 80), np.uint8)
    wide[:, 30:50] = 255
    given = read_image(DIGITS, png(wide))
    assert given.values.shape == (1, 8, 8) and given.grid == (2, 2)
    assert not given.values[0, :2].any() and given.values[0, 3:5].any()


def test_a_test_digit_is_read_as_it_is(settings):
    given = read_sample(DIGITS, 5, settings)
    test = DIGITS.data.load(DIGITS.preprocessing, settings).test
    np.testing.assert_array_equal(given.values, test.inputs[5:6])
    assert given.truth == test.targets[5]


def damaged(position):
    whole = bytearray(png(digit()))
    whole[position] ^= 0xFF
    return bytes(whole)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "reason"),
        (b"GIF89a" + bytes(100), "reason"),
        (png(digit())[:60], "reason"),
        (damaged(20), "reason"),
        (damaged(50), "reason"),
        (png(np.zeros((9, 9), np.uint8)), None),
        (bytes(MOST_BYTES + 1), "received"),
    ],
    ids=["empty", "another format", "cut off", "header", "data", "blank", "large file"],
)
def test_what_is_no_image_is_one_sentence(content, key):
    with pytest.raises(RequestError) as refused:
        read_image(MNIST, content)
    assert key is None or key in refused.value.values


@pytest.mark.parametrize("size", [(5_000, 4_000), (20_000, 20_000)])
def test_a_large_image_is_refused_before_it_is_decoded(size, monkeypatch):
    content = bytearray(png(digit()))
    content[16:24] = b"".join(side.to_bytes(4, "big") for side in size)
    import zlib

    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    monkeypatch.setattr(Image.Image, "convert", lambda *_: pytest.fail("decoded"))
    with pytest.raises(RequestError) as refused:
        read_image(MNIST, bytes(content))
    assert "most" in refused.value.values


def test_another_recipe_reads_no_image():
    with pytest.raises(RequestError) as refused:
        read_image(recipe("topics/cnn"), png(digit()))
    assert "wrong" in refused.value.values
