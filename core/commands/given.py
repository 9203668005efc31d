"""Which model is asked, and the options that give it an input."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.options import whole
from core.errors import RequestError
from core.i18n import gettext, mark
from core.inside.images import MOST_BYTES, read_image
from core.inside.inputs import Input
from core.inside.models import Model, open_model, open_reference
from core.inside.samples import read_sample
from core.inside.texts import read_text
from core.inside.values import MOST_CHARACTERS, read_values
from core.recipes import Recipe
from core.regular_file import open_regular
from core.runs.store import Store
from core.settings import Settings

MOST_EPOCHS = 10_000
RUN = mark("id of a run, from `runs`; or of a small recipe, for its reference weights")


def open_any(name: str, store: Store, settings: Settings, epoch: str | None = None) -> Model:
    """The model of a run, by its id, or of reference weights, by the recipe's.

    Args:
        name: The id.
        store: The run store.
        settings: The installation's settings.
        epoch: After how many epochs of the run, as it was typed; None for its tested weights.

    Raises:
        RequestError: There is no such run or recipe, or it cannot be asked, or not at this epoch.
    """
    number = None if epoch is None else whole("--epoch", epoch, 0, MOST_EPOCHS)
    if "/" not in name:
        return open_model(store.runs.get(name), settings, number)
    if number is not None:
        raise RequestError(
            "{recipe} has reference weights of its last epoch only; --epoch needs a run.",
            recipe=name,
        )
    return open_reference(name)


def add_input(command: argparse.ArgumentParser) -> None:
    """Add the epoch, and the options of which one must be given."""
    command.add_argument(
        "--epoch",
        metavar="N",
        help=gettext("with the weights after N epochs, 0 for those before training"),
    )
    one = command.add_mutually_exclusive_group(required=True)
    one.add_argument("--text", help=gettext("a text, or tokens as numbers"))
    one.add_argument(
        "--sample", metavar="N", help=gettext("number of a test sample, counted from 0")
    )
    one.add_argument("--image", metavar="FILE.png", type=Path, help=gettext("a PNG image"))
    one.add_argument(
        "--values",
        metavar="FILE.csv",
        type=Path,
        help=gettext("one row of features, or a row per reading of a series, in their own units"),
    )


def read_input(recipe: Recipe, options: argparse.Namespace, settings: Settings) -> Input:
    """The input that was given, as the recipe's models read it.

    Raises:
        RequestError: It cannot be read, or the recipe reads something else.
        DatasetError: The dataset is missing or refused.
    """
    if options.text is not None:
        return read_text(recipe, options.text, settings)
    if options.sample is not None:
        return read_sample(recipe, whole("--sample", options.sample, 0, 10**9), settings)
    if options.image is not None:
        return read_image(recipe, _content(options.image, MOST_BYTES))
    content = _content(options.values, MOST_CHARACTERS)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError("{path} is not a text file in UTF-8.", path=options.values) from None
    return read_values(recipe, text, settings)


def _content(path: Path, most: int) -> bytes:
    """A file's content, or one byte more than ``most``, which will be refused."""
    try:
        with open_regular(path) as file:
            return file.read(most + 1)
    except OSError as error:
        raise RequestError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror or error
        ) from None
