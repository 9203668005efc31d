"""The dataset at a glance: its splits with sizes and shapes, and the samples per class."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from core.analysis.data_view import DataView
from core.charts.histogram import MAX_HORIZONTAL, plot_counts
from core.charts.series import DAY, minus
from core.i18n import gettext
from pages.components.data.charts import show_chart
from pages.components.data.view import View, split_name
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.frame.table import markdown_table
from pages.components.live.loading import Loaded

FEW_CLASSES = 2
ROW_HEIGHT, UPRIGHT_HEIGHT = 30, 380


def show_overview(current: View, loaded: Loaded) -> None:
    """Show a row per split, the shape of a sample, and where validation samples come from."""
    view = loaded.view
    titles = [gettext("Split"), gettext("Samples"), *_more_titles(view)]
    rows = [
        [split_name(split), f"{len(samples):,}", *_more_cells(loaded, split)]
        for split, samples in view.splits.items()
    ]
    with st.container(key="data-splits"):
        st.markdown(markdown_table(titles, rows))
    sentences = [_shape(view), _validation(current, view)]
    if not view.dataset.classes:
        sentences.append(
            gettext(
                "The table shows when the first and the last window begin, and the mean of the "
                "target."
            )
        )
    st.markdown(" ".join(wording.escape_markdown(sentence) for sentence in sentences))
    if view.notes:
        st.info(wording.bullets(map(gettext, view.notes)))


def show_balance(current: View, loaded: Loaded) -> None:
    """Show the samples per class in the chosen split, highlighting the current sample's class."""
    view, split = loaded.view, current.place.split
    counts = loaded.once(type(view).counts, split)
    names = [view.class_name(label) for label in range(view.dataset.classes)]
    label = int(view.splits[split].targets[current.place.sample])
    st.markdown(f"**{gettext('Classes')}**")
    share = counts.max() / max(1, counts.sum())
    sentence = gettext(
        "Always answering “{name}” would be right for {share:.1%} of the {count:,} {split} "
        "samples.",
        name=names[int(counts.argmax())],
        share=share,
        count=int(counts.sum()),
        split=split_name(split),
    )
    st.markdown(wording.escape_markdown(sentence))
    figure = plot_counts(
        counts,
        names,
        axis=gettext("{split} samples (count)", split=split_name(split)),
        chosen=label,
        theme=theme(),
        revision=f"{current.dataset} {split}",
    )
    horizontal = len(counts) <= MAX_HORIZONTAL
    show_chart(
        figure,
        key="classes",
        label=gettext("Samples of each class in the {split} split", split=split_name(split)),
        height=80 + ROW_HEIGHT * len(counts) if horizontal else UPRIGHT_HEIGHT,
    )


def _more_titles(view: DataView) -> list[str]:
    if view.dataset.classes == FEW_CLASSES:
        return [wording.escape_markdown(view.class_name(label)) for label in range(FEW_CLASSES)]
    if view.dataset.classes:
        return [gettext("Smallest class"), gettext("Largest class")]
    mean = gettext("Mean ({unit})", unit=view.loaded.unit)
    if view.dataset.generated:
        return [gettext("From day"), gettext("To day"), mean]
    return [gettext("From"), gettext("To"), mean]


def _more_cells(loaded: Loaded, split: str) -> list[str]:
    view = loaded.view
    if not view.dataset.classes:
        return _series_cells(view, split)
    counts = loaded.once(type(view).counts, split)
    total = max(1, int(counts.sum()))
    if view.dataset.classes == FEW_CLASSES:
        return [f"{int(count):,} ({count / total:.1%})" for count in counts]
    smallest, largest = int(counts.argmin()), int(counts.argmax())
    return [
        wording.escape_markdown(
            gettext("“{name}”, {count:,}", name=view.class_name(label), count=counts[label])
        )
        for label in (smallest, largest)
    ]


def _series_cells(view: DataView, split: str) -> list[str]:
    loaded, samples = view.loaded, view.splits[split]
    mean = float(samples.targets.mean()) * loaded.scale + loaded.centre
    ends = [loaded.times[samples.starts[0]], loaded.times[samples.starts[-1]]]
    return [*(moment(view, int(seconds)) for seconds in ends), minus(mean)]


def moment(view: DataView, seconds: int) -> str:
    """A time of a series: a date, or the 1-based day of a generated series."""
    if view.dataset.generated:
        return f"{seconds // DAY + 1:,}"
    # Non-breaking hyphens, so that a narrow table does not wrap it.
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y‑%m‑%d")


def _shape(view: DataView) -> str:
    shape = " × ".join(f"{size:,}" for size in view.shape)
    kind = gettext("whole numbers") if view.dtype.kind == "i" else gettext("numbers")
    return gettext(
        "For the model, one sample is {shape} {kind} ({dtype}).",
        shape=shape,
        kind=kind,
        dtype=view.dtype,
    )


def _validation(current: View, view: DataView) -> str:
    recipe = current.place.recipe
    if view.validation == "source":
        return gettext("The source itself defines the validation samples.")
    if view.validation == "test":
        return gettext(
            "The recipe {recipe} validates on the test samples themselves, as its source did, so "
            "picking its best epoch means looking at the test.",
            recipe=recipe,
        )
    if view.validation == "none":
        return gettext("The recipe {recipe} holds nothing out for validation.", recipe=recipe)
    share = current.recipe.fit["validation_split"]
    return gettext(
        "The recipe {recipe} holds out the last {share:.3g}% of the training samples for "
        "validation.",
        recipe=recipe,
        share=share * 100,
    )
