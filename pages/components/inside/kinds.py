"""Which module shows the input of a task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.datasets import DATASETS
from core.i18n import mark
from core.inside.inputs import Input
from core.recipes import Recipe
from pages.components.inside import image, numbers, series, text, tokens
from pages.components.inside.choice import Given
from pages.components.inside.models import Row
from pages.components.inside.numbers import read_numbers
from pages.components.inside.picture import read_picture
from pages.components.inside.plane import show_plane
from pages.components.inside.sequence import read_sequence
from pages.components.inside.series import read_series


@dataclass(frozen=True)
class Kind:
    """A kind of input.

    Attributes:
        title: The page's title, as an imperative; "{count}" is the number of rows.
        show: Shows the input and all answers.
        read: Reads what the page was given, as a recipe's models read it.
        show_more: Shows what is slower than the answers, in a fragment of its own.
    """

    title: str
    show: Callable[[list[Row]], None]
    read: Callable[[Recipe, Given], Input]
    show_more: Callable[[], None] | None = None


KINDS: Mapping[str, Kind] = {
    "text": Kind(mark("Type a text: every network answers"), text.show, read_sequence),
    "tokens": Kind(mark("Change a token: every network answers"), tokens.show, read_sequence),
    "image": Kind(mark("Draw a digit: every network answers"), image.show, read_picture),
    "numbers": Kind(
        mark("Change a number: every network answers"), numbers.show, read_numbers, show_plane
    ),
    "series": Kind(mark("Change the last hours: every network answers"), series.show, read_series),
}
BY_TASK = {
    "image-multiclass": "image",
    "numeric-binary": "numbers",
    "series-regression": "series",
}


def kind_of(dataset: str) -> Kind:
    """The kind of input that a dataset's models read."""
    data = DATASETS[dataset]
    words = "text" if data.encoding else "tokens"
    return KINDS[BY_TASK.get(data.task, words)]
