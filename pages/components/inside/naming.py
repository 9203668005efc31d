"""What the numbers of a layer are called: by the words, features or hours they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.architectures import Layer, Summary
from core.architectures.layers import layer_type
from core.architectures.operations import each_side
from core.datasets.windows import window
from core.i18n import gettext, mark
from core.inside.forward import pad_sides
from core.inside.inputs import IMAGE, READS, Input, splits_of
from core.recipes import Recipe
from pages.components.inside import words
from pages.components.live.manager import run_manager

MOST_LETTERS = 18
"""Of a longer word, the beginning is shown."""
JOINED = 3
"""Up to how many words a window's name has; of longer ones, the first and the last."""
NUMBER, FILTER, UNIT = mark("number {number}"), mark("filter {number}"), mark("unit {number}")
CHANNELS = {"Embedding": NUMBER, "Conv1D": FILTER, "Conv2D": FILTER}

Name = Callable[[int], str]


@dataclass(frozen=True)
class Axis:
    """Names along one axis of an array.

    Attributes:
        base: Index of a part of the input → its name.
        spans: For each index the half-open range of parts that it covers; None for one each.
        joined: Up to how many names of a range are written one after the other; of more, the first
            and the last.
        padding: How many parts of the input, from the front, only fill it up.
    """

    base: Name
    spans: tuple[tuple[int, int], ...] | None = None
    joined: int = 1
    padding: int = 0

    def name(self, index: int) -> str:
        """What an index is called; "" where there is nothing to tell apart."""
        if self.spans is None:
            return self.base(index)
        start, end = self.spans[index]
        if end - start <= self.joined:
            return " ".join(self.base(place) for place in range(start, end))
        return gettext("{first} … {last}", first=self.base(start), last=self.base(end - 1))

    @property
    def filled(self) -> int:
        """How many indices, from the front, cover nothing but padding."""
        if self.spans is None:
            return self.padding
        return sum(end <= self.padding for _, end in self.spans)


Axes = tuple[Axis, ...]


def place_name(axes: Axes, place: Sequence[int]) -> str:
    """What one number of an array is called, such as ``superb, filter 15``."""
    names = [axis.name(index) for axis, index in zip(axes, place, strict=True)]
    return ", ".join(filter(None, names))


def numbered(message: str) -> Axis:
    """Names such as ``unit 3``, counted from 1."""
    return Axis(lambda index: gettext(message, number=index + 1))


def named(names: Sequence[str]) -> Axis:
    """Names by index; "" beyond the last."""
    short = [it if len(it) <= MOST_LETTERS else f"{it[: MOST_LETTERS - 1]}…" for it in names]
    return Axis(lambda index: short[index] if index < len(short) else "")


def input_axes(recipe: Recipe, read: Input) -> Axes:
    """What the parts of an input are called; for each axis of it without the batch."""
    shape = read.values.shape[1:]
    if READS[recipe.task] == IMAGE:
        return numbered(mark("row {number}")), numbered(mark("column {number}"))
    if len(shape) == 2:
        return _series_axes(recipe)
    if read.values.dtype.kind != "i":
        return (named(read.parts),)
    padding = shape[0] - len(read.parts)
    names = [gettext("padding")] * padding + list(read.parts)
    if padding and read.values[0, padding - 1]:
        padding -= 1
        names[padding] = gettext("start")
    return (replace(named(names), joined=JOINED, padding=padding),)


def _series_axes(recipe: Recipe) -> Axes:
    splits = splits_of(recipe, run_manager().settings)
    interval = int(np.median(np.diff(splits.times)))
    cut = window(recipe.preprocessing, interval)
    hours = (cut.lookback - cut.offsets) * interval / 3_600
    names = [gettext("{hours:g} h before", hours=round(float(it), 2)) for it in hours]
    return named(names), named(splits.columns)


def layer_axes(recipe: Recipe, summary: Summary, first: Axes) -> list[Axes]:
    """What the numbers of the input and of every layer's output are called.

    Args:
        recipe: The recipe; its classes name the units of the last layer.
        summary: Its layers.
        first: Names of the input's parts.

    Returns:
        The input's, then one for each layer.
    """
    all_axes = [first]
    for number, step in enumerate(summary.steps):
        axes = _after(step.layer, all_axes[-1], step.input_shape, step.output_shape)
        if all(later.layer.type == "Activation" for later in summary.steps[number + 1 :]):
            axes = (_answers(recipe, step.output_shape[0]),)
        all_axes.append(axes)
    return all_axes


def _answers(recipe: Recipe, units: int) -> Axis:
    if recipe.data.classes is None:
        return Axis(lambda index: gettext("prediction"))
    first = int(units == 1)  # a single unit is about class 1
    return Axis(lambda index: words.class_title(recipe, first + index))


def _after(item: Layer, axes: Axes, shape: Sequence[int], output: Sequence[int]) -> Axes:
    """The names in a layer's output (``output``), from those in its input (``shape``)."""
    if item.type in ("Dropout", "Activation"):
        return axes
    if item.type == "Flatten":
        return (Axis(lambda i: place_name(axes, np.unravel_index(i, shape))),)
    if item.type == "Reshape":
        one_channel = tuple(output) == (*shape, 1)
        return (*axes, named(())) if one_channel else tuple(numbered(NUMBER) for _ in output)
    if item.type == "GlobalMaxPooling1D":
        return axes[-1:]
    kind = layer_type(item.type)
    channels = axes[-1] if kind.window == "pool_size" else numbered(CHANNELS.get(item.type, UNIT))
    if item.type == "Embedding":
        return (*axes, channels)
    if kind.window and len(output) == 2:
        return _windows(item.config, kind.window, axes[0], shape, output[0]), channels
    if kind.window:
        return (*(numbered(it) for it in (mark("row {number}"), mark("column {number}"))), channels)
    return (*axes[: len(output) - 1], channels)


def _windows(
    config: Mapping[str, Any], size: str, steps: Axis, shape: Sequence[int], count: int
) -> Axis:
    """Names of windows: of the parts of the input that each covers."""
    (width,) = each_side(config[size], shape)
    default = width if size == "pool_size" else 1
    (stride,) = each_side(config.get("strides") or default, shape)
    ((before, _),) = pad_sides(config, (width,), (stride,), np.empty((1, *shape), np.int8))
    spans = steps.spans or tuple((place, place + 1) for place in range(shape[0]))
    covered = []
    for index in range(count):
        start = max(0, index * stride - before)
        end = min(shape[0], index * stride - before + width)
        covered.append((spans[start][0], spans[end - 1][1]))
    return replace(steps, spans=tuple(covered))
