"""Two features at once: each model's answers over them, and where they change."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.errors import RecipeLabError, RequestError
from core.i18n import gettext
from core.inside.features import features, sample_features
from core.inside.plane import SIDE, answers_over, reach, require_axes
from pages.components.frame.errors import show_errors
from pages.components.inside import choice, names, words
from pages.components.inside.asking import ONE_AT_A_TIME
from pages.components.inside.follow import FOLLOW
from pages.components.inside.models import Row, open_rows
from pages.components.inside.numbers import changes_from_text
from pages.components.live.component import component, rerun_only
from pages.components.live.manager import run_manager

KEY = "inside plane"
_HTML = '<div class="plane"></div>'


def show_plane() -> None:
    """Show the planes of all models; a fragment that follows the input, as the layer walk does."""
    with show_errors():
        shown = choice.chosen()
        rows, _ = open_rows(shown.runs, shown.recipes, shown.epoch)
        if rows:
            try:
                data = describe_plane(rows)
            except RecipeLabError:  # the answers above say why; it follows what comes next
                data = {"given": asdict(shown.given), "rows": []}
            component(__file__, _HTML, shares=(*names.SHARED, FOLLOW))(
                key=KEY,
                data=data,
                on_axes_change=partial(_choose, rows),
                on_follow_change=rerun_only,
            )
        choice.write_url()


def _choose(rows: Sequence[Row]) -> None:
    """Take other axes; the same feature twice exchanges the two."""
    across, up = (int(axis) for axis in st.session_state[KEY].axes)
    if across == up:
        (up, across), _ = _axes(rows)
    choice.choose_axes((across, up))


def describe_plane(rows: Sequence[Row]) -> dict[str, Any]:
    """Describe the planes for plane.js.

    Args:
        rows: The models of the page, at least one row, of a dataset of numbers with two classes.

    Raises:
        RecipeLabError: What is given cannot be read.
    """
    recipe, settings, given = rows[0].recipe, run_manager().settings, choice.given()
    declared = features(recipe, settings)
    axes, problem = _axes(rows)
    values = sample_features(recipe, given.sample, settings)
    changed = changes_from_text(given.text or "", len(values))
    values[list(changed)] = list(changed.values())
    return {
        "given": asdict(given),
        "axes": axes,
        "problem": problem,
        "features": [feature.name for feature in declared],
        "ranges": [(declared[axis].least, declared[axis].most) for axis in axes],
        "side": SIDE,
        "texts": _texts(words.class_title(recipe, 1)),
        "here": [float(values[axis]) for axis in axes],
        "rows": [_row(row, values, axes) for row in rows],
    }


def _axes(rows: Sequence[Row]) -> tuple[tuple[int, int], str]:
    """The chosen features, and what is wrong with those in the address.

    By default, they are the two that alone change the answers to the sample most.
    """
    recipe, settings = rows[0].recipe, run_manager().settings
    axes, problem = choice.chosen().axes, ""
    try:
        if axes:
            require_axes(axes, len(features(recipe, settings)))
            return axes, problem
    except RequestError as error:
        problem = str(error)
    start = sample_features(recipe, choice.given().sample, settings)
    with ONE_AT_A_TIME:
        each = [reach(row.recipe, row.models[0].network, start, settings) for row in rows]
    first, second = np.argsort(-np.mean(each, axis=0), kind="stable")[:2].tolist()
    return (first, second), problem


def _row(row: Row, values: np.ndarray, axes: tuple[int, int]) -> dict[str, Any]:
    planes = []
    for model in row.models:
        with ONE_AT_A_TIME:
            settings = run_manager().settings
            planes.append(answers_over(row.recipe, model.network, values, axes, settings))
    shares = np.round(255 * np.mean(planes, axis=0)).astype(np.uint8)
    return names.described(row) | {"values": b64encode(shares.tobytes()).decode()}


def _texts(answer: str) -> dict[str, str]:
    return {
        "title": gettext("Two numbers at once"),
        "hint": gettext(
            "The stronger the colour, the surer of “{answer}”; the line is at 50 %.",
            answer=answer,
        ),
        "across": gettext("From left to right"),
        "up": gettext("Upwards"),
        "at": gettext(
            "{family}: “{answer}” {share} at {across} and {up}",
            family="{family}",
            answer=answer,
            share="{share}",
            across="{across}",
            up="{up}",
        ),
        "percent": gettext("{number} %", number="{number}"),
    }
