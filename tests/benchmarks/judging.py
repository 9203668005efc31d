"""What verdicts cost: ``python -m tests.benchmarks.judging [--runs 1000] [--samples 25000]``.

A real store and real prediction files of so many runs, spread over the four families of a dataset;
their scores read for the first time, once more, and after one new run. Seconds of this process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from core.analysis.groups import by_recipe
from core.analysis.judging import Judge, verdicts
from core.analysis.predictions import TestSet
from core.npz import write_npz
from core.recipes import recipe
from core.runs.index import RunIndex
from core.runs.store import Store
from core.settings import Settings
from tests.pages import filling

FOUR = ("imdb/mlp", "imdb/lstm", "imdb/cnn", "imdb/rcnn")


def fill(store: Store, settings: Settings, targets: np.ndarray, runs: int, first: int = 0) -> None:
    rng = np.random.default_rng(first)
    for at in range(first, first + runs):
        right = rng.random(len(targets)) < 0.85
        said = np.where(right, targets, 1 - targets) * 0.9 + 0.05
        test = {"loss": 0.4, "accuracy": float(right.mean())}
        name = FOUR[at % len(FOUR)]
        run = filling.completed(store, name, test, seed=at // len(FOUR), epochs=1)
        folder = settings.artifacts / run.id
        folder.mkdir(parents=True)
        write_npz(folder / "predictions.npz", {"predictions": said.astype(np.float32)})


def measure(what: str, judge: Judge, index: RunIndex) -> None:
    began = time.perf_counter()
    groups = by_recipe(index.rows())
    found = {
        key: judge.scores(recipe(rows[0].recipe_id), rows, rows[0].recipe_id)
        for key, rows in groups.items()
    }
    read = time.perf_counter() - began
    verdicts(found, 0.5)
    took = time.perf_counter() - began
    print(f"{what}: {took:.3f} s, of which reading {read:.3f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--samples", type=int, default=25_000)
    options = parser.parse_args()
    targets = np.arange(options.samples, dtype=np.int32) % 2
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        store = Store(settings.store_url)
        fill(store, settings, targets, options.runs)
        index = RunIndex(store)
        index.rows()
        judge = Judge(settings, lambda _: TestSet(targets, 2))
        measure(f"{options.runs:,} runs, the first time", judge, index)
        measure("once more", judge, index)
        fill(store, settings, targets, 1, first=options.runs)
        measure("after one new run", judge, index)
        store.close()


if __name__ == "__main__":
    main()
