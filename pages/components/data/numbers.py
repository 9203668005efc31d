"""Samples that are rows of numbers: a scatter over two or three features, and one row."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core.charts.classes import class_style
from core.charts.scatter import plot_scatter
from core.i18n import gettext, mark
from pages.components.data.charts import show_chart
from pages.components.data.view import View, sample_words, split_name
from pages.components.frame import wording
from pages.components.frame.fields import bound
from pages.components.frame.reader import theme
from pages.components.frame.tiles import Tile, show_tiles
from pages.components.live.loading import Loaded
from pages.components.live.place import Place

MAX_POINTS = 2_000
NONE = -1
CHART_HEIGHT = 520


def show_numbers(current: View, loaded: Loaded) -> None:
    """Show the scatter, then the chosen sample in numbers."""
    view, place = loaded.view, current.place
    samples = view.splits[place.split]
    names = list(view.loaded.columns) or [
        gettext("feature {number}", number=number + 1) for number in range(view.shape[0])
    ]
    _choose_features(current, names)
    columns = list(place.features)
    index = np.linspace(0, len(samples) - 1, min(len(samples), MAX_POINTS)).astype(np.int64)
    flat = len(columns) == 2
    unit = _unit(current, flat=flat)
    figure = plot_scatter(
        samples.inputs[index][:, columns],
        samples.targets[index],
        classes=[view.class_name(label) for label in range(view.dataset.classes)],
        axes=[gettext("{name} ({unit})", name=names[column], unit=unit) for column in columns],
        chosen=samples.inputs[place.sample][columns],
        theme=theme(),
        revision=f"{current.dataset} {place.features}",
    )
    shown = ", ".join(names[column] for column in columns)
    show_chart(
        figure,
        key="scatter" if flat else "scatter-3d",
        label=gettext("Scatter of the samples over {features}, by class", features=shown),
        height=CHART_HEIGHT,
    )
    if len(index) < len(samples):
        note = gettext(
            "Shown: {shown:,} of {count:,} {split} samples, evenly spaced.",
            shown=len(index),
            count=len(samples),
            split=split_name(place.split),
        )
        st.markdown(wording.small(note))
    heading = sample_words(mark("Sample {number:,} of {count:,}, {split}: {name}"), current, view)
    style = class_style(int(samples.targets[place.sample]))
    st.markdown(f"**{heading}** {style.character}")
    values = samples.inputs[place.sample]
    show_tiles(
        [
            Tile(
                f"{value:.2f}".replace("-", "−"), name, "chosen" if column in place.features else ""
            )
            for column, (name, value) in enumerate(zip(names, values.tolist(), strict=True))
        ],
        label=gettext("The features of the sample"),
        wide=True,
    )
    st.markdown(wording.small(wording.escape_markdown(_about_units(current))))


def _choose_features(current: View, names: list[str]) -> None:
    place = current.place
    axes = (gettext("Horizontal axis"), gettext("Vertical axis"), gettext("Depth axis"))
    for which, (column, label) in enumerate(zip(st.columns(3), axes, strict=True)):
        with column:
            bound(
                st.selectbox,
                label,
                [NONE, *range(len(names))] if which == 2 else list(range(len(names))),
                key=f"data feature {which}",
                value=place.features[which] if which < len(place.features) else NONE,
                on_change=partial(_set_feature, place, which),
                labels_change=True,
                format_func=lambda number: gettext("None") if number == NONE else names[number],
            )


def _set_feature(place: Place, which: int, number: int) -> None:
    features = list(place.features)
    features[which : which + 1] = [] if number == NONE else [number]
    place.features = tuple(features)


def _unit(current: View, *, flat: bool) -> str:
    if current.dataset == "breast-cancer":
        return gettext("standard deviations from the mean") if flat else gettext("sd")
    return gettext("no unit, 0 to 1") if current.dataset == "noise" else gettext("no unit")


def _about_units(current: View) -> str:
    if current.dataset == "noise":
        return gettext("Drawn evenly between 0 and 1; the numbers mean nothing.")
    if current.dataset != "breast-cancer":
        return gettext("As the model sees them.")
    return gettext(
        "As the model sees them: each feature minus its training mean, divided by its training "
        "standard deviation. The source gives no units; the measurements were taken on digitised "
        "images."
    )
