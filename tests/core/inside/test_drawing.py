"""Drawings become images: shifted, thickened, as drawn, and as the training digits are."""

from __future__ import annotations

import re

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.drawing import (
    SIDE,
    Drawing,
    as_drawn,
    centred,
    drawing_from_text,
    drawing_text,
    ink,
    shifted,
    thickened,
)
from core.inside.samples import read_sample
from core.recipes import recipe

DIGITS = recipe("digits/cnn")
ONE = Drawing(strokes=(np.array([[40, 30], [44, 90]]),))


def box(image):
    """First and last row, first and last column with ink."""
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    return rows[0], rows[-1], columns[0], columns[-1]


def test_a_stroke_is_ink_where_it_was_drawn():
    raster = ink(ONE, 8)
    assert raster.shape == (SIDE, SIDE) and raster.dtype == np.float32
    assert raster[60, 42] == 1 and raster[60, 60] == 0
    np.testing.assert_allclose(box(raster), (20, 100, 30, 54), atol=1)
    dot = ink(Drawing(strokes=(np.array([[100, 100]]),)), 8)
    np.testing.assert_allclose(dot.sum(), np.pi * 10**2, rtol=0.1)


def test_a_shift_counts_in_the_models_pixels():
    for side in (8, 28):
        moved = ink(Drawing(ONE.strokes, shift=(2, 1)), side)
        expected = shifted(ink(ONE, side), 2 * SIDE // side, SIDE // side)
        np.testing.assert_array_equal(moved, expected)
    # what was drawn after a shift, outside of the square before it, is not lost
    beyond = Drawing(strokes=(ONE.strokes[0] - (56, 0),), shift=(2, 0))
    np.testing.assert_array_equal(ink(beyond, 8), ink(ONE, 8))


def test_shifting_loses_what_leaves():
    image = np.arange(9, dtype=np.float32).reshape(3, 3)
    np.testing.assert_array_equal(shifted(image, 1, 0), [[0, 0, 1], [0, 3, 4], [0, 6, 7]])
    np.testing.assert_array_equal(shifted(image, 0, -2), [[6, 7, 8], [0, 0, 0], [0, 0, 0]])
    assert not shifted(image, 3, 0).any()


def test_thickening_goes_halfway_to_the_neighbours():
    image = np.zeros((5, 5), np.float32)
    image[2, 1:4] = 1
    thick = thickened(image, 1)
    np.testing.assert_array_equal(thick[1:4, 2], [0.5, 1, 0.5])
    assert thick.dtype == np.float32 and thick[2, 0] == 0.5 and thick[1, 0] == 0
    np.testing.assert_array_equal(thickened(image, -1)[2], [0, 0.5, 0.5, 0.5, 0])
    np.testing.assert_array_equal(thickened(image, 0), image)
    thin, thick = (ink(Drawing(ONE.strokes, thick=steps), 8).sum() for steps in (-2, 2))
    assert thin < ink(ONE, 8).sum() < thick


def test_a_test_digit_stays_as_it_is(settings):
    for number in range(20):
        image = read_sample(DIGITS, number, settings).values[0]
        raster = ink(Drawing(image=image, sample=number), 8)
        np.testing.assert_array_equal(as_drawn(raster, 8), image)
        np.testing.assert_array_equal(centred(raster, 8), image)


def test_a_small_digit_in_a_corner_is_made_to_fill_8_by_8_pixels():
    image = centred(ink(ONE, 8), 8)
    assert image.shape == (8, 8) and image.dtype == np.float32
    top, bottom, left, right = box(image)
    assert (top, bottom) == (0, 7) and 7 - right == left >= 1
    assert image.max() <= 1 and np.array_equal(image * 16, np.round(image * 16))
    np.testing.assert_allclose(image.mean(), 0.25, atol=0.12)  # as thick as training digits are


def test_mnists_centring():
    square = np.zeros((28, 28), np.float32)
    square[1:11, 2:7] = 1
    square[1:3, 2:12] = 1
    for drawing in (Drawing(image=square), Drawing(image=square, shift=(9, 12))):
        image = centred(ink(drawing, 28), 28)
        top, bottom, left, right = box(image)
        assert max(bottom - top, right - left) + 1 == 20
        for axis in (0, 1):
            mass = image.sum(axis=axis)
            assert abs(mass @ np.arange(28) / mass.sum() - 14) <= 0.5
    whole = np.zeros((28, 28), np.float32)
    whole[4:24, 10:19] = 0.5
    assert np.array_equal(
        np.sort(centred(ink(Drawing(image=whole), 28), 28), None)[-180:] > 0, [True] * 180
    )


def test_nothing_drawn_is_one_sentence():
    with pytest.raises(RequestError):
        centred(ink(Drawing(), 8), 8)
    assert not as_drawn(ink(Drawing(shift=(8, 0), strokes=ONE.strokes), 8), 8).any()


def test_a_drawing_is_read_back_from_its_text():
    image = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.float32) / 255
    drawing = Drawing((*ONE.strokes, np.array([[-448, 847]])), image, None, -1, (3, -2))
    text = drawing_text(drawing)
    assert re.fullmatch(r"[\w.-]+", text)
    back = drawing_from_text(text)
    np.testing.assert_array_equal(back.image, image)
    for stroke, other in zip(back.strokes, drawing.strokes, strict=True):
        np.testing.assert_array_equal(stroke, other)
    assert (back.thick, back.shift, back.sample) == (-1, (3, -2), None)
    sample = drawing_from_text(drawing_text(Drawing(image=image, sample=7)))
    assert sample.image is None and sample.sample == 7
    assert drawing_text(Drawing()) == "0.0.0.."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0.0.0.",
        "x.0.0..",
        "0.0.0..cgcgcg",
        "0.0.0..c!cg",
        "0.0.0..éé",
        "0.0.0.." + "cgcg" * 1_001,
        "0.0.0.pAAAA.",
        "0.0.0.p.",
        "0.0.0.smany.",
        "0.500.0..",
        "9.0.0..",
    ],
)
def test_what_is_no_drawing_is_one_sentence(text):
    with pytest.raises(RequestError):
        drawing_from_text(text)
