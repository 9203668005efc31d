"""Figures and states in words, worded the same on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core import durations, sizes
from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.i18n import gettext, mark
from core.recipes import Recipe
from core.runs.run import COMPLETED, FAILED, INTERRUPTED, RUNNING, now

# Names from a link or from another person: how many are shown, and how many characters of each.
MAX_NAMES, MAX_CHARACTERS = 10, 500

TASKS: Mapping[str, str] = {
    "numeric-binary": mark("numbers, 2 classes"),
    "text-binary": mark("text, 2 classes"),
    "text-multiclass": mark("text, many topics"),
    "image-multiclass": mark("pictures, 10 digits"),
    "series-regression": mark("series, a day ahead"),
}

# Of a run's statuses; the others are gray.
STATUS_COLOURS = {RUNNING: "blue", COMPLETED: "green", FAILED: "red", INTERRUPTED: "yellow"}

# What a test figure is measured on: a phrase, and the usual number of test samples; None where that
# depends on the data.
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

# Between two single backticks: a command to copy.
COMMAND = re.compile(r"((?<!`)`[^`\n]+`(?!`))")
MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]$~<>#|:]|&(?=#?\w+;))")
# Streamlit turns URLs, :shortcodes: and :material/icons: into links and pictures after parsing the
# Markdown, when backslashes no longer protect them. This directive becomes an empty span, which
# breaks them up and leaves no trace in copied text.
SPAN = ":color[]"
AUTOLINK_STARTS = re.compile(
    r"(?i)(?<=www)(?=\.)|(?=@|\\://)|(?<=:material)(?=/)|\\:(?:[\w+-]|\\_)+(?=\\:)"
)
# At the start of a line: a list marker or the underline of a heading.
LINE_STARTS = re.compile(r"(?m)^(\s*\d*)([-+.)=](?=[\s=-]|$))")

duration = durations.duration
size = sizes.size


def escape_markdown(text: str) -> str:
    """Escape a sentence so that Markdown shows its values literally, whatever they contain.

    Nothing in it becomes a link, a picture or markup. Text between two single backticks on a line
    is a command to copy and is left alone.
    """
    parts = COMMAND.split(text)
    parts[::2] = [_literal(part) for part in parts[::2]]
    return "".join(parts)


def _literal(text: str) -> str:
    text = LINE_STARTS.sub(r"\1\\\2", MARKDOWN_SIGNS.sub(r"\\\1", text))
    return AUTOLINK_STARTS.sub(rf"\g<0>{SPAN}", text)


def capitalized(text: str) -> str:
    """The text with a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def bullets(sentences: Iterable[str]) -> str:
    """Sentences as a list in Markdown, their values shown literally."""
    return "\n".join(f"- {escape_markdown(sentence)}" for sentence in sentences)


def small(text: str) -> str:
    """Markdown for secondary text: small, but not faint."""
    return f":gray[:small[{text}]]"


def basis(dataset: str, count: int | None = None) -> str:
    """What a test figure is measured on, such as ``"25,000 reviews"``.

    Args:
        count: The number of test samples; None for as many as the source used.
    """
    message, usual_count = TESTED_ON.get(dataset, (mark("{count:,} test sequences"), None))
    if count is None:
        count = usual_count
    return gettext("the test set") if count is None else gettext(message, count=count)


def share(value: float | None) -> str:
    """Format an accuracy in percent, with a space that does not break: ``86.1 %``; a dash for
    none."""
    return "—" if value is None or value != value else f"{percent(value)}\u00a0%"


def percent(value: float) -> str:
    """Format an accuracy in percent: ``86.1``; ``100`` only if every sample was right."""
    if value == 1:
        return "100"
    decimals = next((count for count in (1, 2, 3) if round(100 * value, count) < 100), 4)
    return f"{100 * value:.{decimals}f}"


def figure(value: float | None) -> str:
    """Format a loss or an error: ``0.3482``; a dash for none."""
    return "—" if value is None or value != value else f"{value:.4f}"


def number(value: float | None, metric: str) -> str:
    """Format a value of a metric without its unit: ``86.1 %`` or, for ``mae``, ``0.3482``."""
    return figure(value) if metric == "mae" else share(value)


def score(value: float | None, metric: str, scale: float | None = None, unit: str = "") -> str:
    """Format a value of a metric: ``86.1 %``, ``0.3482 sd`` or ``0.3482 sd = 2.95 °C``.

    Args:
        scale: One standard deviation of the series in ``unit``, if known.
        unit: The unit of the series.
    """
    if metric != "mae":
        return share(value)
    if value is None or not scale:
        return gettext("{value} sd", value=figure(value))
    return gettext(
        "{value} sd = {scaled:.2f} {unit}", value=figure(value), scaled=value * scale, unit=unit
    )


def published(recipe: Recipe) -> str:
    """The most informative figure that a recipe's source printed, and on what if not on the test
    data; "" if it printed none."""
    reference = recipe.reference
    if reference.test_accuracy is not None:
        return share(reference.test_accuracy)
    if reference.val_accuracy is not None:
        return gettext("{value}, validation", value=share(reference.val_accuracy))
    if reference.val_loss is not None:
        return gettext("{value}, validation", value=score(reference.val_loss, "mae"))
    return ""


def metric_name(recipe: Recipe) -> str:
    """The metric a recipe is judged by, without its unit."""
    return gettext("mean absolute error") if recipe.metric == "mae" else gettext("accuracy")


def metric_axis(recipe: Recipe) -> str:
    """The metric, with its unit if it has one, for the axis of a chart."""
    if recipe.metric == "mae":
        return gettext("Mean absolute error (standard deviations)")
    return gettext("Accuracy")


def test_axis(recipe: Recipe) -> str:
    """The test metric, short enough for the axis of a small chart."""
    return gettext("Test error (sd)") if recipe.metric == "mae" else gettext("Test accuracy")


def tested(recipe: Recipe, tested: Iterable[tuple[str, int | None]]) -> str:
    """The test metric and what it is measured on.

    Args:
        tested: Dataset and number of test samples, for each run.
    """
    bases = {basis(dataset, count) for dataset, count in tested}
    common = bases.pop() if len(bases) == 1 else gettext("each on its own test set")
    if recipe.metric == "mae":
        return gettext("Mean absolute test error, {basis}", basis=common)
    return gettext("Test accuracy, {basis}", basis=common)


def loss_axis(recipe: Recipe) -> str:
    """The loss and which direction is better, for the axis of a chart."""
    if recipe.metric == "mae":  # which is also the loss
        return metric_axis(recipe)
    return gettext("Loss (lower is better)")


def family_mark(family: str) -> str:
    """A family's marker in its colour, as Markdown."""
    style = FAMILY_STYLES[family]
    return f":{style.word}[{style.character}]"


def family_title(family: str) -> str:
    return gettext(FAMILIES[family].title)


def ago(moment: datetime) -> str:
    """Roughly how long ago a moment was."""
    seconds = (now() - moment).total_seconds()
    if seconds < 90:
        return gettext("just now")
    if seconds < 90 * 60:
        return gettext("{count:.0f} min ago", count=seconds / 60)
    if seconds < 36 * 3600:
        return gettext("{count:.0f} h ago", count=seconds / 3600)
    return gettext("{count:.0f} days ago", count=seconds / 86400)


def some(names: Sequence[str]) -> str:
    """Join the first names of a list, long ones truncated: a link may hold anything."""
    shown = [
        name if len(name) <= MAX_CHARACTERS else f"{name[:MAX_CHARACTERS]}…"
        for name in names[:MAX_NAMES]
    ]
    return ", ".join([*shown, "…"] if len(names) > MAX_NAMES else shown)


def unknown_in_link(kind: str, names: Sequence[str]) -> str:
    """A sentence on the names in a link that this installation does not have."""
    return gettext("This link names unknown {name}: {unknown}.", name=kind, unknown=some(names))


def dataset_title(name: str) -> str:
    """A dataset's title; its name if this version has no such dataset."""
    return gettext(DATASETS[name].title) if name in DATASETS else name


def family_option(name: str) -> str:
    """A family in a widget, which shows no Markdown: its marker and title."""
    return f"{FAMILY_STYLES[name].character} {family_title(name)}"
