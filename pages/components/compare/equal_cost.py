"""Quality at equal cost: how good each recipe was after spending the same budget."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.analysis.equal_cost import Standing, common_budget, standings
from core.analysis.lines import shades
from core.charts.standings import plot_standings
from core.digits import significant
from core.i18n import gettext, mark
from pages.components.compare import choice
from pages.components.compare.choice import chosen, field_key
from pages.components.compare.comparison import Comparison, View
from pages.components.compare.tables import OPERATIONS
from pages.components.frame import wording
from pages.components.frame.switch import switch
from pages.components.frame.table import Column, markers, show_table
from pages.components.live.live_chart import live_chart

UNIT_NAMES = {
    "seconds": mark("Seconds"),
    "operations": mark("GFLOP"),
    "operations_a_sample": mark("GFLOP per sample"),
    "epoch": mark("Epochs"),
    "samples": mark("Samples"),
}
AMOUNTS = {
    "seconds": mark("{amount} s of training"),
    "operations": mark("{amount} GFLOP of training"),
    "operations_a_sample": mark("{amount} GFLOP of training per sample"),
    "epoch": mark("{amount} epochs"),
    "samples": mark("{amount} samples seen"),
}
SHORT = {
    "seconds": mark("{amount} s"),
    "operations": mark("{amount} GFLOP"),
    "operations_a_sample": mark("{amount} GFLOP"),
    "epoch": mark("{amount} epochs"),
    "samples": mark("{amount} samples"),
}
STEPS = {"seconds": 1.0, "epoch": 1.0, "samples": 1_000.0, "operations": 1.0}
# Chart height in pixels: of the axis, per row, and at most.
LOW, ROW, HIGH = 90, 30, 900


def show_equal_cost(view: View, comparison: Comparison) -> None:
    """Ask for the budget, then show the ranking and which recipes did not reach it."""
    st.markdown(f"#### {gettext('At equal cost')}")
    unit = chosen("unit")
    usual = common_budget(comparison.entrants, comparison.metric, unit, mean=view.mean)
    _ask(unit, usual)
    amount = chosen("budget") or usual
    if amount is None:
        text = gettext(
            "No run has a validation result and a cost yet; both come with the first epoch."
        )
        st.markdown(wording.small(text))
        return
    ranked = standings(comparison.entrants, comparison.metric, unit, amount, mean=view.mean)
    recipe = comparison.entrants[0].recipe
    st.markdown(
        _describe(recipe_metric=wording.metric_name(recipe), amount=budget_words(unit, amount))
    )
    alike = len({entrant.recipe.dataset for entrant in comparison.entrants}) == 1
    left, right = st.columns([2, 3], gap="medium")
    number = shades(comparison.entrants)
    if not view.mean:
        number = {entrant.id: number[entrant.group] for entrant in comparison.entrants}
    axis = gettext("validation accuracy (share)")
    if comparison.metric == "mae":
        axis = gettext("validation error (sd)")
    with left:
        live_chart(
            plot_standings(
                ranked,
                number,
                axis,
                hollow=unit == "seconds",
                ranked=alike,
                highlight=view.highlight,
                theme=view.theme,
                revision=f"{unit} {amount:g}",
            ),
            key="comparison equal cost",
            label=gettext("Chart of {up} over {across}", up=gettext("recipes"), across=axis),
            height=min(HIGH, LOW + ROW * max(4, len(ranked))),
            picture="recipe-lab-equal-cost",
        )
    with right:
        _show_table(ranked, unit, amount)
    if not alike:
        text = gettext("These recipes were validated on different data, so they are not ranked.")
        st.markdown(wording.small(text))
    _show_notes(ranked, unit)


def _ask(unit: str, usual: float | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.number_input(
            gettext("Budget"),
            min_value=0.0,
            value=None,
            step=STEPS.get(unit, 0.001),
            format="%g",
            key=field_key("budget"),
            placeholder=""
            if usual is None
            else gettext("Default: {amount}", amount=_number(unit, usual)),
            help=gettext("If empty: the largest budget that most of them reached, rounded down."),
            width=220,
        )
        switch(field_key("unit"), gettext("Budget in"), UNIT_NAMES, on_change=_clear_budget)
    # The page writes the URL, but here only a fragment of it reruns.
    choice.view()
    choice.write()


def _clear_budget() -> None:
    """Forget the budget when its unit changes: thirty seconds are not thirty epochs."""
    st.session_state[field_key("budget")] = None


def budget_words(unit: str, amount: float) -> str:
    """``"30 s of training"``."""
    return gettext(AMOUNTS[unit], amount=_number(unit, amount))


def short(unit: str, amount: float) -> str:
    """``"30 s"``, for places that say what is counted."""
    return gettext(SHORT[unit], amount=_number(unit, amount))


def _number(unit: str, amount: float) -> str:
    return f"{amount:,.0f}" if unit in ("epoch", "samples") else significant(amount)


def _describe(*, recipe_metric: str, amount: str) -> str:
    return gettext(
        "Validation {metric} after **{amount}**, from the last epoch that ended within it.",
        metric=recipe_metric,
        amount=amount,
    )


def _show_table(ranked: Sequence[Standing], unit: str, amount: float) -> None:
    column = st.column_config
    columns: dict[str, Column] = {
        "": markers(one.family for one in ranked),
        gettext("recipe"): ([one.label for one in ranked], None),
        gettext("validation"): (
            [one.value.mean if one.value else None for one in ranked],
            column.NumberColumn(format="%.4f", width=85),
        ),
        gettext("range over seeds"): ([_range(one) for one in ranked], None),
        gettext("epochs"): (
            [significant(one.epochs) if one.value else None for one in ranked],
            column.TextColumn(
                width=65,
                help=gettext(
                    "Whole epochs within the budget, averaged over the seeds that reached it."
                ),
            ),
        ),
        gettext("remark"): ([remark(one, unit, amount) for one in ranked], None),
    }
    show_table(columns, tall=12, height=440)


def _range(one: Standing) -> str:
    if one.value is None or one.value.count < 2:
        return ""
    return f"{one.value.low:.4f}–{one.value.high:.4f}"


def remark(one: Standing, unit: str, amount: float) -> str:
    """Why a recipe has no figure, or one from less than the budget or to be read with care;
    otherwise ""."""
    if one.value is None and one.first > amount:
        return gettext("first epoch: {first}", first=short(unit, one.first))
    if one.value is None:
        reached, wanted = short(unit, one.reached), short(unit, amount)
        return gettext("reached {reached} of {wanted}", reached=reached, wanted=wanted)
    parts = []
    if one.reached < amount:
        parts.append(gettext("finished after {reached}", reached=short(unit, one.reached)))
    if one.value.count < one.seeds:
        parts.append(gettext("{count} of {seeds} seeds", count=one.value.count, seeds=one.seeds))
    if unit == "seconds" and not one.timed:
        parts.append(gettext("ran at the same time as others"))
    return ", ".join(parts)


def _show_notes(ranked: Sequence[Standing], unit: str) -> None:
    notes = []
    if any(one.value is None for one in ranked):
        notes.append(
            gettext(
                "Faint marks did not spend the whole budget; they show the last epoch, unranked."
            )
        )
    if unit == "seconds" and not all(one.timed for one in ranked):
        notes.append(
            gettext("Hollow marks ran at the same time as others: their times cannot be compared.")
        )
    if unit in ("operations", "operations_a_sample"):
        notes.append(gettext(OPERATIONS))
    if notes:
        st.markdown(wording.small(" ".join(notes)))
