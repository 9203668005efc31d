"""Is it luck? A run's test figures next to those of the unchanged recipe, as a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.analysis.entrants import Entrant
from core.analysis.luck import Luck, luck
from core.charts.luck import plot_luck
from core.i18n import gettext, ngettext
from core.recipes import Recipe
from core.verdict.scores import POINT
from pages.components.frame import wording
from pages.components.live.live_chart import live_chart
from pages.components.run.unchanged import Unchanged, figure_of, has_figure

LUCK = "luck"
HEIGHT = 130
LEAST = {"accuracy": 1.0, "mae": 0.05}
"""The axis shows at least so much on either side, in points or in a series' unit."""


def own_figures(runs: Sequence[Entrant]) -> list[float]:
    """The test figures of those that have one; see ``figure_of``."""
    return [figure_of(run) for run in runs if run.finished and has_figure(run)]


def chance_of(base: Unchanged) -> Luck | None:
    """Where one more run of the unchanged recipe would fall; None with fewer than two."""
    tested = next((one.test_samples for one in base.entrants if one.test_samples), None)
    percent = base.entry is not None and base.entry.metric == "accuracy"
    return luck(base.figures(), step=POINT / tested if percent and tested else 0.0)


def luck_figure(runs: Sequence[Entrant], base: Unchanged, theme: str) -> dict[str, Any]:
    """The picture of a run, its other seeds and the unchanged recipe."""
    recipe = runs[0].recipe if runs else base.entry
    unit = next((one.unit for one in (*runs, *base.entrants) if one.unit), "")
    return plot_luck(
        own_figures(runs),
        base.figures(),
        chance_of(base),
        family=recipe.family,
        unit="%" if recipe.metric == "accuracy" else unit,
        least=LEAST[recipe.metric],
        theme=theme,
    )


def show_luck(
    recipe: Recipe,
    figure: dict[str, Any],
    base: Unchanged,
    own: Sequence[float],
    feed: dict[str, Any] | None = None,
) -> None:
    """Show the picture, with what it shows in words.

    Args:
        recipe: The recipe of the run.
        figure: ``luck_figure``.
        base: The unchanged recipe.
        own: ``own_figures`` of the run and its other seeds.
        feed: The feed it follows.
    """
    st.markdown(f"**{gettext('Is it luck?')}**")
    words = luck_words(recipe, base, own)
    live_chart(figure, key="luck", label=" ".join(words), height=HEIGHT, feed=feed)
    st.markdown(wording.small(wording.escape_markdown(" ".join(words))))


def luck_words(recipe: Recipe, base: Unchanged, own: Sequence[float]) -> list[str]:
    """What the picture shows, in sentences."""
    error = recipe.metric == "mae"
    words = [gettext("Test error.") if error else gettext("Test accuracy.")]
    if base.entrants:
        count = len(base.entrants)
        text = ngettext(
            "Hollow: the recipe's {count} seed.", "Hollow: the recipe's {count} seeds.", count
        )
        if base.recorded:
            text = ngettext(
                "Hollow: {count} reference run.", "Hollow: {count} reference runs.", count
            )
        words.append(text)
    chance = chance_of(base)
    if chance:
        words.append(gettext("Grey: where one more would fall."))
    if own and chance:
        inside = sum(map(chance.covers, own))
        if len(own) == 1:
            words.append(gettext("Yours is inside.") if inside else gettext("Yours is outside."))
        else:
            words.append(
                gettext("{inside} of your {count} are inside.", inside=inside, count=len(own))
            )
    return words
