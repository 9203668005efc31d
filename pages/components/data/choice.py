"""Choosing: a dataset and how it is prepared, a split and a sample of it."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core.datasets import DATASETS, TASKS
from core.datasets.status import status
from core.i18n import gettext
from pages.components.frame import wording
from pages.components.frame.fields import refusal, refusals, render_field
from pages.components.frame.session import field_key
from pages.components.live.loading import Loaded
from pages.components.live.looking import (
    Looking,
    Place,
    move,
    move_anywhere,
    recipes_of,
    settings_of,
    split_name,
)
from pages.components.live.manager import run_manager

DATASET, RECIPE, SPLIT, SAMPLE, CLASS = (
    "data dataset",
    "data recipe",
    "data split",
    "data sample",
    "data class",
)
ALL = -1
# Streamlit's own keys C and R are taken.
PREVIOUS_KEY, NEXT_KEY, ANY_KEY = "P", "N", "A"


def choose_dataset(here: Looking) -> None:
    """The dataset, the recipe that prepares it, and the settings of that preparation."""
    settings = run_manager().settings
    order = [name for task in TASKS for name, data in DATASETS.items() if data.task == task]
    missing = {name for name in order if status(name, settings).state in ("missing", "refused")}
    st.session_state[DATASET] = here.dataset
    st.selectbox(
        gettext("Dataset"),
        order,
        key=DATASET,
        format_func=lambda name: _dataset_label(name, name in missing),
        on_change=_take_dataset,
        args=(here,),
    )
    data = DATASETS[here.dataset]
    st.markdown(wording.escape_markdown(gettext(data.summary)))
    names = [entry.id for entry in recipes_of(here.dataset)]
    st.session_state[RECIPE] = here.place.recipe
    st.selectbox(
        gettext("Prepared as for the recipe"),
        names,
        key=RECIPE,
        help=gettext("A recipe says how its data is prepared and what is held out to validate on."),
        on_change=_take_recipe,
        args=(here,),
    )
    hyperparameters = settings_of(here.recipe)
    owner = _owner(here)
    for name, hyperparameter in hyperparameters.items():
        if not refusals(owner, [hyperparameter]):
            st.session_state[field_key(owner, name)] = here.preprocessing[name]
        render_field(hyperparameter, owner=owner, on_change=partial(_take_setting, here))
    st.page_link(
        "train.py",
        label=gettext("Train {recipe} on it", recipe=here.place.recipe),
        icon=":material/play_arrow:",
        query_params={
            "recipe": here.place.recipe,
            **{name: str(value) for name, value in here.place.changes.items()},
        },
    )


def choose_sample(here: Looking, loaded: Loaded) -> None:
    """The split, and the sample within it, with buttons and keys to walk through them."""
    view, place = loaded.view, here.place
    _keep_within(place, loaded)
    st.session_state[SPLIT] = place.split
    st.segmented_control(
        gettext("Split to look at"),
        list(view.splits),
        key=SPLIT,
        format_func=lambda split: gettext(
            "{split} {count:,}", split=split_name(split), count=len(view.splits[split])
        ),
        on_change=_take_split,
        args=(here,),
    )
    numbers = view.of_class(place.split, place.label)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for label, step, key, icon in (
            (gettext("Previous"), -1, PREVIOUS_KEY, ":material/chevron_left:"),
            (gettext("Next"), 1, NEXT_KEY, ":material/chevron_right:"),
        ):
            st.button(
                label,
                key=f"data step {step}",
                icon=icon,
                shortcut=key,
                on_click=move,
                args=(here, numbers, step),
            )
        st.button(
            gettext("Any"),
            key="data any",
            icon=":material/shuffle:",
            shortcut=ANY_KEY,
            on_click=move_anywhere,
            args=(here, numbers),
        )
        count = len(view.splits[place.split])
        st.session_state[SAMPLE] = place.sample + 1
        st.number_input(
            gettext("Sample, 1 to {count:,}", count=count),
            min_value=1,
            max_value=count,
            step=1,
            key=SAMPLE,
            width=190,
            on_change=_take_sample,
            args=(here,),
        )
        if view.dataset.classes:
            _choose_class(here, loaded)


def _choose_class(here: Looking, loaded: Loaded) -> None:
    view = loaded.view
    counts = loaded.once(type(view).counts, here.place.split)
    there = [ALL, *(label for label in range(view.dataset.classes) if counts[label])]
    st.session_state[CLASS] = ALL if here.place.label is None else here.place.label
    st.selectbox(
        gettext("Only of class"),
        there,
        key=CLASS,
        format_func=lambda label: gettext("all") if label == ALL else view.class_name(label),
        width=190,
        on_change=_take_class,
        args=(here,),
    )


def _keep_within(place: Place, loaded: Loaded) -> None:
    if place.split not in loaded.view.splits:
        place.split = "train"
    place.sample = min(place.sample, len(loaded.view.splits[place.split]) - 1)
    if not loaded.view.dataset.classes:
        place.label = None
    if place.label is None:
        return
    numbers = loaded.view.of_class(place.split, place.label)
    if not len(numbers):
        place.label = None
    elif place.sample not in numbers:
        place.sample = int(numbers[np.searchsorted(numbers, place.sample) % len(numbers)])


def _owner(here: Looking) -> str:
    return f"data {here.place.recipe}"


def _dataset_label(name: str, missing: bool) -> str:
    data = DATASETS[name]
    values = {"title": gettext(data.title), "task": gettext(wording.TASKS[data.task])}
    if missing:
        return gettext("{title} (no file yet) · {task}", **values)
    return gettext("{title} · {task}", **values)


def _take_dataset(here: Looking) -> None:
    here.dataset = st.session_state[DATASET]


def _take_recipe(here: Looking) -> None:
    here.place.recipe = st.session_state[RECIPE]
    here.place.changes.clear()


def _take_setting(here: Looking, owner: str, name: str) -> None:
    value, usual = st.session_state[field_key(owner, name)], here.recipe.preprocessing[name]
    if refusal(settings_of(here.recipe)[name], value):
        return
    here.place.changes.pop(name, None)
    if value is not None and value != usual:  # a field cleared by hand is as usual again
        here.place.changes[name] = value


def _take_split(here: Looking) -> None:
    here.place.split = st.session_state[SPLIT] or here.place.split


def _take_sample(here: Looking) -> None:
    if st.session_state[SAMPLE] is not None:
        here.place.sample = st.session_state[SAMPLE] - 1


def _take_class(here: Looking) -> None:
    chosen = st.session_state[CLASS]
    here.place.label = None if chosen == ALL else chosen
