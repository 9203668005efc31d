"""Every setting of the selected recipe, one a row: a few in front, the others folded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.i18n import gettext, mark, ngettext
from core.recipes.draft import Draft
from pages.components.frame import wording
from pages.components.frame.fields import render_field, shown_value
from pages.components.run import form
from pages.components.train.vary import show_vary

GROUPS = {
    "preprocessing": mark("Data preparation"),
    "architecture": mark("Layers"),
    "compile": mark("Optimizer"),
    "fit": mark("Training"),
}


def show_settings(draft: Draft) -> None:
    """Show how many settings are changed, the ones in front, and the others folded."""
    count = len(draft.changes)
    with st.container(horizontal=True, vertical_alignment="center", key="settings-title"):
        st.markdown(f"**{_counted(count)}**")
        st.button(
            gettext("Back to the recipe"),
            key="reset",
            type="tertiary",
            disabled=not count,
            on_click=form.reset,
            args=(draft.entry.id,),
        )
    rows = ", ".join(f".st-key-row-{name}" for name in draft.changes)
    st.html(f"<style>{rows or '.unchanged'} {{ --row: var(--changed); }}</style>")
    front = form.front_names(draft.hyperparameters)
    _show_rows(draft, front, vary=True)
    _show_others(draft, [name for name in draft.hyperparameters if name not in front])


def _show_others(draft: Draft, names: Sequence[str]) -> None:
    """Show the other settings by group, and the seeds."""
    changed = sum(name in draft.changes for name in names)
    label = gettext("All {count} settings", count=len(draft.hyperparameters))
    if changed:
        label = gettext(
            "All {count} settings · {changed} changed",
            count=len(draft.hyperparameters),
            changed=changed,
        )
    opened = draft.culprit in names or draft.entry.id in form.form().opened
    with st.expander(label, expanded=opened, type="compact", key=f"others {draft.entry.id}"):
        for group, title in GROUPS.items():
            members = [name for name in names if draft.hyperparameters[name].group == group]
            if members:
                st.markdown(f"**{gettext(title)}**")
                _show_rows(draft, members)
        st.markdown(f"**{gettext('Seeds')}**")
        show_seeds(draft)


def show_seeds(draft: Draft) -> None:
    """Draw the fields for the first seed and the number of seeds."""
    with st.container(gap=None):
        for name, hyperparameter in form.LAUNCH.items():
            value = form.form().launch(name)
            render_field(
                hyperparameter.with_default(value),  # a seed must not be marked as a change
                owner=draft.entry.id,
                value=value,
                on_change=form.set_launch,
                in_row=True,
            )


def _show_rows(draft: Draft, names: Sequence[str], *, vary: bool = False) -> None:
    """Draw settings, one a row; ``vary`` adds the button that tries several values."""
    with st.container(gap=None):
        for name in names:
            render_field(
                draft.hyperparameters[name],
                owner=draft.entry.id,
                value=draft.value(name),
                on_change=form.set_value,
                in_row=True,
                after=partial(show_vary, draft, name) if vary else None,
            )
            if name == draft.culprit:
                _explain(draft)


def _explain(draft: Draft) -> None:
    """Explain why the settings conflict, next to the one to change, and offer values that work."""
    name = draft.culprit
    st.error(wording.escape_markdown(str(draft.problem)), icon=":material/block:")
    default, near = draft.hyperparameters[name].default, draft.nearest()
    values = [value for value in dict.fromkeys([near, default]) if value is not None]
    hyperparameter = draft.hyperparameters[name]
    with st.container(horizontal=True):
        for value in values:
            if draft.with_value(name, value).recipe is None:
                continue
            labels = {
                "label": gettext(hyperparameter.label),
                "value": shown_value(value),
            }
            st.button(
                gettext("{label} back to {value}", **labels)
                if value == default
                else gettext("{label} to {value}, the nearest value that works", **labels),
                key=f"cure {name} {value}",
                on_click=form.set_value,
                args=(draft.entry.id, name, value),
            )


def _counted(count: int) -> str:
    if not count:
        return gettext("Settings, as in the recipe")
    return ngettext("Settings, 1 changed", "Settings, {count} changed", count)
