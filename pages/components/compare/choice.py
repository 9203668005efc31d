"""The widgets of the page Compare that choose runs and style charts, and their URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.analysis.equal_cost import BUDGETS
from core.analysis.lines import AXES
from core.analysis.selection import Selection, newest
from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.charts.dots import COSTS
from core.datasets import DATASETS
from core.i18n import gettext, mark
from core.recipes import RECIPES
from core.recipes.naming import SEPARATOR
from core.results.recorded import recorded
from core.runs.index import RunRow
from pages.components.compare.comparison import AXIS_NAMES, View
from pages.components.compare.titles import group_titles, run_title
from pages.components.frame import address, wording
from pages.components.frame.reader import theme
from pages.components.frame.switch import switch

PAGE = "compare"
LISTS = ("groups", "runs", "datasets", "families", "recipes", "tags", "recorded")
# Filters that apply together; an empty one matches anything as soon as another is set.
FILTERS = ("datasets", "families", "recipes", "tags")
CURVES = ("validation", "training")
LOGS = ("x", "y")
TABLES = ("figures", "more", "cost")
ONE_OF = {"axis": AXES, "table": TABLES, "cost": tuple(COSTS), "unit": BUDGETS}
MOST_OFFERED = 200
CURVE_NAMES = {"validation": mark("Validation"), "training": mark("Training")}
LOG_NAMES = {"x": mark("x"), "y": mark("y")}
# Shown before anything was chosen or trained: four families on one dataset.
FIRST_RECORDED = ("probe-motif/mlp", "probe-motif/lstm", "probe-motif/cnn", "probe-motif/rcnn")
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(LISTS, ()),
    "axis": "epoch",
    "mean": True,
    "smoothing": 0.0,
    "curves": CURVES,
    "log": (),
    "highlight": "",
    # smallest difference that matters; 0 means the task's default
    "matters": 0.0,
    "degrees": 0.0,
    "table": "figures",
    "cost": "seconds",
    # budget at which recipes are compared, and its unit; None means the default budget
    "unit": "seconds",
    "budget": None,
}


def field_key(name: str) -> str:
    return f"{PAGE} {name}"


def chosen(name: str) -> Any:
    """The current value of the widget of that name, or its last one."""
    return st.session_state.get(field_key(name), DEFAULTS[name])


def read(rows: Sequence[RunRow]) -> list[str]:
    """Fill the widgets from the URL if it changed, else from the view shown before.

    Returns:
        Sentences on the parts of the URL that are unknown; the rest is used.
    """
    known = st.session_state.get(PAGE)
    query = address.arrived(PAGE)
    problems: list[str] = []
    if query is not None or known is None:
        known, problems = _values(query or {}, rows)
        for name in DEFAULTS:
            st.session_state.pop(field_key(name), None)
    for name, value in known.items():
        st.session_state.setdefault(field_key(name), list(value) if _many(value) else value)
    return problems


def view() -> View:
    """The view that the widgets describe."""
    values = {name: chosen(name) for name in DEFAULTS}
    values = {name: tuple(value) if _many(value) else value for name, value in values.items()}
    st.session_state[PAGE] = values
    curves = values["curves"] or CURVES
    return View(
        selection=Selection(**{name: values[name] for name in LISTS}),
        axis=values["axis"] or "epoch",
        mean=values["mean"],
        smoothing=float(values["smoothing"]),
        training="training" in curves,
        validation="validation" in curves,
        log_x="x" in values["log"],
        log_y="y" in values["log"],
        highlight=values["highlight"] or "",
        theme=theme(),
    )


def write() -> None:
    """Write the view to the URL, leaving out defaults."""
    address.write(PAGE, query(st.session_state[PAGE]))


def query(values: Mapping[str, Any]) -> dict[str, str]:
    """The URL query for some values, leaving out defaults."""
    parameters = {}
    for name, value in values.items():
        if value == DEFAULTS[name]:
            continue
        if _many(value):
            parameters[name] = ",".join(value) or "none"
        elif isinstance(value, bool):
            parameters[name] = str(int(value))
        else:
            parameters[name] = f"{value:g}" if isinstance(value, float) else str(value)
    return parameters


def _many(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _values(query: Mapping[str, str], rows: Sequence[RunRow]) -> tuple[dict[str, Any], list[str]]:
    """The widgets' values for a URL query, and sentences on its unknown parts."""
    values, problems = dict(DEFAULTS), []
    allowed = _allowed(rows)
    for name, text in query.items():
        if name not in DEFAULTS:
            problems.append(
                gettext("This link sets {name!r}, which this page does not have.", name=name)
            )
            continue
        default = DEFAULTS[name]
        if _many(default):
            parts = tuple(dict.fromkeys(part for part in text.split(",") if part))
            parts = () if parts == ("none",) else parts
            known = allowed.get(name)
            values[name] = tuple(part for part in parts if known is None or part in known)
            if len(values[name]) < len(parts):
                unknown = set(parts).difference(values[name])
                problems.append(wording.unknown_in_link(name, sorted(unknown)))
        elif name in ONE_OF:
            values[name] = text if text in ONE_OF[name] else default
        elif name == "mean":
            values[name] = text != "0"
        elif name == "smoothing":
            values[name] = _number(text, 0.0, 0.95)
        elif name == "budget":
            values[name] = _number(text, 0.0, 1e15, digits=9) or None
        elif name in ("matters", "degrees"):
            values[name] = _number(text, 0.0, 50.0, digits=4)
        else:
            values[name] = text
    if not any(values[name] for name in LISTS):
        initial = newest(rows)
        values["datasets"] = initial.datasets
        if not initial.datasets:
            values["recorded"] = tuple(name for name in FIRST_RECORDED if recorded(name))
    return values, problems


def _allowed(rows: Sequence[RunRow]) -> dict[str, set[str]]:
    return {
        "datasets": set(DATASETS),
        "families": set(FAMILIES),
        "recipes": set(RECIPES) | {row.recipe_id for row in rows},
        "tags": {tag for row in rows for tag in row.tags},
        "recorded": set(RECIPES),
        "curves": set(CURVES),
        "log": set(LOGS),
    }


def _number(text: str, least: float, most: float, digits: int = 2) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return round(min(most, max(least, value)), digits) if value == value else 0.0


def show_choice(rows: Sequence[RunRow]) -> None:
    """Show the widgets that choose runs."""
    st.markdown(f"**{gettext('Show')}**")
    available = [row for row in rows if row.deleted is None]
    if st.session_state[field_key("groups")]:
        titles = group_titles(available)
        _several("groups", gettext("Recipes with all their seeds"), list(titles), titles.get)
    _several("datasets", gettext("Datasets"), list(DATASETS), lambda name: _dataset(name))
    _several("families", gettext("Families"), list(FAMILIES), _family)
    ids = dict.fromkeys([*RECIPES, *(row.recipe_id for row in available)])
    _several("recipes", gettext("Recipes"), list(ids))
    tags = sorted({tag for row in available for tag in row.tags})
    if tags or st.session_state[field_key("tags")]:
        _several("tags", gettext("Tags"), tags)
    by_id = {row.id: row for row in available}
    _several(
        "runs",
        gettext("Add single runs"),
        [row.id for row in available[:MOST_OFFERED]],
        lambda id: run_title(by_id[id]) if id in by_id else id,
    )
    _several(
        "recorded",
        gettext("Add reference runs"),
        [name for name in RECIPES if recorded(name)],
    )


def show_looks(labels: Mapping[str, str]) -> None:
    """Show the widgets that style the curves.

    Args:
        labels: Curves that can be highlighted: key → label.
    """
    st.markdown(f"**{gettext('Chart options')}**")
    switch(field_key("axis"), gettext("Horizontal axis"), AXIS_NAMES)
    st.toggle(
        gettext("Mean over seeds"),
        key=field_key("mean"),
        help=gettext(
            "One curve per recipe: the mean of its seeds so far, with a band from the lowest to "
            "the highest. Off: one curve per run."
        ),
    )
    st.pills(
        gettext("Curves"),
        CURVES,
        key=field_key("curves"),
        selection_mode="multi",
        format_func=lambda name: gettext(CURVE_NAMES[name]),
    )
    st.slider(
        gettext("Smoothing"),
        0.0,
        0.95,
        step=0.05,
        key=field_key("smoothing"),
        help=gettext(
            "How much of the running average each step keeps. The raw curve stays visible, faintly."
        ),
    )
    st.pills(
        gettext("Logarithmic"),
        LOGS,
        key=field_key("log"),
        selection_mode="multi",
        format_func=lambda name: gettext(LOG_NAMES[name]),
    )
    key = field_key("highlight")
    if st.session_state[key] not in labels:
        st.session_state[key] = ""
    st.selectbox(
        gettext("Highlight"),
        ["", *labels],
        key=key,
        format_func=lambda name: labels[name] if name else gettext("None"),
        help=gettext("The other curves are dimmed. Clicking a curve does the same."),
    )


def _several(name: str, label: str, options: list[str], shown: Any = str) -> None:
    key = field_key(name)
    if name == "runs":  # a renamed or deleted run leaves its old label here; its id comes last
        ids = [value.rpartition(SEPARATOR)[2] for value in st.session_state[key]]
        st.session_state[key] = list(dict.fromkeys(ids))
    missing = [value for value in st.session_state[key] if value not in options]
    narrowed = any(st.session_state[field_key(other)] for other in FILTERS)
    placeholder = gettext("Any") if narrowed and name in FILTERS else gettext("None selected")
    st.multiselect(label, [*missing, *options], key=key, format_func=shown, placeholder=placeholder)


def _dataset(name: str) -> str:
    return gettext(DATASETS[name].title)


def _family(name: str) -> str:
    return f"{FAMILY_STYLES[name].character} {wording.family_title(name)}"
