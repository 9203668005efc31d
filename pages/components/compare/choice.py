"""What is compared and how it is drawn: the widgets of the page Compare, and their URL."""

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
# Those that narrow each other; where one has a choice, the others may be anything.
FILTERS = ("datasets", "families", "recipes", "tags")
CURVES = ("validation", "training")
LOGS = ("x", "y")
TABLES = ("figures", "more", "cost")
ONE_OF = {"axis": AXES, "table": TABLES, "cost": tuple(COSTS), "unit": BUDGETS}
MOST_OFFERED = 200
CURVE_NAMES = {"validation": mark("Validation"), "training": mark("Training")}
LOG_NAMES = {"x": mark("x"), "y": mark("y")}
# What is shown before anybody chose or ran anything: four families on one dataset.
FIRST_RECORDED = ("probe-motif/mlp", "probe-motif/lstm", "probe-motif/cnn", "probe-motif/rcnn")
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(LISTS, ()),
    "axis": "epoch",
    "mean": True,
    "smoothing": 0.0,
    "curves": CURVES,
    "log": (),
    "highlight": "",
    # from how much on a difference matters: 0 is as much as is usual for the task
    "matters": 0.0,
    "degrees": 0.0,
    "table": "figures",
    "cost": "seconds",
    # after how much of what recipes are held against each other: None is as far as all got
    "unit": "seconds",
    "budget": None,
}


def field_key(name: str) -> str:
    return f"{PAGE} {name}"


def chosen(name: str) -> Any:
    """What the widget of that name holds, or held last."""
    return st.session_state.get(field_key(name), DEFAULTS[name])


def read(rows: Sequence[RunRow]) -> list[str]:
    """Fill the widgets from the URL where it is news, else from what was shown before.

    Returns:
        Sentences on what in the URL is not known; the rest is used.
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
    """What the widgets say."""
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
    """Put the view into the URL: only what differs from how the page begins."""
    address.write(PAGE, query(st.session_state[PAGE]))


def query(values: Mapping[str, Any]) -> dict[str, str]:
    """The URL's query of some values."""
    found = {}
    for name, value in values.items():
        if value == DEFAULTS[name]:
            continue
        if _many(value):
            found[name] = ",".join(value) or "none"
        elif isinstance(value, bool):
            found[name] = str(int(value))
        else:
            found[name] = f"{value:g}" if isinstance(value, float) else str(value)
    return found


def _many(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _values(query: Mapping[str, str], rows: Sequence[RunRow]) -> tuple[dict[str, Any], list[str]]:
    """The widgets' values of a URL's query, and what of it cannot be."""
    values, problems = dict(DEFAULTS), []
    allowed = _allowed(rows)
    for name, text in query.items():
        if name not in DEFAULTS:
            problems.append(
                gettext("This link names {name!r}, which this page does not have.", name=name)
            )
            continue
        usual = DEFAULTS[name]
        if _many(usual):
            parts = tuple(dict.fromkeys(part for part in text.split(",") if part))
            parts = () if parts == ("none",) else parts
            known = allowed.get(name)
            values[name] = tuple(part for part in parts if known is None or part in known)
            if len(values[name]) < len(parts):
                strange = set(parts).difference(values[name])
                problems.append(wording.unknown_in_link(name, sorted(strange)))
        elif name in ONE_OF:
            values[name] = text if text in ONE_OF[name] else usual
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
        begin = newest(rows)
        values["datasets"] = begin.datasets
        if not begin.datasets:
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
    """The widgets that choose runs."""
    st.markdown(f"**{gettext('Show')}**")
    there = [row for row in rows if row.deleted is None]
    if st.session_state[field_key("groups")]:
        titles = group_titles(there)
        _several("groups", gettext("Recipes with all their seeds"), list(titles), titles.get)
    _several("datasets", gettext("Datasets"), list(DATASETS), lambda name: _dataset(name))
    _several("families", gettext("Families"), list(FAMILIES), _family)
    ids = dict.fromkeys([*RECIPES, *(row.recipe_id for row in there)])
    _several("recipes", gettext("Recipes"), list(ids))
    tags = sorted({tag for row in there for tag in row.tags})
    if tags or st.session_state[field_key("tags")]:
        _several("tags", gettext("Tags"), tags)
    by_id = {row.id: row for row in there}
    _several(
        "runs",
        gettext("Add single runs"),
        [row.id for row in there[:MOST_OFFERED]],
        lambda id: run_title(by_id[id]) if id in by_id else id,
    )
    _several(
        "recorded",
        gettext("Add reference runs"),
        [name for name in RECIPES if recorded(name)],
    )


def show_looks(labels: Mapping[str, str]) -> None:
    """The widgets that say how curves are drawn.

    Args:
        labels: What can be highlighted: key → label.
    """
    st.markdown(f"**{gettext('How they are drawn')}**")
    switch(field_key("axis"), gettext("Along"), AXIS_NAMES)
    st.toggle(
        gettext("Mean over seeds"),
        key=field_key("mean"),
        help=gettext(
            "One curve a recipe: the mean of the seeds that came so far, with a band from the "
            "lowest to the highest. Off shows every run alone."
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
            "How much of the average so far each step keeps. The raw curve stays behind, faint."
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
        gettext("Bring out"),
        ["", *labels],
        key=key,
        format_func=lambda name: labels[name] if name else gettext("all alike"),
        help=gettext("The others are muted. A click on a curve does the same."),
    )


def _several(name: str, label: str, options: list[str], shown: Any = str) -> None:
    key = field_key(name)
    if name == "runs":  # a name given since, or a run that went, leaves the words of before
        ids = [value.rpartition(SEPARATOR)[2] for value in st.session_state[key]]
        st.session_state[key] = list(dict.fromkeys(ids))
    missing = [value for value in st.session_state[key] if value not in options]
    narrowed = any(st.session_state[field_key(other)] for other in FILTERS)
    nothing = gettext("any") if narrowed and name in FILTERS else gettext("none chosen")
    st.multiselect(label, [*missing, *options], key=key, format_func=shown, placeholder=nothing)


def _dataset(name: str) -> str:
    return gettext(DATASETS[name].title)


def _family(name: str) -> str:
    return f"{FAMILY_STYLES[name].character} {wording.family_title(name)}"
