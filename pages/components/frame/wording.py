"""Figures and states in words, the same on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core import durations, sizes
from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.i18n import gettext, mark
from core.recipes import Recipe
from core.runs.run import (
    COMPLETED,
    FAILED,
    INTERRUPTED,
    PAUSED,
    QUEUED,
    RUNNING,
    STOPPED,
    now,
)

# Of names that a link or somebody else gave: how many are shown, and how much of each.
SHOWN, NAME_SHOWN = 10, 500

TASKS: Mapping[str, str] = {
    "numeric-binary": mark("numbers, 2 classes"),
    "text-binary": mark("text, 2 classes"),
    "text-multiclass": mark("text, many topics"),
    "image-multiclass": mark("pictures, 10 digits"),
    "series-regression": mark("series, a day ahead"),
}

STATUSES: Mapping[str, str] = {
    QUEUED: mark("queued"),
    RUNNING: mark("running"),
    PAUSED: mark("paused"),
    COMPLETED: mark("completed"),
    STOPPED: mark("stopped"),
    FAILED: mark("failed"),
    INTERRUPTED: mark("interrupted"),
}

STATUS_COLOURS: Mapping[str, str] = {
    QUEUED: "gray",
    RUNNING: "blue",
    PAUSED: "gray",
    COMPLETED: "green",
    STOPPED: "gray",
    FAILED: "red",
    INTERRUPTED: "orange",
}

LOSSES: Mapping[str, str] = {
    "binary_crossentropy": mark("loss (binary cross-entropy, nats)"),
    "categorical_crossentropy": mark("loss (categorical cross-entropy, nats)"),
    "mae": mark("mean absolute error (standard deviations)"),
}

# What a test figure is measured on: a whole sentence part, and how many there are where the
# sources tested.
TESTED_ON: Mapping[str, tuple[str, int | None]] = {
    "noise": (mark("{count:,} random samples"), 100),
    "breast-cancer": (mark("{count:,} patients"), 113),
    "imdb": (mark("{count:,} reviews"), 25_000),
    "imdb-raw": (mark("{count:,} reviews"), 25_000),
    "reuters": (mark("{count:,} newswires"), 2_246),
    "topics": (mark("{count:,} texts"), 2_000),
    "mnist": (mark("{count:,} digits"), 10_000),
    "digits": (mark("{count:,} digits"), 359),
    "jena": (mark("{count:,} windows"), None),
    "series": (mark("{count:,} windows"), 8_502),
    **{
        f"probe-{name}": (mark("{count:,} test sequences"), 2_000)
        for name in ("motif", "place", "last", "order")
    },
}

COMMAND = re.compile(r"((?<!`)`[^`\n]+`(?!`))")
SIGNS = re.compile(r"([\\`*_\[\]$~<>#|:]|&(?=#?\w+;))")
# Streamlit makes links and pictures of addresses, :shortcodes: and :material/icons: after it has
# read the Markdown, when a backslash before them is gone. The empty span that this directive
# becomes separates their parts; a copy of the text has nothing of it.
SPAN = ":color[]"
ALIVE = re.compile(r"(?i)(?<=www)(?=\.)|(?=@|\\://)|(?<=:material)(?=/)|\\:(?:[\w+-]|\\_)+(?=\\:)")
# what would begin a list or underline a title where a line begins with it
LEAD = re.compile(r"(?m)^(\s*\d*)([-+.)=](?=[\s=-]|$))")

duration = durations.duration
size = sizes.size


def escape_markdown(text: str) -> str:
    """A sentence whose values may hold anything, so that Markdown shows them as they are.

    Nothing in it becomes a link, a picture or markup. What stands between two single backticks on
    a line is a command to copy, and stays.
    """
    parts = COMMAND.split(text)
    parts[::2] = [_inert(part) for part in parts[::2]]
    return "".join(parts)


def _inert(text: str) -> str:
    text = LEAD.sub(r"\1\\\2", SIGNS.sub(r"\\\1", text))
    return ALIVE.sub(rf"\g<0>{SPAN}", text)


def small(text: str) -> str:
    """Markdown for what is read second: small, but not faint."""
    return f":gray[:small[{text}]]"


def basis(dataset: str, count: int | None = None) -> str:
    """What a test figure is measured on: ``"25,000 reviews"``."""
    message, usual = TESTED_ON.get(dataset, (mark("{count:,} test sequences"), None))
    number = usual if count is None else count
    return gettext("the test set") if number is None else gettext(message, count=number)


def share(value: float | None) -> str:
    """An accuracy as the sources print it: ``.8612``, ``1.0000``; a dash for none."""
    if value is None or value != value:
        return "—"
    return f"{value:.4f}".removeprefix("0")


def figure(value: float | None) -> str:
    """A loss or an error: ``0.3482``; a dash for none."""
    return "—" if value is None or value != value else f"{value:.4f}"


def metric_name(recipe: Recipe) -> str:
    if recipe.metric == "mae":
        return gettext("mean absolute error")
    return gettext("accuracy")


def metric_axis(recipe: Recipe) -> str:
    """The metric with its unit, for an axis."""
    if recipe.metric == "mae":
        return gettext("mean absolute error (standard deviations)")
    return gettext("accuracy (share that is right)")


def test_axis(recipe: Recipe) -> str:
    """The test figure with its unit, for a small axis."""
    if recipe.metric == "mae":
        return gettext("test error (sd)")
    return gettext("test accuracy (share)")


def tested(recipe: Recipe, tested: Iterable[tuple[str, int | None]]) -> str:
    """The test figure with what it is measured on.

    Args:
        tested: The dataset and the number of test samples of each run.
    """
    found = {basis(dataset, count) for dataset, count in tested}
    on = found.pop() if len(found) == 1 else gettext("each on its own test set")
    if recipe.metric == "mae":
        return gettext("Mean absolute test error, {basis}", basis=on)
    return gettext("Test accuracy, {basis}", basis=on)


def loss_axis(recipe: Recipe) -> str:
    return gettext(LOSSES[recipe.compile["loss"]])


def family_mark(family: str) -> str:
    """The family's marker in its colour, as Markdown."""
    style = FAMILY_STYLES[family]
    return f":{style.word}[{style.character}]"


def family_title(family: str) -> str:
    return gettext(FAMILIES[family].title)


def ago(moment: datetime) -> str:
    """How long ago something was, roughly."""
    seconds = (now() - moment).total_seconds()
    if seconds < 90:
        return gettext("just now")
    if seconds < 90 * 60:
        return gettext("{count:.0f} min ago", count=seconds / 60)
    if seconds < 36 * 3600:
        return gettext("{count:.0f} h ago", count=seconds / 3600)
    return gettext("{count:.0f} days ago", count=seconds / 86400)


def some(names: Sequence[str]) -> str:
    """The first of many names, each cut where it is long; whoever wrote a link may write any."""
    shown = [name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…" for name in names[:SHOWN]]
    return ", ".join([*shown, *["…"][: len(names) > SHOWN]])


def unknown_in_link(kind: str, names: Sequence[str]) -> str:
    """What of a link's list is not known here."""
    return gettext(
        "This link names {name} that are not known here: {unknown}.", name=kind, unknown=some(names)
    )
