"""Measure the recorded runs: every published recipe with its printed settings.

Each finished run is stored at once, as an entry of ``recorded/<recipe>.json``, and not repeated,
so an interrupted measurement can be resumed. Cheap recipes come first. A recipe gets eight seeds if
a run takes less than two minutes, five if it takes less than seven, otherwise two; plain Keras runs
once, unless our run took more than ten minutes. A recipe that would take more than twenty minutes
on a small machine trains for fewer epochs, which RESULTS.md shows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from core.errors import TrainingError
from core.json_file import write_json
from core.recipes import Recipe, recipe
from core.recipes.ours import OURS
from core.results.recorded import is_quiet, recorded_path

# Number of seeds if a run takes less than so many seconds. Three of imdb/cnn lay within half a
# point, the fourth was two points below.
SEEDS_UNDER = ((120.0, 8), (420.0, 5), (float("inf"), 2))
PLAIN_UNDER = 600.0

# Fewer epochs than published, where all of them would take more than 20 minutes on two cores.
FEWER_EPOCHS = {
    "jena/lstm-dropout": 10,
    "jena/stacked-lstm": 6,
    "jena/bidirectional-lstm": 6,
}

# Cheapest first, so that an interrupted measurement covers the most recipes.
ORDER = (
    "numeric-binary/perceptron",
    "numeric-binary/mlp",
    "numeric-binary/deep-mlp",
    "imdb/embedding-20",
    "imdb-raw/learned",
    "imdb-raw/glove",
    "jena/dense",
    "imdb/mlp",
    "imdb/cnn",
    "imdb/lstm",
    "imdb/rcnn",
    "reuters/mlp",
    "reuters/cnn",
    "reuters/lstm",
    "reuters/rcnn",
    "mnist/mlp",
    "imdb/cnn-lstm",
    "reuters/lstm-100",
    "jena/conv1d",
    "imdb/conv1d",
    "imdb/simple-rnn",
    "imdb/lstm-32",
    "mnist/cnn",
    "jena/conv1d-lstm",
    "jena/lstm",
    "jena/bidirectional-lstm",
    "jena/stacked-lstm",
    "jena/lstm-dropout",
)


def recorded_epochs(entry: Recipe) -> int:
    """Number of epochs of a recipe's recorded runs."""
    return FEWER_EPOCHS.get(entry.id, entry.fit["epochs"])


def wanted(entry: Recipe, seeds: int | None = None) -> Iterator[tuple[str, int]]:
    """The (side, seed) runs a recipe should have; later ones depend on the time of earlier ones.

    Args:
        entry: The recipe.
        seeds: Number of our runs, however long they take; by default it depends on their time.
    """
    yield "ours", 0
    # the quickest: another may have waited for other work
    seconds = min(run["run_seconds"] for run in read(entry)["runs"])
    # plain Keras checks published figures only
    if entry.published and seconds < PLAIN_UNDER:
        yield "plain", 0
    count = seeds or next(count for limit, count in SEEDS_UNDER if seconds < limit)
    yield from (("ours", seed) for seed in range(1, count))


def _recorded_run(entry: Recipe, side: str, seed: int) -> dict[str, Any] | None:
    record = read(entry)
    if side == "plain":
        return record["plain"]
    return next((run for run in record["runs"] if run["seed"] == seed), None)


def measure_all(
    names: list[str],
    report: Callable[[str], None],
    *,
    again: bool = False,
    seeds: int | None = None,
) -> int:
    """Run what is missing; return the number of runs added.

    Args:
        names: Recipe ids, or ``ours`` for all our own recipes that need no file; all published
            recipes if empty.
        report: Called with a line of text before each run.
        again: Also repeat runs that were timed on a busy machine.
        seeds: Number of seeds per recipe, however long they take; by default it depends on that.

    Raises:
        TrainingError: A run failed; runs that finished before are stored.
    """
    added = 0
    for name in _expanded(names) or ORDER:
        entry = recipe(name)
        for side, seed in wanted(entry, seeds):
            run = _recorded_run(entry, side, seed)
            if run and not (again and not is_quiet(run)):
                continue
            report(f"{name} · {side} · seed {seed} · {recorded_epochs(entry)} epochs")
            save_run(entry, side, _run(entry, side, seed))
            added += 1
    return added


def complete_all(names: list[str], report: Callable[[str], None]) -> int:
    """Add outcomes to runs recorded without them, by running them again; return their number.

    A run with the same seed and engine is the same run, so its measured seconds stay. If its
    history differs (another machine or other versions), the new run replaces it.

    Args:
        names: As for ``measure_all``.
        report: Called with a line of text for each run.

    Raises:
        TrainingError: A run failed; runs that finished before are stored.
    """
    added = 0
    for name in _expanded(names) or ORDER:
        entry = recipe(name)
        for run in read(entry)["runs"]:
            if "outcomes" in run:
                continue
            again = _run(entry, "ours", run["seed"], run.get("engine", ""))
            if again["history"] == run["history"] and again["test"] == run["test"]:
                save_run(entry, "ours", run | {"outcomes": again["outcomes"]})
                report(f"{name} · seed {run['seed']}: outcomes added")
            else:
                save_run(entry, "ours", again)
                report(f"{name} · seed {run['seed']}: different history, run replaced")
            added += 1
    return added


def _expanded(names: list[str]) -> list[str]:
    ours = [entry.id for entry in OURS if entry.data.generated]
    return [id for name in names for id in (ours if name == "ours" else [name])]


def _run(entry: Recipe, side: str, seed: int, engine: str = "") -> dict[str, Any]:
    command = [sys.executable, "-m", "core.results.one", side, entry.id]
    command += [str(seed), str(recorded_epochs(entry)), *filter(None, [engine])]
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        lines = done.stderr.strip().splitlines()  # empty if the process was killed
        raise TrainingError(
            "The {side} run of {recipe} failed: {reason}",
            side=side,
            recipe=entry.id,
            reason=lines[-1] if lines else f"exit code {done.returncode}",
        )
    return json.loads(done.stdout.splitlines()[-1])


def read(entry: Recipe) -> dict[str, Any]:
    """The record of a recipe; an empty one if its settings or epochs have changed since."""
    empty = {"recipe": entry.id, "key": entry.key, "plain": None, "runs": []}
    path = recorded_path(entry.id)
    if not path.exists():
        return empty
    record = json.loads(path.read_text(encoding="utf-8"))
    return record if record["key"] == entry.key else empty


def save_run(entry: Recipe, side: str, run: dict[str, Any]) -> None:
    """Store a finished run in its recipe's file, replacing an earlier run of the same seed.

    Raises:
        OSError: The file could not be written; an earlier one is unchanged.
    """
    record = read(entry)
    if side == "plain":
        record["plain"] = run
    else:
        others = [item for item in record["runs"] if item["seed"] != run["seed"]]
        record["runs"] = sorted([*others, run], key=lambda item: item["seed"])
    write_json(recorded_path(entry.id), record)
