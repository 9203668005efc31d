"""A real sample with a frame around what one filter of the first convolution sees at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import streamlit as st

from core.analysis.data_tokens import DECIDES, spans
from core.architectures.operations import each_side
from core.charts import FAMILY_STYLES
from core.datasets.status import status
from core.errors import DatasetError
from core.i18n import gettext
from core.recipes import Recipe
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.loading import Loaded, load, load_words
from pages.components.live.manager import run_manager
from pages.components.live.place import Place

# Positions of a sequence that are shown.
SHOWN = 24


def show_window(recipe: Recipe, original: Recipe) -> None:
    """Show a test sample with the frame of the recipe and, if it is another size, the original's.

    Nothing is shown without a convolution, or where the data would have to be read and checked
    first.
    """
    now, before = _kernel(recipe), _kernel(original)
    file = status(recipe.dataset, run_manager().settings)
    if now is None or not (recipe.data.generated or file.checked):
        return
    place = Place(original.id, split="test")
    try:
        loaded = load(place)
    except DatasetError:  # its file was replaced meanwhile; the page says so
        return
    sample = loaded.view.sample("test", 0)
    frames = [(gettext("kernel {size}", size=_size(now)), now)]
    if before is not None and before != now:
        frames.insert(0, (gettext("recipe: kernel {size}", size=_size(before)), before))
    draw = _picture if recipe.task == "image-multiclass" else _sequence
    rows = "".join(
        f"<figure><figcaption>{escape(label)}</figcaption>{draw(place, loaded, sample, size)}"
        "</figure>"
        for label, size in frames
    )
    colour = FAMILY_STYLES[recipe.family].colour(theme())
    st.html(f'<div class="windows" style="--family:{colour}">{rows}</div>')
    caption = gettext("A test sample; the frame slides over it, one position at a time.")
    st.markdown(wording.small(caption))


def _kernel(recipe: Recipe) -> tuple[int, ...] | None:
    """The kernel of the first convolution along each side; None without a convolution."""
    for step in recipe.summary.steps:
        if step.layer.type.startswith("Conv"):
            return each_side(step.layer.config["kernel_size"], step.input_shape)
    return None


def _size(kernel: Sequence[int]) -> str:
    return " × ".join(map(str, kernel))


def _sequence(place: Place, loaded: Loaded, sample: np.ndarray, kernel: tuple[int, ...]) -> str:
    """Some positions of a sequence, the framed ones in the middle."""
    texts = list(_texts(place, loaded, sample))
    centre = _centre(place.dataset, sample)
    start = max(0, min(centre - kernel[0] // 2, len(texts) - kernel[0]))
    first = min(max(0, centre - SHOWN // 2, start + kernel[0] - SHOWN), max(0, len(texts) - SHOWN))
    first, last = min(first, start), max(first + SHOWN, start + kernel[0])
    groups = (texts[first:start], texts[start : start + kernel[0]], texts[start + kernel[0] : last])
    before, framed, after = ("".join(f"<b>{escape(text)}</b>" for text in part) for part in groups)
    return f'<div class="window">{before}<span class="frame">{framed}</span>{after}</div>'


def _centre(dataset: str, sample: np.ndarray) -> int:
    """The position to frame: what decides the label, else the middle of what is no padding."""
    if sample.ndim == 1 and np.issubdtype(sample.dtype, np.integer):
        for start, end, kind in spans(dataset, sample):
            if kind == DECIDES:
                return (start + end) // 2
        filled = np.flatnonzero(sample)
        return int((filled[0] + len(sample)) // 2) if len(filled) else len(sample) // 2
    return len(sample) // 2


def _texts(place: Place, loaded: Loaded, sample: np.ndarray) -> Iterable[str]:
    """Each position in a few characters: a word, a number, or the reading to be predicted."""
    if place.entry.data.encoding:
        words, first = load_words(place), place.entry.data.encoding.first_word
        for token in sample.tolist():
            rank = token - first
            yield words[rank] if 0 <= rank < len(words) else str(token)
    elif np.issubdtype(sample.dtype, np.integer):
        yield from map(str, sample.tolist())
    else:
        column = loaded.view.loaded.target_column or 0
        values = sample[:, column] if sample.ndim > 1 else sample
        yield from (f"{value:.1f}".replace("-", "−") for value in values.tolist())


def _picture(place: Place, loaded: Loaded, sample: np.ndarray, kernel: tuple[int, ...]) -> str:
    """A picture with a frame in its middle; one of whole rows for a kernel along one side."""
    rows, columns = sample.shape
    height, width = kernel if len(kernel) == 2 else (kernel[0], columns)
    top, left = (rows - height) // 2, (columns - width) // 2
    cells = "".join(f'<i style="opacity:{value:.2f}"></i>' for value in sample.ravel().tolist())
    return (
        f'<div class="picture" style="--columns:{columns}">{cells}<span class="frame" style="'
        f"left:{left / columns:.3%};top:{top / rows:.3%};width:{width / columns:.3%};"
        f'height:{height / rows:.3%}"></span></div>'
    )
