"""The widgets that choose which runs are listed, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.analysis.run_list import SORTS
from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.i18n import gettext, mark
from core.runs.index import RunRow
from pages.components.frame import wording
from pages.components.frame.fields import set_field
from pages.components.runs.choice import PAGE, RunQuery, choice, offered

SORT_NAMES = {
    "created": mark("Launch time"),
    "name": mark("Name"),
    "recipe": mark("Recipe"),
    "dataset": mark("Dataset"),
    "family": mark("Family"),
    "status": mark("State"),
    "test": mark("Test result, best first"),
    "epochs": mark("Epochs done"),
    "parameters": mark("Parameters"),
    "seconds": mark("Duration"),
    "deleted": mark("When moved to the bin"),
}
ORIGIN_NAMES = {"dashboard": mark("this dashboard"), "command line": mark("the command line")}


def show_filters(rows: Sequence[RunRow]) -> None:
    """Show all filters; their values are in ``choice()``."""
    current = choice()
    options = offered(rows, current.query)
    st.markdown(f"**{gettext('Show')}**")
    _text(current.query.text)
    _several("datasets", gettext("Datasets"), options, _dataset)
    _several("families", gettext("Families"), options, _family)
    _several("recipes", gettext("Recipes"), options, str)
    _several("statuses", gettext("States"), options, _status)
    if options["tags"]:
        _several("tags", gettext("Tags"), options, str)
    _several("origins", gettext("Launched from"), options, _origin)
    st.markdown(f"**{gettext('Order')}**")
    _order(current.query)
    st.button(
        gettext("Clear filters"),
        key=_key("clear"),
        on_click=_clear,
        disabled=current.query == RunQuery(binned=current.query.binned),
        width="stretch",
    )


def _key(name: str) -> str:
    return f"{PAGE} {name}"


def _text(text: str) -> None:
    set_field(_key("text"), text)
    st.text_input(
        gettext("Search"),
        key=_key("text"),
        placeholder=gettext("name, recipe, tag or id"),
        icon=":material/search:",
        on_change=_set_query,
        args=("text",),
    )


def _several(
    name: str, label: str, options: dict[str, list[str]], shown: Callable[[str], str]
) -> None:
    set_field(_key(name), list(getattr(choice().query, name)))
    st.multiselect(
        label,
        options[name],
        key=_key(name),
        format_func=shown,
        placeholder=gettext("All"),
        on_change=_set_query,
        args=(name,),
    )


def _order(query: RunQuery) -> None:
    set_field(_key("sort"), query.sort)
    st.selectbox(
        gettext("Sort by"),
        [name for name in SORTS if name != "deleted" or query.binned or query.sort == name],
        key=_key("sort"),
        format_func=lambda name: gettext(SORT_NAMES[name]),
        on_change=_set_query,
        args=("sort",),
    )
    set_field(_key("reverse"), query.reverse)
    st.toggle(
        gettext("Reverse order"), key=_key("reverse"), on_change=_set_query, args=("reverse",)
    )


def _set_query(name: str) -> None:
    value: Any = st.session_state[_key(name)]
    choice().set_query(**{name: tuple(value) if isinstance(value, list) else value})


def _clear() -> None:
    choice().set_query(**vars(RunQuery(binned=choice().query.binned)))


def _dataset(name: str) -> str:
    return gettext(DATASETS[name].title) if name in DATASETS else name


def _family(name: str) -> str:
    return f"{FAMILY_STYLES[name].character} {wording.family_title(name)}"


def _status(name: str) -> str:
    return gettext(wording.STATUSES[name])


def _origin(name: str) -> str:
    return gettext(ORIGIN_NAMES[name])
