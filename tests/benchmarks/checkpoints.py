"""What checkpoints cost: ``python -m tests.benchmarks.checkpoints [RECIPE …] [--pairs 3]``; with
``--weights``, what it costs to keep the weights after up to twelve epochs.

The same recipe with and without checkpoints, in turn, each in a process of its own; seconds of
training, how many checkpoints were written, of how many bytes. A ratio of 1.02 means that
checkpoints took 2 % more time. *share* is what copying and writing took of that time by their own
clock, more than they cost where a core is idle; a busy machine blurs it less than the ratio.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.apart import measured

RECIPES = ("numeric-binary/mlp", "topics/lstm", "imdb/mlp", "imdb/cnn")
SMALL = ("numeric-binary/mlp", "digits/cnn", "topics/lstm")  # whose weights are kept
SECONDS = 30.0


def measure_one(kept: bool, recipe_id: str, epochs: int, weights: bool) -> None:
    """Train once and print what it took as JSON (in a process of its own)."""
    from core.recipes import recipe
    from core.settings import load_settings
    from core.training.checkpoint import CheckpointFile
    from core.training.epoch_weights import EpochWeights
    from core.training.train import train

    entry = recipe(recipe_id)
    entry = dataclasses.replace(entry, fit={**entry.fit, "epochs": epochs, "patience": 0})
    sizes: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        path, settings = Path(folder) / "one.npz", load_settings()
        most = settings.keep_epochs_mb * 10**6
        if weights:
            file = EpochWeights(path, most, lambda: sizes.append(path.stat().st_size))
        else:
            file = CheckpointFile(path, lambda _, size: sizes.append(size))
        more = {"epoch_weights" if weights else "checkpoints": file} if kept else {}
        result = train(entry, 0, settings=settings, **more)
        spent = file.spent
        file.close()
    found = {"seconds": result.epoch_seconds, "sizes": sizes, "spent": spent}
    print(json.dumps(found))


def run(kept: bool, recipe_id: str, epochs: int, weights: bool) -> dict:
    options = ["--epochs", str(epochs)] + ["--weights"] * weights
    return measured("checkpoints", "--one", str(int(kept)), recipe_id, *options)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="*")
    parser.add_argument("--weights", action="store_true")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=0)
    parser.add_argument("--one", type=int)
    options = parser.parse_args()
    if options.one is not None:
        measure_one(bool(options.one), options.recipes[0], options.epochs, options.weights)
        return
    head = f"{'recipe':24} {'epochs':>7} {'without s':>10} {'with s':>8} {'ratio':>6}"
    print(f"{head}  {'share':>6}  kept")
    weights = options.weights
    for name in options.recipes or (SMALL if weights else RECIPES):
        tried = run(False, name, 6, weights)["seconds"][1:]
        epochs = options.epochs or max(4, round(SECONDS / median(tried)))
        without, kept, shares, sizes = [], [], [], []
        for _ in range(options.pairs):
            without.append(sum(run(False, name, epochs, weights)["seconds"][1:]))
            found = run(True, name, epochs, weights)
            kept.append(sum(found["seconds"][1:]))
            shares.append(found["spent"] / sum(found["seconds"]))
            sizes = found["sizes"]
        ratios = [a / b for a, b in zip(kept, without, strict=True)]
        single = " ".join(f"{ratio:.3f}" for ratio in ratios)
        size = f"{len(sizes)} of {max(sizes, default=0) / 1e6:.1f} MB"
        print(
            f"{name:24} {epochs:7} {median(without):10.2f} {median(kept):8.2f} "
            f"{median(kept) / median(without):6.3f}  {median(shares):6.2%}  {size}  ({single})",
            flush=True,
        )


if __name__ == "__main__":
    main()
