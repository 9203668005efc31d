"""RESULTS.md: published figures, plain Keras here, and ours, from the recorded runs alone."""

from __future__ import annotations

from collections.abc import Callable
from statistics import mean, median
from typing import Any

from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.results.recorded import is_quiet, recorded
from core.results.reproduced import compared_figure, reproduced

HEAD = """# Do they hold?

Every published recipe, run with its printed settings. Written by `python -m core results table`
from the recorded runs in `core/results/recorded/`, which `python -m core results measure` makes (it
resumes where it stopped).

*Published* is the source's one run. *Plain Keras* is one run of `Sequential` + `compile` + `fit`
here. *Ours* is the mean of the seeds, with their range. One figure stands for one split: the one
the source printed (**test** where it printed one, else **val**idation after the last epoch).
Seconds an epoch are medians after the first epoch, validation included, on the machine named below;
"busy" stands where other work took a quarter of a core or more meanwhile, so that they say nothing.
*Reproduced?* asks whether the published figure lies where one more run of ours would, with a
certainty of 95 %; three runs at least are needed to say so.
How fast the engine is, pair by pair, is what `make benchmarks` measures.
"""


def results_table() -> str:
    """The whole of RESULTS.md."""
    published = [entry for entry in RECIPES.values() if entry.published]
    found = {entry.id: recorded(entry.id) for entry in published}
    lines = [HEAD]
    lines += ["## Accuracy", "", *_accuracy_table(published, found), ""]
    lines += ["## Weather (mean absolute error)", "", *_series_table(published, found), ""]
    lines += ["## What each run was made on", "", *_provenance(published, found)]
    return "\n".join(lines).rstrip() + "\n"


def _accuracy_table(published: list[Recipe], found: dict[str, Any]) -> list[str]:
    lines = [
        "| recipe | split | published | plain Keras | ours, mean (range) | reproduced? | seeds "
        "| epochs | plain s/epoch | ours s/epoch |",
        "|---|---|---:|---:|---|---|---:|---:|---:|---:|",
    ]
    for entry in published:
        if entry.task == "series-regression":
            continue
        split, pick, reference = compared_figure(entry)
        lines.append(_row(entry, found[entry.id], split, pick, reference))
    return lines


def _row(
    entry: Recipe,
    kept: dict[str, Any] | None,
    split: str,
    pick: Callable[[dict], float],
    reference: float | None,
) -> str:
    printed = f"{reference:.4f}" if reference is not None else "—"
    if kept is None or not kept["runs"]:
        return f"| {entry.id} | {split} | {printed} | | not run yet | | | | | |"
    runs = kept["runs"]
    cells = [entry.id + _mark(kept), split, printed]
    cells += [f"{pick(kept['plain']):.4f}" if kept["plain"] else "—"]
    cells += [_spread([pick(run) for run in runs]), reproduced(entry, kept).words()]
    cells += [str(len(runs)), _epochs(entry, runs)]
    cells += [_seconds([kept["plain"]] if kept["plain"] else []), _seconds(runs)]
    return "| " + " | ".join(cells) + " |"


def _series_table(published: list[Recipe], found: dict[str, Any]) -> list[str]:
    lines = [
        "Published on 10-minute rows with 14 measurements; here on an hourly subset with 6, so the "
        "two are **not comparable** (marked †). Losses are in standard deviations of temperature.",
        "",
        "| recipe | published val | plain Keras val | ours val, mean (range) | ours test "
        "| ours test °C | seeds | epochs | plain s/epoch | ours s/epoch |",
        "|---|---:|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    for entry in published:
        if entry.task != "series-regression":
            continue
        printed = f"{entry.reference.val_loss:.4f}"
        kept = found[entry.id]
        if kept is None or not kept["runs"]:
            lines.append(f"| {entry.id} | {printed} | | not run yet | | | | | | |")
            continue
        runs = kept["runs"]
        test = mean(run["test"]["mae"] for run in runs)
        plain = f"{kept['plain']['history']['val_loss'][-1]:.4f}" if kept["plain"] else "—"
        cells = [entry.id + _mark(kept), printed, plain]
        cells += [_spread([run["history"]["val_loss"][-1] for run in runs])]
        cells += [f"{test:.4f}", f"{test * runs[0]['scale']:.2f}", str(len(runs))]
        cells += [_epochs(entry, runs), _seconds([kept["plain"]] if kept["plain"] else [])]
        cells += [_seconds(runs)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines + _persistence(published, found)


def _persistence(published: list[Recipe], found: dict[str, Any]) -> list[str]:
    """The guess that every model of a series has to beat, once for each data it was taken on."""
    lines = set()
    for entry in published:
        for run in found[entry.id]["runs"] if found[entry.id] else []:
            guess = run.get("baselines")
            if guess:
                val, test = guess["persistence_val"], guess["persistence_test"]
                lines.add(
                    f"Guessing that the temperature stays as it is (persistence) errs by {val:.4f} "
                    f"({val * run['scale']:.2f} °C) on validation and {test:.4f} "
                    f"({test * run['scale']:.2f} °C) on test."
                )
    return [part for line in sorted(lines) for part in ("", line)]


def _mark(kept: dict[str, Any]) -> str:
    """A dagger where the data is not what the source used."""
    return " †" if kept["runs"][0]["notes"] else ""


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


def _provenance(published: list[Recipe], found: dict[str, Any]) -> list[str]:
    machines: dict[str, int] = {}
    notes: dict[str, list[str]] = {}
    for entry in published:
        kept = found[entry.id]
        for run in kept["runs"] if kept else []:
            versions = run["environment"]
            words = (
                f"{versions['processor']}, {versions['cores']} cores, {run['threads']} threads a "
                f"run, {versions['system']}, Python {versions['python']}, TensorFlow "
                f"{versions['tensorflow']}, Keras {versions['keras']}, NumPy {versions['numpy']}"
            )
            machines[words] = machines.get(words, 0) + 1
            for note in run["notes"]:
                if entry.id not in notes.setdefault(gettext(note), []):
                    notes[gettext(note)].append(entry.id)
    lines = [f"- {count} runs on {words}." for words, count in machines.items()]
    lines += [f"- † {note} ({', '.join(ids)})" for note, ids in notes.items()]
    return lines
