"""What a comparison shows: curves, figures, differences."""

from __future__ import annotations

import streamlit as st

from core.analysis.differences import differences
from core.analysis.lines import group_labels, groups_of
from core.analysis.standing import Standing
from core.i18n import gettext
from pages.components.compare.chips import CHIPS, show_chips
from pages.components.compare.choice import chosen, field_key
from pages.components.compare.comparison import (
    AXIS_NAMES,
    HEIGHTS,
    Comparison,
    View,
    comparisons,
)
from pages.components.compare.tables import COST_NAMES, COST_NOTES
from pages.components.frame import wording
from pages.components.frame.switch import switch
from pages.components.live.component import rerun_only
from pages.components.live.live_chart import live_chart
from pages.components.live.quantity import LOSS, METRIC, pick_quantity

DOTS_HEIGHT = 330


def show_race_chips(view: View, comparison: Comparison, where: Standing | None) -> None:
    """A chip per recipe, which updates itself."""
    feed = comparisons().feed(view, comparison, CHIPS)
    show_chips(comparison.words[CHIPS], where, feed=feed)


def show_curves(view: View, comparison: Comparison) -> None:
    """The curves, which update themselves, what they show and their options."""
    recipe, note = comparison.entrants[0].recipe, gettext("marks: validation · thin: training")
    with st.container(horizontal=True, vertical_alignment="center", key="curves head"):
        shown = pick_quantity(field_key("curve"), recipe, comparison.charts, note)
        title = gettext("Horizontal axis")
        switch(field_key("axis"), title, AXIS_NAMES, label_visibility="collapsed")
    show_part(view, comparison, shown, HEIGHTS["metric"], leads=True)


def show_small_loss(view: View, comparison: Comparison) -> None:
    """The loss, small, while it still changes."""
    if LOSS in comparison.charts and comparison.active and chosen("curve") == METRIC:
        note = wording.small(gettext("lower is better"))
        st.markdown(f"**{gettext('Loss')}** {note}")
        show_part(view, comparison, "loss", HEIGHTS["loss"], key="small loss")


def show_dots(view: View, comparison: Comparison) -> None:
    """Test results by family, and against their cost."""
    if comparison.table["test"].isna().all():
        text = gettext("Test results, by family and against cost, appear when a run is completed.")
        st.markdown(wording.small(text))
        return
    st.markdown(f"**{_tested(comparison)}**")
    cost = chosen("cost")
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with left:
        st.markdown(f"**{gettext('By family')}**")
        show_part(view, comparison, "families", DOTS_HEIGHT)
    with right:
        switch(field_key("cost"), gettext("Against cost"), COST_NAMES)
        show_part(view, comparison, cost, DOTS_HEIGHT)
    notes = [
        gettext("Stars are published figures; bars range from the lowest to the highest seed.")
    ]
    if cost == "seconds" and not comparison.table["timed"].all():
        notes.append(
            gettext(
                "Hollow marks on the right ran at the same time as others: their times cannot be "
                "compared, so they are off the line."
            )
        )
    notes += [gettext(COST_NOTES[cost])] if cost in COST_NOTES else []
    st.markdown(wording.small(" ".join(notes)))


def _tested(comparison: Comparison) -> str:
    """The test metric and what it is measured on."""
    tested = {(entrant.recipe.dataset, entrant.test_samples) for entrant in comparison.entrants}
    return wording.tested(comparison.entrants[0].recipe, tested)


def show_part(
    view: View,
    comparison: Comparison,
    name: str,
    height: int,
    *,
    leads: bool = False,
    key: str = "",
) -> None:
    """One of the comparison's charts, which updates itself."""
    figure = comparison.charts[name]
    up, across = (figure["layout"][axis]["title"]["text"] for axis in ("yaxis", "xaxis"))
    across = across or figure["layout"]["meta"]["across"]
    key = key or f"comparison {name}"
    live_chart(
        figure,
        key=key,
        label=gettext("Chart of {up} over {across}", up=up or _untitled(name), across=across),
        height=height,
        feed=comparisons().feed(view, comparison, name),
        picture=f"recipe-lab-{name}",
        on_changed=rerun_only if leads else None,
        on_picked=lambda: _pick(key),
    )


def _untitled(name: str) -> str:
    """What a vertical axis without a title shows."""
    return gettext("accuracy") if name == "metric" else gettext("families")


def _pick(key: str) -> None:
    picked = st.session_state[key].picked
    field = field_key("highlight")
    st.session_state[field] = "" if st.session_state.get(field) == picked else picked


def show_differences(comparison: Comparison) -> None:
    """Settings in which the recipes differ."""
    names = group_labels(comparison.entrants)
    recipes = {
        names[group]: members[0].recipe for group, members in groups_of(comparison.entrants).items()
    }
    if len(recipes) < 2:
        text = gettext("Only one recipe is shown, so there is nothing to compare.")
        st.markdown(wording.small(text))
        return
    changed = differences(recipes)
    if changed.empty:
        text = gettext("Nothing: these recipes have the same settings.")
        st.markdown(wording.small(text))
        return
    changed.index.name = gettext("setting")
    st.dataframe(changed.reset_index(), hide_index=True, width="stretch", height="content")
