"""The widgets that choose a dataset, its preparation, a split and a sample."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.datasets import DATASETS
from core.i18n import gettext
from pages.components.data.view import View, move, move_anywhere, split_name
from pages.components.frame import wording
from pages.components.frame.fields import bound, render_field
from pages.components.live.loading import Loaded
from pages.components.live.place import Place, recipes_of, settings_of
from pages.components.run.picker import pick_dataset

ALL = -1


def choose_dataset(current: View) -> None:
    """Choose the dataset, the recipe that prepares it, and the preprocessing settings."""
    pick_dataset(current.dataset, "data dataset", partial(setattr, current, "dataset"))
    data = DATASETS[current.dataset]
    st.markdown(wording.escape_markdown(gettext(data.summary)))
    names = [entry.id for entry in recipes_of(current.dataset)]
    bound(
        st.selectbox,
        gettext("Prepared for"),
        names,
        key="data recipe",
        value=current.place.recipe,
        on_change=partial(_set_recipe, current.place),
        help=gettext("A recipe defines how its data is prepared and what it validates on."),
    )
    for name, hyperparameter in settings_of(current.recipe).items():
        render_field(
            hyperparameter,
            owner=f"data {current.place.recipe}",
            value=current.place.preprocessing[name],
            on_change=partial(_set_setting, current.place),
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
    bound(
        st.segmented_control,
        gettext("Split"),
        list(view.splits),
        key="data split",
        value=place.split,
        on_change=partial(setattr, place, "split"),
        labels_change=True,
        format_func=lambda split: gettext(
            "{split} {count:,}", split=split_name(split), count=len(view.splits[split])
        ),
        required=True,
    )
    numbers = view.of_class(place.split, place.label)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for label, key, shortcut, icon, work in (
            (gettext("Previous"), "step -1", "P", "chevron_left", partial(move, step=-1)),
            (gettext("Next"), "step 1", "N", "chevron_right", partial(move, step=1)),
            (gettext("Random"), "any", "A", "shuffle", move_anywhere),
        ):
            st.button(
                label,
                key=f"data {key}",
                icon=f":material/{icon}:",
                shortcut=shortcut,  # Streamlit's own keys C and R are taken
                on_click=work,
                args=(current, numbers),
            )
        count = len(view.splits[place.split])
        bound(
            st.number_input,
            gettext("Sample, 1 to {count:,}", count=count),
            key="data sample",
            value=place.sample + 1,
            on_change=partial(_set_sample, place),
            min_value=1,
            max_value=count,
            step=1,
            width=190,
        )
        if view.dataset.classes:
            _choose_class(current, loaded)


def _choose_class(current: View, loaded: Loaded) -> None:
    view = loaded.view
    counts = loaded.once(type(view).counts, current.place.split)
    options = [ALL, *(label for label in range(view.dataset.classes) if counts[label])]
    bound(
        st.selectbox,
        gettext("Class"),
        options,
        key="data class",
        value=ALL if current.place.label is None else current.place.label,
        on_change=partial(_set_class, current.place),
        labels_change=True,
        format_func=lambda label: gettext("All") if label == ALL else view.class_name(label),
        width=190,
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


def _set_recipe(place: Place, recipe: str) -> None:
    place.recipe = recipe
    place.changes.clear()


def _set_setting(place: Place, owner: str, name: str, value: Any) -> None:
    place.changes.pop(name, None)
    if value != place.entry.preprocessing[name]:
        place.changes[name] = value


def _set_sample(place: Place, number: int | None) -> None:
    if number is not None:
        place.sample = number - 1


def _set_class(place: Place, label: int) -> None:
    place.label = None if label == ALL else label
