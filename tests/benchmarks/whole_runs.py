"""Seconds of whole runs, from data to test, against plain Keras; medians of alternating processes.

    python -m tests.benchmarks.whole_runs [RECIPE …] [--pairs 3]

Without the import of Keras, which both sides have. *plain* is `Sequential` + `compile` + `fit` +
`evaluate`; *alone* is ours with nothing prepared, *prepared* by a worker that had prepared the
recipe beforehand, *next* the seed after that one. Ours record every epoch in a store.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from statistics import median

from core.recipes import recipe
from core.settings import load_settings
from core.training.choice import choose_engine
from core.training.prepared import Standby, load_splits
from core.training.train import train
from tests.benchmarks.apart import measured
from tests.benchmarks.recording import recorded

RECIPES = (
    "numeric-binary/perceptron",
    "numeric-binary/mlp",
    "numeric-binary/deep-mlp",
    "digits/mlp",
    "topics/mlp",
)
OURS = ("alone", "prepared", "next")


def measure_one(side: str, recipe_id: str) -> None:
    """Run one side in this process and print its seconds as JSON."""
    import keras  # noqa: F401

    settings, entry, standby = load_settings(), recipe(recipe_id), Standby()
    if side == "plain":
        from core.training.plain import fit_plain

        began = time.perf_counter()
        fit_plain(entry, load_splits(entry, settings))
        print(json.dumps([time.perf_counter() - began]))
        return
    if side == "prepared":
        engine = choose_engine(entry.layers, entry.summary.parameters)
        standby.rehearse(entry, settings, engine)
    seconds = []
    for seed in range(1 if side == "alone" else 2):
        with recorded(entry) as recorder:
            began = time.perf_counter()
            train(entry, seed, settings=settings, recorder=recorder, standby=standby)
            seconds.append(time.perf_counter() - began)
    print(json.dumps(seconds))


def run_side(side: str, recipe_id: str) -> list[float]:
    return measured("whole_runs", "--one", side, recipe_id)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="*")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--one", choices=("plain", *OURS))
    options = parser.parse_args()
    if options.one:
        measure_one(options.one, options.recipes[0])
        return
    print(f"{'recipe':28} {'plain s':>8}  " + "  ".join(f"{f'{x} s, ratio':>18}" for x in OURS))
    for name in options.recipes or RECIPES:
        load, plain, ours = os.getloadavg()[0], [], {side: [] for side in OURS}
        for _ in range(options.pairs):
            plain += run_side("plain", name)
            ours["alone"] += run_side("alone", name)
            first, following = run_side("prepared", name)
            ours["prepared"].append(first)
            ours["next"].append(following)
        cells = [
            f"{median(seconds):8.2f} {median(plain) / median(seconds):9.1f}"
            for seconds in ours.values()
        ]
        print(f"{name:28} {median(plain):8.2f}  {'  '.join(cells)}  load {load:.1f}", flush=True)


if __name__ == "__main__":
    main()
