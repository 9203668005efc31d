"""The whole at a glance: splits with their sizes and shapes, and how many samples a class has."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from core.analysis.data_view import DataView
from core.charts.histogram import MOST_LYING, plot_counts
from core.charts.series import DAY, minus
from core.i18n import gettext
from pages.components.data.charts import show_chart
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.loading import Loaded
from pages.components.live.looking import Looking, split_name

FEW_CLASSES = 2
# On a phone the table stands closer together, and what is still too wide can be pushed aside.
NARROW = """<style>@media (max-width: 640px) {
  .st-key-data-splits table { display: block; overflow-x: auto; font-size: 0.85rem; }
  .st-key-data-splits :is(td, th) { padding: 0.3rem 0.4rem !important; }
}</style>"""
ROW_HEIGHT, UPRIGHT_HEIGHT = 30, 380


def show_overview(here: Looking, loaded: Loaded) -> None:
    """A row a split, what one sample is, and where validation samples come from."""
    view = loaded.view
    titles = [gettext("Split"), gettext("Samples"), *_more_titles(view)]
    lines = ["|" + "|".join(titles) + "|", "|:--|--:|" + "--:|" * (len(titles) - 2)]
    for split, samples in view.splits.items():
        cells = [split_name(split), f"{len(samples):,}", *_more_cells(loaded, split)]
        lines.append("|" + "|".join(cells) + "|")
    with st.container(key="data-splits"):
        st.markdown("\n".join(lines))
        st.html(NARROW)
    sentences = [_shape(view), _validation(here, view)]
    if not view.dataset.classes:
        sentences.append(
            gettext(
                "The table says when the first and the last window begin, and the mean of what is "
                "to be predicted."
            )
        )
    st.markdown(" ".join(wording.escape_markdown(sentence) for sentence in sentences))
    if view.notes:
        notes = [f"- {wording.escape_markdown(gettext(note))}" for note in view.notes]
        st.info("\n".join(notes))


def show_balance(here: Looking, loaded: Loaded) -> None:
    """How many samples each class has in the chosen split; the shown sample's is picked out."""
    view, split = loaded.view, here.place.split
    counts = loaded.once(type(view).counts, split)
    names = [view.class_name(label) for label in range(view.dataset.classes)]
    label = int(view.splits[split].targets[here.place.sample])
    st.markdown(f"**{gettext('Classes')}**")
    usual = counts.max() / max(1, counts.sum())
    sentence = gettext(
        "Always answering “{name}” would be right for {share:.1%} of the {count:,} {split} "
        "samples.",
        name=names[int(counts.argmax())],
        share=usual,
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
        revision=f"{here.dataset} {split}",
    )
    lying = len(counts) <= MOST_LYING
    show_chart(
        figure,
        key="classes",
        label=gettext("Samples of each class in the {split} split", split=split_name(split)),
        height=80 + ROW_HEIGHT * len(counts) if lying else UPRIGHT_HEIGHT,
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
    """A time of a series: a date, or the number of the day of a generated one."""
    if view.dataset.generated:
        return f"{seconds // DAY + 1:,}"
    # With hyphens at which a narrow table does not break it.
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y‑%m‑%d")


def _shape(view: DataView) -> str:
    shape = " × ".join(f"{size:,}" for size in view.shape)
    kind = gettext("whole numbers") if view.dtype.kind == "i" else gettext("numbers")
    return gettext(
        "One sample is {shape} {kind} ({dtype}) for the model.",
        shape=shape,
        kind=kind,
        dtype=view.dtype,
    )


def _validation(here: Looking, view: DataView) -> str:
    recipe = here.place.recipe
    if view.validation == "source":
        return gettext("The source itself says which samples to validate on.")
    if view.validation == "test":
        return gettext(
            "The recipe {recipe} validates on the test samples themselves, as its source did: "
            "whoever stops at its best epoch has looked at the test.",
            recipe=recipe,
        )
    if view.validation == "none":
        return gettext("The recipe {recipe} holds nothing out to validate on.", recipe=recipe)
    share = here.recipe.fit["validation_split"]
    return gettext(
        "The recipe {recipe} holds out the last {share:.3g}% of the training samples to validate "
        "on.",
        recipe=recipe,
        share=share * 100,
    )
