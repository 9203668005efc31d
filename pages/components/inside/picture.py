"""What the square to draw in shows, and its writing in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.inside.drawing import (
    Drawing,
    as_drawn,
    centred,
    drawing_from_text,
    drawing_text,
    ink,
)
from core.inside.images import image_input
from core.inside.inputs import Input
from core.inside.samples import read_sample
from core.recipes import Recipe
from pages.components.inside.choice import Given
from pages.components.live.manager import run_manager

CENTRED, DRAWN = "centred", "drawn"
VIEWS = (DRAWN, CENTRED)
DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class Picture:
    """What is shown.

    Attributes:
        drawing: What is in the square.
        view: How the models get it below: ``centred`` or ``drawn``.
        meant: The digit that somebody said is meant; None if nobody did.
        truth: The digit that a test digit is; None for others.
        fresh: Whether it is a test digit that nobody asked for: the first stroke replaces it.
    """

    drawing: Drawing
    view: str = CENTRED
    meant: int | None = None
    truth: int | None = None
    fresh: bool = False

    @property
    def digit(self) -> int | None:
        """The right answer, if it is known."""
        return self.truth if self.meant is None else self.meant

    @property
    def text(self) -> str:
        """Its writing: view, digit and drawing, between dots."""
        meant = "" if self.meant is None else self.meant
        return f"{self.view}.{meant}.{drawing_text(self.drawing)}"


def picture_of(given: Given, recipe: Recipe) -> Picture:
    """What the models are given, with the pixels of a test digit and with what it is.

    Raises:
        RequestError: The writing holds no drawing, or there is no such sample.
        DatasetError: The dataset is missing or refused.
    """
    if given.text is None:
        picture = Picture(Drawing(sample=given.sample), fresh=True)
    else:
        picture = picture_from_text(given.text)
    if picture.drawing.sample is None:
        return picture
    sample = read_sample(recipe, picture.drawing.sample, run_manager().settings)
    drawing = replace(picture.drawing, image=sample.values[0])
    return replace(picture, drawing=drawing, truth=int(sample.truth))


def read_picture(recipe: Recipe, given: Given) -> Input:
    """What is given, as a recipe's models read it.

    Raises:
        RequestError: As for ``picture_of``, or nothing is drawn.
        DatasetError: The dataset is missing or refused.
    """
    picture, side = picture_of(given, recipe), recipe.input_shape[0]
    raster = ink(picture.drawing, side)
    pixels = centred(raster, side) if picture.view == CENTRED else as_drawn(raster, side)
    return image_input(pixels, truth=picture.digit)


def picture_from_text(text: str) -> Picture:
    """Read ``Picture.text``.

    Raises:
        RequestError: It holds no drawing.
    """
    view, _, rest = text.partition(".")
    meant, _, packed = rest.partition(".")
    return Picture(
        drawing_from_text(packed),
        view if view in VIEWS else CENTRED,
        int(meant) if meant in DIGITS else None,
    )
