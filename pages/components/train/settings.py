"""Every setting of the selected recipe: common ones first, the others by group."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.i18n import gettext, mark, ngettext
from core.recipes.draft import Draft
from pages.components.frame import wording
from pages.components.frame.fields import render_field, shown_value
from pages.components.run import form

MAX_COMMON = 8
GROUPS = {
    "preprocessing": mark("Data preparation"),
    "architecture": mark("Layers"),
    "compile": mark("Optimizer"),
    "fit": mark("Training"),
}


def show_common(draft: Draft) -> None:
    """Show how many settings are changed, a button to undo that, and the common settings."""
    count = len(draft.changes)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{_counted(count)}**")
        st.button(
            gettext("Back to the recipe"),
            key="reset",
            icon=":material/undo:",
            type="tertiary",
            disabled=not count,
            on_click=form.reset,
            args=(draft.entry.id,),
        )
    _show_fields(draft, common_names(draft))


def show_others(draft: Draft) -> None:
    """Show the other settings, folded by group; a group's label counts its changed settings."""
    common = set(common_names(draft))
    for group, title in GROUPS.items():
        names = [
            name
            for name, hyperparameter in draft.hyperparameters.items()
            if hyperparameter.group == group and name not in common
        ]
        if not names:
            continue
        changed = sum(name in draft.changes for name in names)
        label = gettext(title)
        if changed:
            label = gettext("{group} · {count} changed", group=label, count=changed)
        opened = draft.culprit in names or (draft.entry.id, group) in form.form().opened
        with st.expander(label, expanded=opened, key=f"{draft.entry.id} {group}"):
            _show_fields(draft, names)


def common_names(draft: Draft) -> list[str]:
    """The settings shown first, in order."""
    names = [name for name in draft.hyperparameters if form.rank(name) < len(form.COMMON)]
    return sorted(names, key=form.rank)[:MAX_COMMON]


def _show_fields(draft: Draft, names: Sequence[str]) -> None:
    for start in range(0, len(names), 2):
        row = names[start : start + 2]
        for column, name in zip(st.columns(2, vertical_alignment="bottom"), row, strict=False):
            with column:
                render_field(
                    draft.hyperparameters[name],
                    owner=draft.entry.id,
                    value=draft.value(name),
                    on_change=form.set_value,
                )
        if draft.culprit in row:
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
