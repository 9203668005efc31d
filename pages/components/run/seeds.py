"""The runs of one recipe that differ only in seed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.analysis.groups import counted, spread_on_test
from core.i18n import gettext
from core.recipes import Recipe
from core.runs.index import RunRow
from core.runs.run import COMPLETED, RUNNING, Run
from pages.components.frame import session, wording
from pages.components.live.manager import run_index

MOST = 20


def group_of(run: Run) -> list[RunRow]:
    """The group of a run, sorted by seed: the run itself and the latest run of each other seed.

    Runs on other data are left out. Of more than ``MOST`` seeds, the newest are kept.
    """
    rows = [
        row
        for row in run_index().rows()
        if row.recipe_key == run.recipe_key
        and row.deleted is None
        and (row.digest == run.digest or not (row.digest and run.digest))
    ]
    itself = [row for row in rows if row.id == run.id]
    others = [row for row in counted(rows) if row.seed != run.seed]
    newest = sorted(others, key=lambda row: row.id, reverse=True)[: MOST - 1]
    return sorted([*itself, *newest], key=lambda row: row.seed)


def show_group(members: Sequence[RunRow], recipe: Recipe, run: Run) -> None:
    """Show each seed with its state as a button that selects it, and their common result."""
    if len(members) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for row in members:
            if st.button(
                _label(row, recipe),
                key=f"seed {row.seed}",
                type="secondary" if row.id == run.id else "tertiary",
                on_click=session.show_run,
                args=(row.id,),
            ):
                st.rerun()  # the address is written outside of this fragment
        st.page_link(
            "compare.py",
            label=gettext("Compare these seeds"),
            icon=":material/stacked_line_chart:",
            query_params={"groups": run.recipe_key},
        )
    # Always one line, so that nothing below moves once there is a mean.
    st.markdown(_together(members, recipe) or _waiting(members))


def _label(row: RunRow, recipe: Recipe) -> str:
    seed = gettext("seed {seed}", seed=row.seed)
    value = row.test.get(recipe.metric)
    if row.status == COMPLETED and value is not None:
        result = wording.number(value, recipe.metric)
    elif row.status == RUNNING:
        share = row.epochs_done / row.epochs if row.epochs else 0.0
        result = gettext("running, {share:.0%}", share=share)
    else:
        result = gettext(row.status)
    return f"{wording.family_mark(row.family)} {seed} · {result}"


def _waiting(members: Sequence[RunRow]) -> str:
    return gettext(
        "{count} seeds of the same settings; the mean appears with the second result.",
        count=len(members),
    )


def _together(members: Sequence[RunRow], recipe: Recipe) -> str:
    spread = spread_on_test(members, recipe.metric)
    if spread is None or spread.count < 2:
        return ""
    scale, unit = next(((row.scale, row.unit) for row in members if row.scale), (None, ""))
    count = next((row.test_samples for row in members if row.test_samples), None)
    values = {
        "count": spread.count,
        "mean": wording.score(spread.mean, recipe.metric, scale, wording.escape_markdown(unit)),
        "low": wording.number(spread.low, recipe.metric),
        "high": wording.score(spread.high, recipe.metric),
        "basis": wording.basis(members[0].dataset, count),
    }
    if recipe.metric == "accuracy":
        return gettext(
            "{count} seeds: test accuracy **{mean}** on average, {low} to {high}, {basis}", **values
        )
    return gettext(
        "{count} seeds: test error **{mean}** on average, {low} to {high}, {basis}", **values
    )
