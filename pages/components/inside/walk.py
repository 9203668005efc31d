"""The layer walk: one model and one input, every layer as a picture, any number as its sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from core.architectures import summarize
from core.charts import FAMILY_STYLES
from core.errors import RecipeLabError
from core.i18n import gettext
from core.inside.models import Model
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.inside import choice, words
from pages.components.inside.asking import ONE_AT_A_TIME
from pages.components.inside.cards import describe_cards
from pages.components.inside.choice import Point
from pages.components.inside.kinds import kind_of
from pages.components.inside.models import Row, open_rows
from pages.components.inside.naming import input_axes, layer_axes
from pages.components.inside.sums import describe_sum
from pages.components.inside.trail import find_trail
from pages.components.live.component import component

KEY = "inside walk"
_HTML = '<div class="walk"></div>'
_SHARED = tuple(Path(__file__).with_name(name) for name in ("draw_cards.js", "draw_sums.js"))


def show_walk() -> None:
    """Show the walk through one model; a fragment, since pointing elsewhere asks nobody again."""
    with show_errors():
        shown = choice.chosen()
        rows, _ = open_rows(shown.runs, shown.recipes)
        if rows:
            component(__file__, _HTML, shares=_SHARED)(
                key=KEY, data=describe_walk(rows), on_point_change=_follow
            )
        choice.write_url()


def _follow() -> None:
    """Take over the place that was just pointed at."""
    sent = st.session_state[KEY].point
    step = sent["step"]
    choice.point_at(
        Point(
            walk=str(sent["walk"]),
            layer=int(sent["layer"]),
            unit=tuple(map(int, sent["unit"])),
            step=None if step is None else int(step),
        )
    )


def describe_walk(rows: Sequence[Row]) -> dict[str, Any]:
    """Describe the walk through the model that was chosen for walk.js.

    Args:
        rows: The models of the page, at least one row.
    """
    shown = choice.chosen()
    row, model = _chosen(rows, shown.point.walk)
    data = {
        "models": [_model(it, one) for it, one in _offered(rows, model)],
        "walk": _name(row, model),
        "mark": FAMILY_STYLES[row.recipe.family].word,
        "point": asdict(shown.point),
        "texts": _texts(),
    }
    try:
        read = kind_of(shown.dataset).read(row.recipe, shown.given)
        with ONE_AT_A_TIME:
            traces = model.network.trace(read.values)
            trail = find_trail(model.network, read.values, traces, shown.point)
    except RecipeLabError:  # the rows above say why it cannot be read
        return data | {"cards": []}
    summary = summarize(model.network.layers, read.values.shape[1:])
    names = layer_axes(row.recipe, summary, input_axes(row.recipe, read))
    cards = describe_cards(row.recipe, summary, read, traces, trail, names)
    layer = trail.layer
    return data | {
        "cards": cards,
        "layer": layer + 1,
        "count": len(summary.steps),
        "problem": trail.problem,
        "sum": describe_sum(
            summary.steps[layer].layer, layer + 1, trail.sum, names[layer], names[layer + 1]
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
    return {
        "walk": _name(row, model),
        "mark": FAMILY_STYLES[row.recipe.family].word,
        "name": wording.family_title(row.recipe.family),
        "about": words.about(row),
        "seed": gettext("seed {seed}", seed=model.seed) if len(row.models) > 1 else "",
    }


def _texts() -> dict[str, str]:
    return {
        "title": gettext("Inside"),
        "hint": gettext("Click a number, or move with the arrow keys, [ and ]."),
        "models": gettext("Network"),
        "back": gettext("Layer before"),
        "on": gettext("Next layer"),
        "position": gettext("Layer {number} of {count}", number="{number}", count="{count}"),
        "more": gettext("All {count} listed", count="{count}"),
        "plus": gettext("plus"),
        "minus": gettext("minus"),
    }
