"""What runs take of memory, beside what is expected of them: ``python -m tests.benchmarks.memory``.

The recorded runs are only read. With ``--run`` the large ones of ``LARGE`` are trained as well, a
process each, in a home that is thrown away; those that need a file want RECIPE_LAB_DATA.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from core.recipes import RECIPES, recipe
from core.results.recorded import recorded
from core.runs.queue.needs import need

# What makes memory large, each in its own way, and the bytes measured on 2026-11-21 (two cores,
# TensorFlow 2.21): a recipe, its settings, the largest resident set.
LARGE: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("noise/cnn", {"epochs": 3}, 753_430_528),
    ("mnist/cnn", {"train_samples": 6_000, "batch_size": 2_000, "epochs": 2}, 2_099_740_672),
    (
        "probe-motif/lstm",
        {"train_samples": 8_192, "batch_size": 2_048, "units": 256, "epochs": 2},
        3_040_468_992,
    ),
    (
        "imdb/mlp",
        {"num_words": 88_000, "output_dim": 512, "maxlen": 50, "units": 64, "batch_size": 1_024}
        | {"epochs": 1},
        2_641_264_640,
    ),
    ("mnist/mlp", {"units": 4_096, "batch_size": 2_000, "epochs": 2}, 1_493_671_936),
    (
        "series/lstm",
        {"units": 128, "batch_size": 512, "steps_per_epoch": 20, "epochs": 1},
        1_374_003_200,
    ),
    (
        "imdb/mlp",
        {"maxlen": 1_000, "num_words": 5_000, "output_dim": 16, "units": 16, "batch_size": 1_024}
        | {"epochs": 2},
        1_496_158_208,
    ),
    (
        "digits/cnn",
        {"filters_1": 512, "filters_2": 512, "batch_size": 512, "epochs": 2},
        982_781_952,
    ),
    (
        "imdb/lstm",
        {"batch_size": 2_048, "units": 32, "num_words": 5_000, "output_dim": 32, "epochs": 1},
        1_630_195_712,
    ),
    ("topics/rcnn", {"epochs": 2}, 848_257_024),
    ("digits/lstm", {"epochs": 2}, 776_757_248),
    ("breast-cancer/rcnn", {"epochs": 2}, 773_488_640),
)


def recorded_runs() -> Iterator[tuple[str, int, int]]:
    """Recipe, bytes expected, bytes measured (the median), of the recorded runs."""
    for name, entry in RECIPES.items():
        found = recorded(name)
        if found and found["key"] == entry.key:
            measured = statistics.median(run["peak_memory"] for run in found["runs"])
            yield name, need(entry).memory, round(measured)


def measure(name: str, values: dict[str, Any]) -> int:
    """Train it in a process of its own; the bytes it took."""
    settings = [f"{key}={value}" for key, value in values.items()]
    command = [sys.executable, "-m", "core", "train", name, "--json", "--set", *settings]
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as home:
        environment = os.environ | {"RECIPE_LAB_HOME": home}
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout.splitlines()[-1])["peak_memory"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", action="store_true", help="train the large ones again")
    again = parser.parse_args().run
    off = []
    print(f"{'':<24} {'expected':>9} {'measured':>9}  expected / measured")
    for name, expected, measured in recorded_runs():
        off.append(_print(name, expected, measured))
    for name, values, known in LARGE:
        expected = need(recipe(name).with_settings(values)).memory
        measured = measure(name, values) if again else known
        off.append(_print(f"{name} *", expected, measured))
        print("  " + " ".join(f"{key}={value}" for key, value in values.items()))
    print(
        f"{len(off)} runs: from {min(off):.2f} to {max(off):.2f}, half of them within "
        f"{statistics.median(abs(share - 1) for share in off):.1%}"
    )


def _print(name: str, expected: int, measured: int) -> float:
    share = expected / measured
    print(f"{name:<24} {expected / 1e6:>6,.0f} MB {measured / 1e6:>6,.0f} MB  {share:.2f}")
    return share


if __name__ == "__main__":
    main()
