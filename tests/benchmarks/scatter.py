"""Do ours and plain Keras agree within seed noise? ``python -m tests.benchmarks.scatter RECIPE``.

    python -m tests.benchmarks.scatter imdb/conv1d [--seeds 8] [--steps 40] [--epochs 2]

The recipe with shortened epochs, over several seeds, once by our engine and once by ``Sequential``
+ ``compile`` + ``fit``: loss and metric on validation (or training, where there is none) after the
last epoch. One process does it all, seed by seed and side by side.
"""

from __future__ import annotations

import argparse
import dataclasses
from statistics import mean, stdev


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipe")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--epochs", type=int, default=2)
    options = parser.parse_args()

    from core.recipes import recipe
    from core.settings import load_settings
    from core.training.plain import fit_plain
    from core.training.prepared import load_splits
    from core.training.train import train
    from tests.benchmarks.engine import shortened

    settings = load_settings()
    entry = recipe(options.recipe)
    entry, splits = shortened(entry, load_splits(entry, settings), options.steps)
    fit = {**entry.fit, "epochs": options.epochs, "patience": 0}
    entry = dataclasses.replace(entry, fit=fit)
    import keras

    found: dict[str, list[tuple[float, float]]] = {"plain": [], "ours": []}
    print(f"{'seed':>4} {'plain loss':>11} {entry.metric:>9} {'ours loss':>11} {entry.metric:>9}")
    for seed in range(options.seeds):
        keras.utils.set_random_seed(seed)
        plain = fit_plain(entry, splits, evaluate=False)["history"]
        ours = train(entry, seed, settings=settings, splits=splits).history
        for side, history in (("plain", plain), ("ours", ours)):
            kind = "val_" if "val_loss" in history else ""
            metric = history.get(f"{kind}{entry.metric}", history[f"{kind}loss"])
            found[side].append((history[f"{kind}loss"][-1], metric[-1]))
        numbers = [*found["plain"][-1], *found["ours"][-1]]
        print(f"{seed:4} " + " ".join(f"{number:10.4f}" for number in numbers), flush=True)
    for side, values in found.items():
        metrics = [metric for _, metric in values]
        print(
            f"{side}: {entry.metric} {mean(metrics):.4f} ± {stdev(metrics):.4f} (standard "
            f"deviation over {len(metrics)} seeds), {min(metrics):.4f} to {max(metrics):.4f}"
        )


if __name__ == "__main__":
    main()
