"""The layer walk: one model and one input, every layer as a picture, any number as its sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.architectures import summarize
from core.charts import FAMILY_STYLES
from core.errors import RecipeLabError
from core.i18n import gettext
from core.inside.models import Model
from pages.components.frame.errors import show_errors
from pages.components.inside import choice, names
from pages.components.inside.asking import ONE_AT_A_TIME
from pages.components.inside.cards import describe_cards
from pages.components.inside.choice import Point
from pages.components.inside.follow import FOLLOW
from pages.components.inside.kinds import kind_of
from pages.components.inside.models import Row, open_rows
from pages.components.inside.naming import input_axes, layer_axes
from pages.components.inside.sums import describe_sum
from pages.components.inside.trail import find_trail
from pages.components.live.component import component, rerun_only

KEY = "inside walk"
_HTML = '<div class="walk"></div>'
_DRAWING = tuple(Path(__file__).with_name(name) for name in ("draw_cards.js", "draw_sums.js"))


def show_walk() -> None:
    """Show the walk through one model; a fragment, since pointing elsewhere asks nobody again.

    It follows the input a moment after the last key, so that typing waits for answers only.
    """
    with show_errors():
        shown = choice.chosen()
        rows, _ = open_rows(shown.runs, shown.recipes, shown.epoch)
        if rows:
            several = len(shown.points) > 1
            columns = st.columns(len(shown.points), gap="large") if several else [st.container()]
            for number, column in enumerate(columns):
                with column:
                    component(__file__, _HTML, shares=(*_DRAWING, FOLLOW))(
                        key=f"{KEY} {number}",
                        data=describe_walk(rows, number),
                        on_point_change=partial(_follow, rows, number),
                        on_compare_change=partial(_compare, rows),
                        on_follow_change=rerun_only,
                    )
        choice.write_url()


def _follow(rows: Sequence[Row], number: int) -> None:
    """Take over the place that was just pointed at, in the other model, too, if it has it."""
    sent = st.session_state[f"{KEY} {number}"].point
    step = sent["step"]
    point = Point(
        walk=str(sent["walk"]),
        layer=int(sent["layer"]),
        unit=tuple(map(int, sent["unit"])),
        step=None if step is None else int(step),
    )
    points = [_along(rows, other, point) for other in choice.chosen().points]
    points[number] = point
    choice.point_at(points)


def _along(rows: Sequence[Row], other: Point, point: Point) -> Point:
    """The place of ``point`` in the model of ``other``; if it has none, ``other``."""
    if not point.unit:
        return other
    layers = []
    for name in (point.walk, other.walk):
        row, model = _chosen(rows, name)
        layers.append(summarize(model.network.layers, row.recipe.input_shape).steps)
    first, second = (steps[point.layer - 1 : point.layer] for steps in layers)
    if not first or not second or first[0].layer.type != second[0].layer.type:
        return other
    shape = second[0].output_shape
    fits = len(shape) == len(point.unit) and all(np.less(point.unit, shape))
    return replace(point, walk=other.walk) if fits else other


def _compare(rows: Sequence[Row]) -> None:
    """Show the walk of another model, too, or of one only."""
    first, *others = choice.chosen().points
    if others:
        choice.point_at([first])
    elif name := _another(rows, first.walk):
        choice.point_at([first, _along(rows, Point(walk=name), first)])


def _another(rows: Sequence[Row], walk: str) -> str:
    """A model of another row, or another seed; "" if there is only one model."""
    chosen_row, chosen = _chosen(rows, walk)
    names = [_name(row, row.models[0]) for row in rows if row is not chosen_row]
    names += [_name(chosen_row, it) for it in chosen_row.models if it is not chosen]
    return names[0] if names else ""


def describe_walk(rows: Sequence[Row], number: int = 0) -> dict[str, Any]:
    """Describe the walk through the model that was chosen for walk.js.

    Args:
        rows: The models of the page, at least one row.
        number: Which of the walks; the second one is there to compare.
    """
    shown = choice.chosen()
    point = shown.points[number]
    row, model = _chosen(rows, point.walk)
    data = {
        "models": [_model(it, one) for it, one in _offered(rows, model)],
        "walk": _name(row, model),
        "mark": FAMILY_STYLES[row.recipe.family].word,
        "point": asdict(point),
        "given": asdict(shown.given),
        "compare": len(shown.points) > 1 if not number and _another(rows, point.walk) else None,
        "texts": _texts(),
    }
    try:
        read = kind_of(shown.dataset).read(row.recipe, shown.given)
        with ONE_AT_A_TIME:
            traces = model.network.trace(read.values)
            trail = find_trail(model.network, read.values, traces, point)
    except RecipeLabError:  # the rows above say why it cannot be read
        return data | {"cards": []}
    summary = summarize(model.network.layers, read.values.shape[1:])
    axes = layer_axes(row.recipe, summary, input_axes(row.recipe, read))
    cards = describe_cards(row.recipe, model.network, summary, read, traces, trail, axes)
    layer = trail.layer
    return data | {
        "cards": cards,
        "layer": layer + 1,
        "count": len(summary.steps),
        "problem": trail.problem,
        "sum": describe_sum(
            summary.steps[layer].layer, layer + 1, trail.sum, axes[layer], axes[layer + 1]
        ),
    }


def _chosen(rows: Sequence[Row], name: str) -> tuple[Row, Model]:
    """The model of a name: the id of its run, or its row's key; by default the first one."""
    for row in rows:
        for model in row.models:
            if name in (model.run_id, row.key) and name:
                return row, model
    return rows[0], rows[0].models[0]


def _offered(rows: Sequence[Row], chosen: Model) -> Iterator[tuple[Row, Model]]:
    """The first model of each row, and all seeds of the row that is shown."""
    for row in rows:
        shown = any(model is chosen for model in row.models)
        yield from ((row, model) for model in (row.models if shown else row.models[:1]))


def _name(row: Row, model: Model) -> str:
    return model.run_id or row.key


def _model(row: Row, model: Model) -> dict[str, Any]:
    return names.described(row) | {
        "walk": _name(row, model),
        "seed": gettext("seed {seed}", seed=model.seed) if len(row.models) > 1 else "",
    }


def _texts() -> dict[str, str]:
    return {
        "title": gettext("Inside"),
        "hint": gettext("Click a number, or move with the arrow keys, [ and ]."),
        "models": gettext("Network"),
        "back": gettext("Layer before"),
        "on": gettext("Next layer"),
        "compare": gettext("Compare"),
        "position": gettext("Layer {number} of {count}", number="{number}", count="{count}"),
        "more": gettext("Show {count}", count="{count}"),
        "plus": gettext("plus"),
        "minus": gettext("minus"),
    }
