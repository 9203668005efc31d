"""The head of the page Inside: what is asked, and the choice of other models."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.architectures import FAMILIES
from core.i18n import gettext, ngettext
from core.recipes import RECIPES
from pages.components.frame import wording
from pages.components.frame.fields import bound
from pages.components.inside.choice import choose_dataset, choose_models, chosen
from pages.components.inside.kinds import kind_of
from pages.components.inside.models import (
    MOST_ROWS,
    MOST_SEEDS,
    Lost,
    Row,
    default_models,
    group_ids,
    references_of,
    runs_of,
)
from pages.components.live.manager import run_index
from pages.components.run.picker import pick_dataset

WIDTHS = (7, 4)
MOST_OFFERED = 60


def show_head(rows: Sequence[Row]) -> None:
    """Show the title, which models are asked, and the button that opens the choice."""
    title, choice = st.columns(WIDTHS, vertical_alignment="center")
    with title, st.container(key="title", gap=None):
        st.markdown(f"## {gettext(kind_of(chosen().dataset).title)}")
    with (
        choice,
        st.container(
            horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"
        ),
    ):
        st.markdown(wording.small(_about(rows)), width="content")
        with st.popover(gettext("Other models"), key="inside models"):
            _show_choice()


def _about(rows: Sequence[Row]) -> str:
    dataset = wording.dataset_title(chosen().dataset)
    if not rows:
        return wording.escape_markdown(dataset)
    seeds = {model.seed for row in rows for model in row.models}
    if any(model.run_id == "" for row in rows for model in row.models):
        which = gettext("reference weights")
    elif len(seeds) == 1:
        which = gettext("seed {seed}", seed=seeds.pop())
    else:
        which = ngettext("{count} seed", "{count} seeds", len(seeds))
    return f"{wording.escape_markdown(dataset)} · {which}"


def _show_choice() -> None:
    shown = chosen()
    pick_dataset(shown.dataset, "inside dataset", choose_dataset)
    groups, references = runs_of(shown.dataset, training=True), references_of(shown.dataset)
    by_id = {row.id: row for row in run_index().rows()}
    keys = list(dict.fromkeys(by_id[name].recipe_key for name in shown.runs if name in by_id))
    values = [*keys, *shown.recipes][:MOST_ROWS]
    titles = {key: _group_title(rows) for key, rows in list(groups.items())[:MOST_OFFERED]}
    titles |= {
        name: gettext("{recipe} (reference weights)", recipe=_marked(RECIPES[name].family, name))
        for name in references
    }
    titles |= {value: value for value in values if value not in titles}

    def choose(picked: Sequence[str]) -> None:
        runs = [run for key in picked for run in _runs(key)]
        choose_models(tuple(runs), tuple(it for it in picked if it in references))

    def _runs(key: str) -> tuple[str, ...]:
        if key in keys:  # as they are: perhaps one seed only
            return tuple(it for it in shown.runs if it in by_id and by_id[it].recipe_key == key)
        return group_ids(groups, [key])

    bound(
        st.multiselect,
        gettext("Models"),
        list(titles),
        key="inside models chosen",
        value=values,
        on_change=choose,
        labels_change=True,
        max_selections=MOST_ROWS,
        format_func=lambda key: titles.get(key, key),
        help=gettext(
            "Runs whose weights are stored, up to {seeds} seeds of each, or reference weights, "
            "which ship with Recipe Lab.",
            seeds=MOST_SEEDS,
        ),
    )


def _group_title(rows: Sequence) -> str:
    first = rows[0]
    if len(rows) == 1:
        seeds = gettext("seed {seed}", seed=first.seed)
    else:
        seeds = ngettext("{count} seed", "{count} seeds", len(rows))
    return f"{_marked(first.family, first.title)} · {seeds}"


def _marked(family: str, title: str) -> str:
    return f"{wording.FAMILY_STYLES[family].character} {title}" if family in FAMILIES else title


def show_lost(lost: Sequence[Lost]) -> None:
    """Say of each run that cannot be asked why, with a link to train it again."""
    for one in lost[:MOST_ROWS]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(wording.small(wording.escape_markdown(one.reason)), width="content")
            if one.recipe_id:
                st.page_link(
                    "train.py",
                    label=gettext("Train it again"),
                    icon=":material/play_arrow:",
                    query_params={"run": one.id} if one.id else {"recipe": one.recipe_id},
                )


def show_nothing() -> None:
    """Say that there is nobody to ask, and how to get somebody."""
    dataset = chosen().dataset
    title = wording.dataset_title(dataset)
    if any(default_models(dataset)):
        st.page_link(
            "inside.py",
            label=gettext("Ask the other networks that learnt {dataset}", dataset=title),
            icon=":material/neurology:",
            query_params={"dataset": dataset},
        )
        return
    text = gettext("No network has learnt {dataset} yet. Race all four first.", dataset=title)
    st.info(wording.escape_markdown(text), icon=":material/neurology:")
    st.page_link("home.py", label=gettext("Race on Home"), icon=":material/sprint:")
