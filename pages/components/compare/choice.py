"""The widgets of the page Compare that choose runs and style charts, and their URL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from core.analysis.equal_cost import BUDGETS
from core.analysis.lines import AXES
from core.analysis.selection import Selection, newest
from core.architectures import FAMILIES
from core.charts.dots import COSTS
from core.datasets import DATASETS
from core.hyperparameters import Boolean, Choice, Float
from core.i18n import gettext, mark
from core.recipes import RECIPES
from core.recipes.naming import SEPARATOR
from core.results.recorded import recorded
from core.runs.index import RunRow
from core.stories import STORIES
from pages.components.compare.comparison import View
from pages.components.compare.titles import group_titles, run_title
from pages.components.frame import address, wording
from pages.components.frame.address import Several, Text
from pages.components.frame.reader import theme
from pages.components.live.manager import run_index

PAGE = "compare"
LISTS = ("groups", "runs", "datasets", "families", "recipes", "tags", "recorded")
# Filters that apply together; an empty one matches anything as soon as another is set.
FILTERS = ("datasets", "families", "recipes", "tags")
CURVES = ("validation", "training")
LOGS = ("x", "y")
ANSWERS = {answer.name for story in STORIES.values() for answer in story.answers}
TABLES = ("figures", "more")
TAB = "compare open tab"  # widget key: the title of the open tab
COST_PARTS = ("cost", "unit", "budget")
TABS = ("sure", "figures", "mistakes", "cost", "differs", "export")
MAX_OFFERED = 200
CURVE_NAMES = {"validation": mark("Validation"), "training": mark("Training")}
LOG_NAMES = {"x": mark("x"), "y": mark("y")}
# Shown before anything was chosen or trained: four families on one dataset.
FIRST_RECORDED = ("probe-motif/mlp", "probe-motif/lstm", "probe-motif/cnn", "probe-motif/rcnn")
PARAMETERS = (
    Several(name="groups"),
    Several(name="runs"),
    Several(name="datasets", allowed=lambda: DATASETS),
    Several(name="families", allowed=lambda: FAMILIES),
    Several(
        name="recipes",
        allowed=lambda: {*RECIPES, *(row.recipe_id for row in run_index().rows())},
    ),
    Several(name="tags", allowed=lambda: {tag for row in run_index().rows() for tag in row.tags}),
    Several(name="recorded", allowed=lambda: RECIPES),
    Choice(name="axis", default="epoch", choices=AXES),
    Choice(name="curve", default="metric", choices=("metric", "loss")),
    Boolean(name="mean", default=True),
    Float(name="smoothing", default=0.0, low=0.0, high=0.95),
    Several(name="curves", default=CURVES, allowed=lambda: CURVES),
    Several(name="log", allowed=lambda: LOGS),
    Text(name="highlight"),
    # smallest difference that matters; 0 means the task's default
    Float(name="matters", default=0.0, low=0.0, high=50.0),
    Float(name="degrees", default=0.0, low=0.0, high=50.0),
    Choice(name="table", default="figures", choices=TABLES),
    Choice(name="cost", default="seconds", choices=tuple(COSTS)),
    # budget at which recipes are compared, and its unit
    Choice(name="unit", default="seconds", choices=BUDGETS),
    Float(name="budget", default=0.0, low=0.0, high=1e15),
    # which tab below the curves is open; "" is the first, or the one that another part implies
    Choice(name="tab", default="", choices=("", *TABS)),
    # what was guessed on Home
    Several(name="guess", allowed=lambda: ANSWERS),
    # whether single keys control the stage view
    Boolean(name="keys", default=True),
)
# Read and written by the browser alone (stage.js): the replay's position in units of its clock, and
# the stage view with its answer. A page that is run again leaves them as they are.
SCREEN = (
    Float(name="replay", default=-1.0, low=-1.0, high=1e9),
    Boolean(name="stage", default=False),
    Boolean(name="reveal", default=False),
)
DEFAULTS = {parameter.name: parameter.default for parameter in PARAMETERS}
DEFAULTS["budget"] = None  # an empty field: the default budget


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
        query = dict(query or {})
        if query.get("table") == "cost":  # where the table of costs was before it had a tab
            query = {name: value for name, value in query.items() if name != "table"}
            query.setdefault("tab", "cost")
        given, others, problems = address.read((*PARAMETERS, *SCREEN), query)
        problems += address.unknown_names(others, (*PARAMETERS, *SCREEN))
        known = DEFAULTS | {name: given[name] for name in given if name in DEFAULTS}
        if not any(known[name] for name in LISTS):
            known["datasets"] = newest(rows).datasets
            if not known["datasets"]:
                known["recorded"] = tuple(name for name in FIRST_RECORDED if recorded(name))
        for name in DEFAULTS:
            st.session_state.pop(field_key(name), None)
    for name, value in known.items():
        value = list(value) if isinstance(value, tuple) else value
        st.session_state.setdefault(field_key(name), value)
    return problems


def view() -> View:
    """The view that the widgets describe."""
    values = {name: chosen(name) for name in DEFAULTS}
    for name, value in values.items():
        values[name] = tuple(value) if isinstance(value, list) else value
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


def open_tab() -> str:
    """The tab below the curves that the address names or implies."""
    if chosen("tab"):
        return chosen("tab")
    if chosen("table") != DEFAULTS["table"]:
        return "figures"
    return "cost" if any(chosen(name) != DEFAULTS[name] for name in COST_PARTS) else TABS[0]


def keep_tab(titles: Mapping[str, str]) -> None:
    """Keep which tab was opened.

    Args:
        titles: Title → name of the tab.
    """
    st.session_state[field_key("tab")] = titles[st.session_state[TAB]]


def url() -> dict[str, str]:
    """The view as a URL query, leaving out defaults."""
    return address.query(PARAMETERS, st.session_state[PAGE])


def write() -> None:
    """Write the view to the URL, and what the browser alone has put there."""
    screen, _, _ = address.read(SCREEN, st.query_params)
    address.write(PAGE, url() | address.query(SCREEN, screen))


def follow(keys: Collection[str]) -> None:
    """Replace selected single runs of these recipe keys by whole groups, future seeds included."""
    own = {row.id: row.recipe_key for row in run_index().rows()}
    runs = list(chosen("runs"))
    ids = [value.rpartition(SEPARATOR)[2] for value in runs]
    named = dict.fromkeys(own[id] for id in ids if own.get(id) in keys)
    remaining = [value for value, id in zip(runs, ids, strict=True) if own.get(id) not in named]
    st.session_state[field_key("runs")] = remaining
    st.session_state[field_key("groups")] = list(dict.fromkeys([*chosen("groups"), *named]))


def show_choice(rows: Sequence[RunRow]) -> None:
    """Show the widgets that choose runs."""
    st.markdown(f"**{gettext('Show')}**")
    available = [row for row in rows if row.deleted is None]
    if st.session_state[field_key("groups")]:
        titles = group_titles(available)
        _several(
            "groups",
            gettext("Recipes with all their seeds"),
            list(titles),
            lambda key: titles.get(key, key),
        )
    _several("datasets", gettext("Datasets"), list(DATASETS), wording.dataset_title)
    _several("families", gettext("Families"), list(FAMILIES), wording.family_option)
    ids = dict.fromkeys([*RECIPES, *(row.recipe_id for row in available)])
    _several("recipes", gettext("Recipes"), list(ids))
    tags = sorted({tag for row in available for tag in row.tags})
    if tags or st.session_state[field_key("tags")]:
        _several("tags", gettext("Tags"), tags)
    by_id = {row.id: row for row in available}
    _several(
        "runs",
        gettext("Add single runs"),
        [row.id for row in available[:MAX_OFFERED]],
        lambda id: run_title(by_id[id]) if id in by_id else id,
    )
    _several(
        "recorded",
        gettext("Add reference runs"),
        [name for name in RECIPES if recorded(name)],
    )


def show_style(labels: Mapping[str, str]) -> None:
    """Show the widgets that style the curves.

    Args:
        labels: Curves that can be highlighted: key → label.
    """
    st.markdown(f"**{gettext('Chart options')}**")
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
    st.toggle(
        gettext("Keyboard shortcuts"),
        key=field_key("keys"),
        help=gettext(
            "S opens the stage view and Escape leaves it, Space reveals the answer or pauses a "
            "replay, arrows step through it."
        ),
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
