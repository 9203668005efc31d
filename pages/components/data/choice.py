"""The widgets that choose a dataset, its preparation, a split and a sample."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.datasets import DATASETS, TASKS
from core.datasets.status import status
from core.i18n import gettext
from pages.components.data.view import View, move, move_anywhere, split_name
from pages.components.frame import wording
from pages.components.frame.fields import render_field
from pages.components.live.loading import Loaded
from pages.components.live.manager import run_manager
from pages.components.live.place import Place, recipes_of, settings_of

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


def choose_dataset(current: View) -> None:
    """Choose the dataset, the recipe that prepares it, and the preprocessing settings."""
    settings = run_manager().settings
    order = [name for task in TASKS for name, data in DATASETS.items() if data.task == task]
    missing = {name for name in order if status(name, settings).state in ("missing", "refused")}
    st.session_state[DATASET] = current.dataset
    st.selectbox(
        gettext("Dataset"),
        order,
        key=DATASET,
        format_func=lambda name: _dataset_label(name, name in missing),
        on_change=_set_dataset,
        args=(current,),
    )
    data = DATASETS[current.dataset]
    st.markdown(wording.escape_markdown(gettext(data.summary)))
    names = [entry.id for entry in recipes_of(current.dataset)]
    st.session_state[RECIPE] = current.place.recipe
    st.selectbox(
        gettext("Prepared for"),
        names,
        key=RECIPE,
        help=gettext("A recipe defines how its data is prepared and what it validates on."),
        on_change=_set_recipe,
        args=(current,),
    )
    for name, hyperparameter in settings_of(current.recipe).items():
        render_field(
            hyperparameter,
            owner=f"data {current.place.recipe}",
            value=current.place.preprocessing[name],
            on_change=partial(_set_setting, current),
        )
    st.page_link(
        "train.py",
        label=gettext("Train {recipe} on it", recipe=current.place.recipe),
        icon=":material/play_arrow:",
        query_params={
            "recipe": current.place.recipe,
            **{name: str(value) for name, value in current.place.changes.items()},
        },
    )


def choose_sample(current: View, loaded: Loaded) -> None:
    """Choose the split and a sample of it, with buttons and keys to step through the samples."""
    view, place = loaded.view, current.place
    _keep_within(place, loaded)
    st.session_state[SPLIT] = place.split
    st.segmented_control(
        gettext("Split"),
        list(view.splits),
        key=SPLIT,
        format_func=lambda split: gettext(
            "{split} {count:,}", split=split_name(split), count=len(view.splits[split])
        ),
        on_change=_set_split,
        args=(current,),
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
                args=(current, numbers, step),
            )
        st.button(
            gettext("Random"),
            key="data any",
            icon=":material/shuffle:",
            shortcut=ANY_KEY,
            on_click=move_anywhere,
            args=(current, numbers),
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
            on_change=_set_sample,
            args=(current,),
        )
        if view.dataset.classes:
            _choose_class(current, loaded)


def _choose_class(current: View, loaded: Loaded) -> None:
    view = loaded.view
    counts = loaded.once(type(view).counts, current.place.split)
    options = [ALL, *(label for label in range(view.dataset.classes) if counts[label])]
    st.session_state[CLASS] = ALL if current.place.label is None else current.place.label
    st.selectbox(
        gettext("Class"),
        options,
        key=CLASS,
        format_func=lambda label: gettext("All") if label == ALL else view.class_name(label),
        width=190,
        on_change=_set_class,
        args=(current,),
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


def _dataset_label(name: str, missing: bool) -> str:
    data = DATASETS[name]
    values = {"title": gettext(data.title), "task": gettext(wording.TASKS[data.task])}
    if missing:
        return gettext("{title} (no file yet) · {task}", **values)
    return gettext("{title} · {task}", **values)


def _set_dataset(current: View) -> None:
    current.dataset = st.session_state[DATASET]


def _set_recipe(current: View) -> None:
    current.place.recipe = st.session_state[RECIPE]
    current.place.changes.clear()


def _set_setting(current: View, owner: str, name: str, value: Any) -> None:
    current.place.changes.pop(name, None)
    if value != current.recipe.preprocessing[name]:
        current.place.changes[name] = value


def _set_split(current: View) -> None:
    current.place.split = st.session_state[SPLIT] or current.place.split


def _set_sample(current: View) -> None:
    if st.session_state[SAMPLE] is not None:
        current.place.sample = st.session_state[SAMPLE] - 1


def _set_class(current: View) -> None:
    chosen = st.session_state[CLASS]
    current.place.label = None if chosen == ALL else chosen
