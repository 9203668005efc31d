"""One real sample on its way into a model: as it is, as numbers, and as the model receives it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.analysis.data_pictures import levels, pixels
from core.analysis.data_series import series_view
from core.analysis.data_tokens import FILL, LABEL_RULES, generated_text, text_after, text_before
from core.analysis.data_view import DataView
from core.i18n import gettext
from core.recipes import Recipe
from pages.components.frame import wording
from pages.components.frame.table import markdown_table
from pages.components.frame.tiles import Tile, show_pixels, show_tiles, token_tile
from pages.components.live.loading import load, load_words
from pages.components.live.place import Place
from pages.components.run.blocks import input_words

SPLIT = "train"
# How many numbers are shown from the start and the end of a long row.
HEAD, TAIL = 8, 22
WORDS = 40
MAX_COLUMNS = 6
GAP = Tile("…")


def show_sample(recipe: Recipe, number: int) -> int:
    """Show a training sample step by step.

    Args:
        number: 0-based; a number beyond the last sample wraps around.

    Returns:
        The number of training samples.

    Raises:
        RecipeLabError: The dataset cannot be loaded.
    """
    place = Place(recipe.id)
    view = load(place).view
    count = len(view.splits[SPLIT])
    number %= count
    if view.texts:
        _show_text(view, number, load_words(place))
    elif recipe.task in ("text-binary", "text-multiclass"):
        _show_tokens(view, number)
    elif recipe.task == "image-multiclass":
        _show_picture(view, number)
    elif recipe.task == "series-regression":
        _show_window(view, number)
    else:
        _show_numbers(view, number)
    _show_end(recipe, view, number)
    for note in view.notes:
        st.markdown(f"- {wording.escape_markdown(gettext(note))}")
    return count


def _step(number: int, text: str) -> None:
    st.markdown(f"**{number}** · {wording.escape_markdown(text)}")


def _show_text(view: DataView, number: int, words: Sequence[str]) -> None:
    before = text_before(view, SPLIT, number, words)
    after = text_after(view, SPLIT, number, words)
    if words:
        first = [token.word for token in before if token.word][:WORDS]
        _step(1, gettext("The text, in words: “{words} …”", words=" ".join(first)))
    else:
        _step(1, gettext("The text. Its words are not on this computer, so numbers are shown."))
    _step(2, gettext("Each word as a number, {count:,} in all:", count=len(before)))
    show_tiles(_ends([token_tile(token) for token in before]), label=gettext("The text as numbers"))
    lost = sum(token.kind == "lost" for token in before)
    cut = sum(token.cut for token in before)
    filled = sum(token.kind == FILL for token in after)
    text = gettext(
        "{lost:,} words outside the vocabulary are replaced or dropped, the first {cut:,} are "
        "truncated, {filled:,} zeros are added as padding; {count:,} numbers remain:",
        lost=lost,
        cut=cut,
        filled=filled,
        count=len(after),
    )
    _step(3, text)
    show_tiles(
        _ends([token_tile(token) for token in after]), label=gettext("What the model receives")
    )


def _show_tokens(view: DataView, number: int) -> None:
    tokens = generated_text(view, SPLIT, number)
    _step(1, gettext("{count:,} numbers, as generated:", count=len(tokens)))
    show_tiles([token_tile(token) for token in tokens], label=gettext("The sequence"))
    if view.dataset.name in LABEL_RULES:
        st.markdown(wording.small(wording.escape_markdown(gettext(LABEL_RULES[view.dataset.name]))))


def _show_picture(view: DataView, number: int) -> None:
    most = levels(view.dataset.name)
    _step(1, gettext("The picture, as whole numbers from 0 (paper) to {most} (ink):", most=most))
    picture = pixels(view, SPLIT, np.array([number]))[0]
    show_pixels(picture, levels=most, label=gettext("The picture as numbers"))
    row = int(np.argmax(picture.sum(axis=1)))
    _step(2, gettext("Divided by {most}; this is row {row}:", most=most, row=row + 1))
    shares = view.sample(SPLIT, number)[row]
    show_tiles([Tile(f"{value:.2f}") for value in shares], label=gettext("One row of the picture"))


def _show_numbers(view: DataView, number: int) -> None:
    values = view.sample(SPLIT, number)
    names = view.loaded.columns or [str(index + 1) for index in range(len(values))]
    _step(1, gettext("{count:,} numbers, as the model receives them:", count=len(values)))
    tiles = [Tile(f"{value:.2f}", name) for name, value in zip(names, values, strict=True)]
    show_tiles(tiles, label=gettext("The sample"), wide=bool(view.loaded.columns))


def _show_window(view: DataView, number: int) -> None:
    series = series_view(view)
    rows = series.rows(SPLIT, number)
    last = int(rows.read[-1])
    text = gettext(
        "A window of {count:,} readings, the last one at {value:.1f} {unit}. The model has to "
        "predict {target:.1f} {unit}.",
        count=len(rows.read),
        value=series.values[last],
        unit=series.unit,
        target=series.values[rows.target],
    )
    _step(1, text)
    values, columns = view.sample(SPLIT, number), view.loaded.columns[:MAX_COLUMNS]
    _step(2, gettext("The first and last readings, z-scored, as the model receives them:"))
    head = [gettext("reading"), *map(wording.escape_markdown, columns)]
    rows = [
        [f"{index + 1:,}", *(f"{value:.2f}" for value in values[index, : len(columns)])]
        for index in (0, 1, len(values) - 2, len(values) - 1)
    ]
    st.markdown(markdown_table(head, rows))


def _show_end(recipe: Recipe, view: DataView, number: int) -> None:
    target = view.splits[SPLIT].targets[number]
    values = {"shape": input_words(recipe), "target": float(target), "number": int(target)}
    if recipe.task == "series-regression":
        text = gettext(
            "The model receives {shape} and should answer {target:.2f} (standard deviations).",
            **values,
        )
    elif view.dataset.class_names:
        text = gettext(
            "The model receives {shape} and should answer {name} (class {number}, counted from 0).",
            name=view.class_name(int(target)),
            **values,
        )
    else:
        text = gettext("The model receives {shape} and should answer class {number}.", **values)
    st.markdown(f"→ **{wording.escape_markdown(text)}**")


def _ends(tiles: Sequence[Tile]) -> list[Tile]:
    """The tiles, or the first and last of them with a gap between if there are many."""
    if len(tiles) <= HEAD + TAIL + 1:
        return list(tiles)
    return [*tiles[:HEAD], GAP, *tiles[-TAIL:]]
