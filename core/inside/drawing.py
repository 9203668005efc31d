"""A drawn digit as an image model reads it: as drawn, or centred as the training digits are."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import RequestError

SIDE = 224
"""Units of a drawing's square: a multiple of 8, 28 and 32, so pixels of any image are whole."""
PEN, GROWTH, THICKEST = 20.0, 1.25, 4
MOST_POINTS = 1_000
REACH = 2 * SIDE
"""Units that a point may be outside of the square, since strokes are shifted with it."""
MOST_SIDE = 56
SCAN, SCAN_WIDTH, SCAN_CENTRE = 32, 22, 15.8
"""Pixels on a side of the scans behind the 8×8 digits, the greatest width of a digit, and where its
centre of mass is."""
SCAN_INK, MOST_STEPS = 0.25, 8
"""The share of ink from which a digit is thick enough (the training digits have 0.3), and how often
it is thickened at most."""
STEPS = {8: 16}
"""The value of full ink in the images of a size; 255 for others."""
FAINT = 0.05
"""Ink up to this, out of 1, counts as paper when a digit's edges are looked for."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is in the square: an image, strokes on it, or both.

    Attributes:
        strokes: One (points, 2) int array per stroke: units from the left and from the top, before
            the shift.
        image: (side, side) float32 from 0 to 1 under the strokes, where 224 is a multiple of side;
            None for paper.
        sample: The number of the test sample that ``image`` is; None for none.
        thick: How much thicker (thinner, if negative) than drawn, from -4 to 4.
        shift: How many pixels of the model it is moved to the right and down.
    """

    strokes: tuple[np.ndarray, ...] = ()
    image: np.ndarray | None = None
    sample: int | None = None
    thick: int = 0
    shift: tuple[int, int] = (0, 0)


def drawing_text(drawing: Drawing) -> str:
    """The drawing in writing, for an address: thickness, shift, image and strokes between dots.

    An image is ``s12`` for a test sample, otherwise ``p`` and a byte per pixel in Base64. A stroke
    has two digits to the base of 36 per number, each 448 larger than it is.
    """
    image = f"s{drawing.sample}" if drawing.sample is not None else ""
    if not image and drawing.image is not None:
        image = f"p{image_text(drawing.image)}"
    strokes = "_".join(
        "".join(np.base_repr(number + REACH, 36).rjust(2, "0") for number in stroke.ravel())
        for stroke in drawing.strokes
    )
    parts = (drawing.thick, *drawing.shift, image, strokes.lower())
    return ".".join(map(str, parts))


def drawing_from_text(text: str) -> Drawing:
    """Read what ``drawing_text`` wrote; the image of a test sample is left out.

    Raises:
        RequestError: It is no such writing, or a drawing of too many points.
    """
    try:
        thick, right, down, image, strokes = text.split(".")
        drawing = Drawing(
            strokes=tuple(map(_stroke, filter(None, strokes.split("_")))),
            image=_image(image[1:]) if image[:1] == "p" else None,
            sample=int(image[1:]) if image[:1] == "s" else None,
            thick=int(thick),
            shift=(int(right), int(down)),
        )
    except ValueError:
        raise RequestError("The drawing in this link cannot be read.") from None
    if sum(map(len, drawing.strokes)) > MOST_POINTS:
        raise RequestError("A drawing may have at most {most:,} points.", most=MOST_POINTS)
    if abs(drawing.thick) > THICKEST or max(map(abs, drawing.shift)) > SIDE:
        raise RequestError("The drawing in this link cannot be read.")
    return drawing


def image_text(image: np.ndarray) -> str:
    """A (side, side) image from 0 to 1 as a byte per pixel in Base64 that an address may hold."""
    content = np.round(image * 255).astype(np.uint8).tobytes()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def ink(drawing: Drawing, side: int) -> np.ndarray:
    """Draw it: (224, 224) float32, from 0 for paper to 1.

    Args:
        side: Pixels of the model's images on each side, in which the shift counts.
    """
    right, down = (SIDE // side * pixels for pixels in drawing.shift)
    moved = [stroke + np.array([right, down]) for stroke in drawing.strokes]
    raster = _strokes(moved, PEN * GROWTH**drawing.thick)
    if drawing.image is None:
        return raster
    image = thickened(drawing.image, drawing.thick)
    large = np.kron(image, np.ones([SIDE // len(image)] * 2, np.float32))
    return np.maximum(raster, shifted(large, right, down))


def thickened(image: np.ndarray, steps: int) -> np.ndarray:
    """Move each pixel halfway to its largest neighbour; ``-steps`` times to the smallest."""
    for _ in range(abs(steps)):
        padded = np.pad(image, 1)
        around = (padded[1:-1, :-2], padded[1:-1, 2:], padded[:-2, 1:-1], padded[2:, 1:-1])
        furthest = (np.maximum if steps > 0 else np.minimum).reduce([image, *around])
        image = (image + furthest) / 2
    return image


def shifted(image: np.ndarray, right: int, down: int) -> np.ndarray:
    """Move a (rows, columns) image; what leaves it is lost, and paper comes in."""
    rows, columns = image.shape
    moved = np.zeros_like(image)
    if abs(right) < columns and abs(down) < rows:
        moved[max(0, down) : rows + min(0, down), max(0, right) : columns + min(0, right)] = image[
            max(0, -down) : rows - max(0, down), max(0, -right) : columns - max(0, right)
        ]
    return moved


def as_drawn(raster: np.ndarray, side: int) -> np.ndarray:
    """Reduce the square's ink to an image.

    Args:
        raster: (224, 224) float32 from ``ink``.
        side: 8 or 28.

    Returns:
        (side, side) float32 from 0 to 1, in the steps of the dataset's own images.
    """
    return _pixels(raster, side)


def centred(raster: np.ndarray, side: int) -> np.ndarray:
    """Reduce the square's ink to an image in which the digit is as in the training images.

    MNIST's digits have a longest side of 20 of 28 pixels, and their centre of mass is at pixel
    (14, 14). The 8×8 digits are from scans of 32×32 pixels, which a digit fills from top to bottom;
    thin ones were thickened.

    Args:
        raster: (224, 224) float32 from ``ink``.
        side: 8 or 28.

    Returns:
        (side, side) float32 from 0 to 1, in the steps of the dataset's own images.

    Raises:
        RequestError: Nothing is drawn.
    """
    rows, columns = (np.flatnonzero((raster > FAINT).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise RequestError("Nothing is drawn.")
    edges = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    return (_scanned if side == 8 else _as_mnist)(raster, side, edges)


def _as_mnist(raster: np.ndarray, side: int, edges: tuple[int, int, int, int]) -> np.ndarray:
    left, top, right, bottom = edges
    scale = side * 5 / 7 / max(right - left, bottom - top)
    image = _resized(raster, edges, side, scale * (right - left), scale * (bottom - top))
    across, down = (_centre_of_mass(image, axis) for axis in (0, 1))
    return _pixels(shifted(image, round(side / 2 - across), round(side / 2 - down)), side)


def _scanned(raster: np.ndarray, side: int, edges: tuple[int, int, int, int]) -> np.ndarray:
    left, top, right, bottom = edges
    height = bottom - top
    off = SCAN * _centre_of_mass(raster, 0) / SIDE - SCAN_CENTRE
    if SCAN * height >= SIDE * (SCAN - 1) and abs(off) < SCAN / side:
        return _pixels(raster, side)  # as it should be, and coarser ink would only be blurred
    width = min(SCAN_WIDTH, SCAN * (right - left) / height)
    image = _resized(raster, edges, SCAN, width, SCAN)
    image = shifted(image, round(SCAN_CENTRE - _centre_of_mass(image, 0)), 0)
    steps = next(
        (n for n in range(MOST_STEPS) if thickened(image, n).mean() >= SCAN_INK), MOST_STEPS
    )
    return _pixels(thickened(image, steps), side)


def _resized(
    raster: np.ndarray, edges: tuple[int, int, int, int], side: int, width: float, height: float
) -> np.ndarray:
    """What is within the edges in another size, at the top left of (side, side) pixels."""
    from PIL import Image

    size = max(1, round(width)), max(1, round(height))
    part = Image.fromarray(raster).resize(size, Image.Resampling.BOX, box=edges)
    image = np.zeros((side, side), np.float32)
    image[: size[1], : size[0]] = np.asarray(part)
    return image


def _centre_of_mass(image: np.ndarray, axis: int) -> float:
    mass = image.sum(axis=axis)
    return float(mass @ np.arange(len(mass)) / mass.sum())


def _strokes(strokes: Sequence[np.ndarray], pen: float) -> np.ndarray:
    """(224, 224) float32 with lines that have round ends; a stroke of one point is a dot."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (SIDE, SIDE))
    draw, radius = ImageDraw.Draw(image), (pen - 1) / 2  # Pillow counts both ends
    for stroke in strokes:
        points = [(int(x), int(y)) for x, y in stroke]
        draw.line(points, 255, round(pen))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return np.asarray(image, np.float32) / 255


def _pixels(image: np.ndarray, side: int) -> np.ndarray:
    """Means of blocks, rounded to the steps of the images of this size."""
    block = len(image) // side
    means = image.reshape(side, block, side, block).mean(axis=(1, 3))
    steps = np.float32(STEPS.get(side, 255))
    return np.round(means * steps).astype(np.float32) / steps


def _image(text: str) -> np.ndarray:
    pixels = np.frombuffer(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), np.uint8)
    side = int(len(pixels) ** 0.5)
    if not side or SIDE % side or side > MOST_SIDE:
        raise ValueError(side)
    return pixels.reshape(side, side) / np.float32(255)


def _stroke(text: str) -> np.ndarray:
    numbers = [int(text[place : place + 2], 36) - REACH for place in range(0, len(text), 2)]
    return np.array(numbers).reshape(-1, 2)
