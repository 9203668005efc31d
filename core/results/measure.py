"""Do they hold? Every published recipe with its printed settings, resumed where it stopped.

Each finished run is kept at once, as one entry of ``recorded/<recipe>.json``; a run that is there
is not run again. Cheap recipes come first. Three seeds where a run takes under seven minutes, else
one; plain Keras once, and not where our run took over ten minutes. A recipe that would take over
twenty minutes on a small machine does fewer epochs and says so.
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

SEEDS = range(3)
MANY_SEEDS_UNDER = 420.0
PLAIN_UNDER = 600.0

# Fewer epochs than published, where all of them would take over twenty minutes on two cores.
FEWER_EPOCHS = {
    "jena/lstm-dropout": 10,
    "jena/stacked-lstm": 6,
    "jena/bidirectional-lstm": 6,
}

# Cheapest first, so that an interrupted measurement has the most recipes.
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
    """The epochs a recorded run of a recipe does."""
    return FEWER_EPOCHS.get(entry.id, entry.fit["epochs"])


def wanted(entry: Recipe, seeds: int | None = None) -> Iterator[tuple[str, int]]:
    """The (side, seed) runs a recipe should have; later ones depend on how long earlier took,
    but for ``seeds``, which says how many of ours there are to be, however long they take."""
    yield "ours", SEEDS[0]
    seconds = _found(entry, "ours", SEEDS[0])["run_seconds"]
    if entry.published and seconds < PLAIN_UNDER:  # ours have no figure that plain Keras checks
        yield "plain", SEEDS[0]
    many = seeds or (len(SEEDS) if seconds < MANY_SEEDS_UNDER else 1)
    yield from (("ours", seed) for seed in range(1, many))


def _found(entry: Recipe, side: str, seed: int) -> dict[str, Any] | None:
    kept = read(entry)
    if side == "plain":
        return kept["plain"]
    return next((run for run in kept["runs"] if run["seed"] == seed), None)


def measure_all(
    names: list[str],
    say: Callable[[str], None],
    *,
    again: bool = False,
    seeds: int | None = None,
) -> int:
    """Run what is missing; returns how many runs were added.

    Args:
        names: Recipe ids, and ``ours`` for all of ours that need no file; all published ones if
            empty.
        say: Told a line before each run.
        again: Measure runs anew whose seconds were taken on a busy machine.
        seeds: How many seeds of each, however long they take; by default it depends on that.

    Raises:
        TrainingError: A run failed; what finished before is kept.
    """
    added = 0
    for name in _expanded(names) or ORDER:
        entry = recipe(name)
        for side, seed in wanted(entry, seeds):
            kept = _found(entry, side, seed)
            if kept and not (again and not is_quiet(kept)):
                continue
            say(f"{name} · {side} · seed {seed} · {recorded_epochs(entry)} epochs")
            keep(entry, side, _run(entry, side, seed))
            added += 1
    return added


def complete_all(names: list[str], say: Callable[[str], None]) -> int:
    """Run again what was recorded before outcomes were, and add them; returns how many runs.

    A run with the same seed is the same run, so the seconds that were measured stay. Where its
    history is another (an engine or a machine of before), the run of today takes its place.

    Args:
        names: As ``measure_all`` takes them.
        say: Told a line a run.

    Raises:
        TrainingError: A run failed; what finished before is kept.
    """
    added = 0
    for name in _expanded(names) or ORDER:
        entry = recipe(name)
        for run in read(entry)["runs"]:
            if "outcomes" in run:
                continue
            again = _run(entry, "ours", run["seed"])
            if again["history"] == run["history"] and again["test"] == run["test"]:
                keep(entry, "ours", run | {"outcomes": again["outcomes"]})
                say(f"{name} · seed {run['seed']}: outcomes added")
            else:
                keep(entry, "ours", again)
                say(f"{name} · seed {run['seed']}: another history today, recorded anew")
            added += 1
    return added


def _expanded(names: list[str]) -> list[str]:
    ours = [entry.id for entry in OURS if entry.data.generated]
    return [id for name in names for id in (ours if name == "ours" else [name])]


def _run(entry: Recipe, side: str, seed: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "core.results.one", side, entry.id]
    command += [str(seed), str(recorded_epochs(entry))]
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        said = done.stderr.strip().splitlines()  # one that was killed says nothing
        raise TrainingError(
            "The {side} run of {recipe} failed: {reason}",
            side=side,
            recipe=entry.id,
            reason=said[-1] if said else f"exit code {done.returncode}",
        )
    return json.loads(done.stdout.splitlines()[-1])


def read(entry: Recipe) -> dict[str, Any]:
    """What is recorded of a recipe; a fresh record where settings or epochs changed since."""
    fresh = {"recipe": entry.id, "key": entry.key, "plain": None, "runs": []}
    path = recorded_path(entry.id)
    if not path.exists():
        return fresh
    kept = json.loads(path.read_text(encoding="utf-8"))
    return kept if kept["key"] == entry.key else fresh


def keep(entry: Recipe, side: str, run: dict[str, Any]) -> None:
    """Put a finished run into its recipe's file, in place of an earlier one of that seed."""
    kept = read(entry)
    if side == "plain":
        kept["plain"] = run
    else:
        others = [item for item in kept["runs"] if item["seed"] != run["seed"]]
        kept["runs"] = sorted([*others, run], key=lambda item: item["seed"])
    write(entry, kept)


def write(entry: Recipe, kept: dict[str, Any]) -> None:
    """Put what is recorded of a recipe into its file.

    Raises:
        OSError: It could not be written; what was there stays.
    """
    write_json(recorded_path(entry.id), kept)
