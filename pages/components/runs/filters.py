"""The widgets that choose which runs are listed, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.analysis.diagnoses import NAMES
from core.analysis.run_list import GROUPINGS, SORTS
from core.i18n import gettext, mark
from core.runs.index import RunRow
from pages.components.frame import wording
from pages.components.frame.fields import bound
from pages.components.live.person import person
from pages.components.runs.choice import PAGE, RunQuery, choice, offered

SORT_NAMES = {
    "created": mark("Launch time"),
    "name": mark("Name"),
    "recipe": mark("Recipe"),
    "dataset": mark("Dataset"),
    "family": mark("Family"),
    "person": mark("Person"),
    "status": mark("State"),
    "test": mark("Test result, best first"),
    "epochs": mark("Epochs done"),
    "parameters": mark("Parameters"),
    "seconds": mark("Duration"),
    "deleted": mark("When moved to the bin"),
}
GROUPING_NAMES = {"none": mark("Nothing"), "recipe": mark("Recipe"), "change": mark("Change")}
ORIGIN_NAMES = {"dashboard": mark("this dashboard"), "command line": mark("the command line")}


def show_filters(rows: Sequence[RunRow]) -> None:
    """Show all filters; their values are in ``choice()``."""
    query = choice().query
    options = offered(rows, query)
    st.markdown(f"**{gettext('Show')}**")
    _field(
        "text",
        st.text_input,
        gettext("Search"),
        placeholder=gettext("name, recipe, person, tag or id"),
        icon=":material/search:",
    )
    _field(
        "mine",
        st.toggle,
        gettext("Only my runs"),
        help=wording.escape_markdown(
            gettext("Runs that were started as {name}.", name=person().name)
        ),
    )
    for name, (label, shown) in LISTS.items():
        if options[name]:
            _field(
                name,
                st.multiselect,
                gettext(label),
                options[name],
                format_func=shown,
                placeholder=gettext("All"),
            )
    st.markdown(f"**{gettext('Order')}**")
    _field(
        "sort",
        st.selectbox,
        gettext("Sort by"),
        [name for name in SORTS if name != "deleted" or query.binned or query.sort == name],
        format_func=lambda name: gettext(SORT_NAMES[name]),
    )
    _field("reverse", st.toggle, gettext("Reverse order"))
    _field(
        "group",
        st.segmented_control,
        gettext("Group by"),
        list(GROUPINGS),
        format_func=lambda name: gettext(GROUPING_NAMES[name]),
        required=True,
        help=gettext(
            "Runs of the same recipe, or of the same change of it, are listed together, under the "
            "mean of their test figures and half the range."
        ),
    )
    st.button(
        gettext("Clear filters"),
        key=f"{PAGE} clear",
        on_click=_clear,
        disabled=query == RunQuery(binned=query.binned),
        width="stretch",
    )


def _field(name: str, widget: Callable[..., Any], label: str, *args: Any, **options: Any) -> None:
    """Draw the widget of one field of the query."""
    value = getattr(choice().query, name)
    value = list(value) if isinstance(value, tuple) else value
    bound(
        widget,
        label,
        *args,
        key=f"{PAGE} {name}",
        value=value,
        on_change=partial(_set_query, name),
        **options,
    )


def _set_query(name: str, value: Any) -> None:
    choice().set_query(**{name: tuple(value) if isinstance(value, list) else value})


def _clear() -> None:
    choice().set_query(**vars(RunQuery(binned=choice().query.binned)))


# Field of the query → its label, and how its values are shown.
LISTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "datasets": (mark("Datasets"), wording.dataset_title),
    "families": (mark("Families"), wording.family_option),
    "recipes": (mark("Recipes"), str),
    "statuses": (mark("States"), gettext),
    "diagnoses": (mark("Looks like"), lambda name: gettext(NAMES[name])),
    "tags": (mark("Tags"), str),
    "origins": (mark("Launched from"), lambda name: gettext(ORIGIN_NAMES[name])),
}
