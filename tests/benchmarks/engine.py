"""Seconds an epoch, our engine against others, as ratios of medians of alternating runs.

    python -m tests.benchmarks.engine [RECIPE …] [--against plain torch] [--pairs 3] [--steps 60]

Each measurement is a process of its own: plain Keras (`Sequential` + `compile` + `fit`), PyTorch
where it is installed (see `tests.benchmarks.pytorch`), ours (determinism on, epochs recorded live
in a store), plain, … With `--against loops`, the other side is our engine with Keras' loops for
small LSTMs instead of BlockLSTM. Epochs are shortened to `--steps` batches where they are longer;
the first epoch (tracing) is left out on all sides. A ratio above 1 means ours is faster; after it
the smallest and the largest of the pairs. *load* is the machine's before each recipe.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
from statistics import median

from core.recipes import RECIPES, recipe
from core.settings import load_settings
from core.training.block_lstm import BLOCK
from core.training.choice import choose_engine, compiled_by
from core.training.engine import graph_epochs
from core.training.prepared import load_splits
from core.training.train import train
from tests.benchmarks import pytorch
from tests.benchmarks.apart import measured

SIDES = ("plain", "torch", "loops")


def shortened(recipe, splits, steps: int):
    """The recipe and splits with at most ``steps`` batches an epoch."""
    fit = dict(recipe.fit)
    train = splits.train
    validation = splits.validation
    batch = fit["batch_size"]
    if "steps_per_epoch" in fit:
        fit["steps_per_epoch"] = min(fit["steps_per_epoch"], steps)
    else:
        share = 1 - fit.get("validation_split", 0)
        wanted = int(steps * batch / share)
        train = train.part(slice(0, min(wanted, len(train))))
    if validation is not None:
        few = min(len(validation), max(batch, steps * batch // 4))
        validation = validation.part(slice(0, few))
    test = splits.test.part(slice(0, min(len(splits.test), max(batch, steps * batch // 4))))
    return (
        dataclasses.replace(recipe, fit=fit),
        dataclasses.replace(splits, train=train, validation=validation, test=test),
    )


def measure_one(side: str, recipe_id: str, steps: int, epochs: int) -> None:
    """Run one side and print its epoch seconds as JSON (in a process of its own)."""
    settings = load_settings()
    entry = recipe(recipe_id)
    entry, splits = shortened(entry, load_splits(entry, settings), steps)
    entry = dataclasses.replace(entry, fit={**entry.fit, "epochs": epochs, "patience": 0})
    if side == "plain":
        from core.training.plain import fit_plain

        seconds = fit_plain(entry, splits, evaluate=False)["epoch_seconds"]
    elif side == "torch":
        seconds = pytorch.epoch_seconds(entry, splits, epochs, settings.threads)
    else:
        from tests.benchmarks.recording import recorded

        engine = compiled_by(_engine(entry)) if side == "loops" else _engine(entry)
        with recorded(entry) as recorder:
            result = train(
                entry, 0, settings=settings, splits=splits, recorder=recorder, engine=engine
            )
        seconds = result.epoch_seconds
    print(json.dumps(seconds))


def run_side(side: str, recipe_id: str, steps: int, epochs: int) -> list[float]:
    size = "--steps", str(steps), "--epochs", str(epochs)
    return measured("engine", "--one", side, recipe_id, *size)


def _engine(entry) -> str:
    return choose_engine(entry.layers, entry.summary.parameters)


def compare(name: str, others: list[str], options: argparse.Namespace) -> str:
    """A recipe's line of the table."""
    entry, load = RECIPES[name], os.getloadavg()[0]
    small = name.startswith("numeric")
    # past the epochs that the graph engine does before XLA takes over
    begun = 2 * graph_epochs(options.steps, 1) if _engine(entry) == "xla" else 0
    epochs = dict.fromkeys(others, options.epochs or (60 if small else 5))
    epochs["ours"] = options.epochs or (1_000 if small else 5 + begun)
    if not pytorch.comparable(entry.layers):
        epochs.pop("torch", None)
    seconds: dict[str, list[float]] = {side: [] for side in epochs}
    for _ in range(options.pairs):
        for side, times in seconds.items():
            times.append(median(run_side(side, name, options.steps, epochs[side])[1:]))
    ours = seconds.pop("ours")
    line = f"{name:28} {1e3 * median(ours):8.1f}"
    for side in others:
        if side in seconds:
            ratios = [their / our for their, our in zip(seconds[side], ours, strict=True)]
            their, ratio = 1e3 * median(seconds[side]), median(seconds[side]) / median(ours)
            line += f" {their:10.1f} {ratio:6.2f} {min(ratios):6.2f}–{max(ratios):<6.2f}"
        else:
            line += f" {'—':>10} {'':6} {'':6} {'':6}"
    return f"{line} {load:5.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="*")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--epochs", type=int, default=0)
    parser.add_argument("--against", choices=SIDES, nargs="+")
    parser.add_argument("--one", choices=(*SIDES, "ours"))
    options = parser.parse_args()
    if options.one:
        measure_one(options.one, options.recipes[0], options.steps, options.epochs)
        return
    others = options.against or ["plain", *(["torch"] if pytorch.installed() else [])]
    names = options.recipes or [
        name
        for name, entry in RECIPES.items()
        if others != ["loops"] or _engine(entry).endswith(BLOCK)
    ]
    heads = "".join(f" {f'{other} ms':>10} {'ratio':>6} {'pairs':>7}{'':6}" for other in others)
    print(f"{'recipe':28} {'ours ms':>8}{heads}  load", flush=True)
    for name in names:
        print(compare(name, others, options), flush=True)


if __name__ == "__main__":
    main()
