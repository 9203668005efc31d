"""RESULTS.md: published figures, plain Keras and our engine, from the recorded runs alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import mean, median
from typing import Any

from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.results.recorded import is_quiet, recorded
from core.results.reproduced import compared_figure, reproduced
from core.training.choice import choose_engine

HEAD = """# Do they hold?

Every published recipe, run with its printed settings. `python -m core results table` writes this
file from the recorded runs in `core/results/recorded/`; `python -m core results measure` makes
those, and resumes where it stopped.

*Published* is the source's single run. *Plain Keras* is one run of `Sequential` + `compile` + `fit`
here. *Ours* is the mean over seeds, with the range. All figures of a row are for the split the
source printed: **test** if it printed one, otherwise **val**idation after the last epoch. Seconds
per epoch are medians without the first epoch, including validation, on the machine named below;
"busy" means that other work took a quarter of a core or more, so the times mean little.
*Reproduced?* asks whether the published figure is within the 95 % interval expected for one more of
our runs; this needs at least three runs.
`make benchmarks` compares the speed of the engine with plain Keras, pair by pair.
"""


ACCURACY = """
| recipe | split | published | plain Keras | ours, mean (range) | reproduced? | seeds | epochs \
| plain s/epoch | ours s/epoch |
|---|---|---:|---:|---|---|---:|---:|---:|---:|"""
SERIES = """
Published on 10-minute rows with 14 measurements; here on an hourly subset with 6, so the two are \
**not comparable** (marked †). Losses are in standard deviations of temperature.

| recipe | published val | plain Keras val | ours val, mean (range) | ours test | ours test °C \
| seeds | epochs | plain s/epoch | ours s/epoch |
|---|---:|---:|---|---:|---:|---:|---:|---:|---:|"""
EARLIER = "‡ Recorded on an earlier engine: the same seed rounds differently today."
COLUMNS = 10
NOT_RUN: dict[str, Any] = {"plain": None, "runs": []}
Runs = Iterable[tuple[Recipe, dict[str, Any]]]


def results_table() -> str:
    """The text of RESULTS.md."""
    published = [entry for entry in RECIPES.values() if entry.published]
    records = [(entry, recorded(entry.id) or NOT_RUN) for entry in published]
    series = [_row(entry, record) for entry, record in records if entry.metric == "mae"]
    classes = [_row(entry, record) for entry, record in records if entry.metric != "mae"]
    runs = [(entry, run) for entry, record in records for run in record["runs"]]
    lines = [HEAD, "## Accuracy", ACCURACY, *classes, ""]
    lines += ["## Weather (mean absolute error)", SERIES, *series, *_persistence(runs), ""]
    lines += ["## What each run was made on", "", *_provenance(runs)]
    return "\n".join(lines).rstrip() + "\n"


def _row(entry: Recipe, record: dict[str, Any]) -> str:
    """A recipe's line in the table for series or for classes."""
    split, read_figure, reference = compared_figure(entry)
    runs, plain = record["runs"], [record["plain"]] if record["plain"] else []
    series = entry.metric == "mae"
    cells = [entry.id] if series else [entry.id, split]
    cells += ["—" if reference is None else f"{reference:.4f}"]
    if not runs:
        blank = [""] * (COLUMNS - len(cells) - 2)
        return f"| {' | '.join([*cells, '', 'not run yet', *blank])} |"
    cells[0] += " †" if runs[0]["notes"] else ""  # the data differs from the source's
    cells[0] += " ‡" if any(_is_earlier(entry, run) for run in runs) else ""
    cells += [f"{read_figure(plain[0]):.4f}" if plain else "—"]
    cells += [_spread([read_figure(run) for run in runs])]
    if series:
        test = mean(run["test"]["mae"] for run in runs)
        cells += [f"{test:.4f}", f"{test * runs[0]['scale']:.2f}"]
    else:
        cells += [reproduced(entry, record).words()]
    cells += [str(len(runs)), _epochs(entry, runs), _seconds(plain), _seconds(runs)]
    return f"| {' | '.join(cells)} |"


def _persistence(runs: Runs) -> list[str]:
    """The persistence baseline of the series, once for each version of the data."""
    lines = set()
    for _, run in runs:
        if baseline := run.get("baselines"):
            val, test = baseline["persistence_val"], baseline["persistence_test"]
            lines.add(
                f"Predicting the current temperature (persistence) has an error of {val:.4f} "
                f"({val * run['scale']:.2f} °C) on validation and {test:.4f} "
                f"({test * run['scale']:.2f} °C) on test."
            )
    return [part for line in sorted(lines) for part in ("", line)]


def _spread(values: list[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.4f}"
    return f"{mean(values):.4f} ({min(values):.4f} – {max(values):.4f})"


def _epochs(entry: Recipe, runs: list[dict[str, Any]]) -> str:
    done = sorted({run["epochs_done"] for run in runs})
    text = "–".join(str(value) for value in (done[0], done[-1])[: len(done)])
    if entry.fit["patience"]:
        return text
    return text if done[-1] == entry.fit["epochs"] else f"{text} of {entry.fit['epochs']}"


def _seconds(runs: list[dict[str, Any]]) -> str:
    if not runs:
        return "—"
    runs = [run for run in runs if is_quiet(run)]
    if not runs:
        return "busy"
    value = median(
        seconds for run in runs for seconds in (run["epoch_seconds"][1:] or run["epoch_seconds"])
    )
    return f"{value:.4f}" if value < 0.1 else f"{value:.1f}"


def _is_earlier(entry: Recipe, run: dict[str, Any]) -> bool:
    """Whether a run of the same seed would be computed by another engine today."""
    return run["engine"] != choose_engine(entry.layers, entry.summary.parameters)


def _provenance(runs: Runs) -> list[str]:
    machines: Counter[str] = Counter()
    engines: Counter[str] = Counter()
    notes: dict[str, dict[str, None]] = {}
    for entry, run in runs:
        engines[run["engine"]] += 1
        if _is_earlier(entry, run):
            notes.setdefault(EARLIER, {})[entry.id] = None
        versions = run["environment"]
        machines[
            f"{versions['processor']}, {versions['cores']} cores, {run['threads']} threads per "
            f"run, {versions['system']}, Python {versions['python']}, TensorFlow "
            f"{versions['tensorflow']}, Keras {versions['keras']}, NumPy {versions['numpy']}"
        ] += 1
        for note in run["notes"]:
            notes.setdefault(f"† {gettext(note)}", {})[entry.id] = None
    lines = [f"- {count} runs on {machine}." for machine, count in machines.items()]
    lines += [f"- {count} runs by the engine `{engine}`." for engine, count in engines.items()]
    return lines + [f"- {note} ({', '.join(ids)})" for note, ids in notes.items()]
