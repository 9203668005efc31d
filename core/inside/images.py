"""A PNG image as an image model reads it."""

from __future__ import annotations

import io
import warnings

import numpy as np

from core.errors import RequestError
from core.inside.inputs import IMAGE, Input, Whole, require_reads
from core.recipes import Recipe

PATCH = 4
MOST_PIXELS, MOST_BYTES = 8_000_000, 20_000_000


def read_image(recipe: Recipe, png: bytes) -> Input:
    """Read a PNG image: grey, on a black ground, padded to a square and resized.

    The datasets' digits are light on dark; an image whose border is light is inverted, and what is
    transparent counts as white paper.

    Args:
        recipe: A recipe of an image dataset.
        png: The file's content.

    Raises:
        RequestError: The recipe reads no image, or the file is no PNG image, damaged, too large or
            of one colour.
    """
    require_reads(recipe, IMAGE)
    pixels, inverted = read_pixels(png, recipe.input_shape)
    return image_input(pixels, inverted=inverted)


def read_pixels(png: bytes, shape: tuple[int, int]) -> tuple[np.ndarray, bool]:
    """Read a PNG image as ``read_image`` does, with any number of pixels.

    Returns:
        (rows, columns) float32 from 0 to 1, and whether it was inverted.

    Raises:
        RequestError: The file is no PNG image, damaged, too large or of one colour.
    """
    grey = _grey(png)
    if grey.min() == grey.max():
        raise RequestError("The image shows nothing: all its pixels have the same colour.")
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    inverted = bool(np.median(border) > 127)
    if inverted:
        grey = 255 - grey
    pixels = _resized(grey, shape).astype(np.float32)
    return pixels / np.float32(255), inverted


def image_input(pixels: np.ndarray, patch: int = PATCH, **more: object) -> Input:
    """An input of (rows, columns) float32 pixels from 0 to 1, whose parts are square patches.

    Args:
        pixels: The image.
        patch: Pixels on a patch's side.
        **more: What else the input has.
    """
    rows, columns = (-(-side // patch) for side in pixels.shape)
    changed = np.repeat(pixels[None], rows * columns, axis=0)
    for number, image in enumerate(changed):
        top, left = patch * (number // columns), patch * (number % columns)
        image[top : top + patch, left : left + patch] = 0
    return Input(values=pixels[None], changes=Whole(changed), grid=(rows, columns), **more)


def _grey(png: bytes) -> np.ndarray:
    """(rows, columns) uint8; sizes are checked before anything is decoded."""
    from PIL import Image

    if len(png) > MOST_BYTES:
        raise RequestError(
            "An image file may have at most {most:,} bytes, got {received:,}.",
            most=MOST_BYTES,
            received=len(png),
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # refused below
            image = Image.open(io.BytesIO(png), formats=("PNG",))
        width, height = image.size
        if width * height <= MOST_PIXELS:
            if image.mode == "I;16":  # Pillow would clip it
                return (np.asarray(image) >> 8).astype(np.uint8)
            paper = Image.new("RGBA", image.size, "white")
            paper.alpha_composite(image.convert("RGBA"))
            return np.asarray(paper.convert("L"))
    except Image.DecompressionBombError:
        width, height = None, None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError) as error:
        raise RequestError(
            "The file is not a PNG image that can be read ({reason}).",
            reason=str(error).split("\n")[0] or type(error).__name__,
        ) from None
    raise RequestError(
        "An image may have at most {most:,} pixels, got {received}.",
        most=MOST_PIXELS,
        received=f"{width:,} × {height:,}" if width else "∞",
    )


def _resized(grey: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The image in the middle of a black square, reduced to ``shape`` pixels."""
    from PIL import Image, ImageOps

    if grey.shape == shape:
        return grey
    size = shape[::-1]
    return np.asarray(ImageOps.pad(Image.fromarray(grey), size, Image.Resampling.BOX, color=0))
