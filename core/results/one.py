"""Measure a run in a process: ``python -m core.results.one SIDE RECIPE SEED EPOCHS [ENGINE]``.

SIDE is ``ours`` or ``plain`` (``Sequential`` + ``compile`` + ``fit``). ENGINE repeats a run on the
engine it was recorded with. The result is one JSON object on the last line of stdout.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

import numpy as np
import psutil

from core.datasets import Splits
from core.datasets.persistence import baselines
from core.datasets.windows import target_times
from core.recipes import Recipe, recipe
from core.settings import load_settings
from core.training.validation import split_validation
from core.verdict.outcomes import Outcomes, of_classes, of_series, test_digest


def rounded(values: list[float]) -> list[float]:
    """Round to six significant digits: more than a curve shows, small enough to ship."""
    return [float(f"{value:.6g}") for value in values]


def processor_seconds() -> np.ndarray:
    """(3,) float64 seconds: processor time of all processes and of this one, and the clock."""
    everyone = psutil.cpu_times()
    used = sum(everyone) - everyone.idle - getattr(everyone, "iowait", 0.0)
    return np.array([used, time.process_time(), time.perf_counter()])


def measure(side: str, entry: Recipe, seed: int, engine: str = "") -> dict[str, Any]:
    """Run a recipe, as ``train`` does, and return the run in the format of the records."""
    from core.training.environment import environment
    from core.training.prepared import load_splits
    from core.training.train import train

    settings = load_settings()
    splits = load_splits(entry, settings)
    before = processor_seconds()
    record: dict[str, Any] = {"seed": seed, "epochs": entry.fit["epochs"]}
    if side == "plain":
        from core.training.plain import fit_plain

        done = fit_plain(entry, splits)
        record |= {"history": done["history"], "test": done["test"]}
        record |= {"epoch_seconds": done["epoch_seconds"]}
    else:
        result = train(entry, seed, settings=settings, splits=splits, engine=engine)
        record |= {"history": result.history, "test": result.test}
        record |= {"epoch_seconds": result.epoch_seconds, "best_epoch": result.best_epoch}
        record |= {"engine": result.engine, "threads": result.threads}
        record |= {"peak_memory": result.peak_memory, "parameters": result.parameters}
        record |= {"outcomes": outcomes(entry, splits, result.predictions).pack()}
    record["epochs_done"] = len(record["epoch_seconds"])
    used, own, wall = map(float, processor_seconds() - before)
    # The average number of cores that other processes kept busy: seconds measured on a busy machine
    # mean little; they are stored, but not shown as a speed.
    record |= {"run_seconds": round(wall, 2), "busy": round(max(0.0, used - own) / wall, 2)}
    record["history"] = {name: rounded(v) for name, v in record["history"].items()}
    record["epoch_seconds"] = [float(f"{v:.4g}") for v in record["epoch_seconds"]]
    record |= {"finished": datetime.now(UTC).isoformat("T", "seconds")}
    record |= {"notes": list(splits.notes), "digest": splits.digest}
    record |= samples(entry, splits)
    record |= {"scale": splits.scale, "unit": splits.unit, "environment": environment()}
    return record


def outcomes(entry: Recipe, splits: Splits, predictions: np.ndarray) -> Outcomes:
    """The outcome of each prediction on the test set, which is all that a verdict needs."""
    targets = np.asarray(splits.test.targets)
    if entry.metric == "accuracy":
        return of_classes(test_digest(entry.dataset, targets), targets, predictions)
    digest = test_digest(entry.dataset, targets, target_times(splits, entry.preprocessing))
    return of_series(digest, targets, predictions, splits.scale or 1.0, splits.unit)


def samples(entry: Recipe, splits: Splits) -> dict[str, Any]:
    """Sample counts and baselines: ``train_samples`` per epoch, ``test_samples``, ``baselines``."""
    train, _ = split_validation(splits, entry.fit)
    steps = entry.fit.get("steps_per_epoch")
    return {
        "train_samples": steps * entry.fit["batch_size"] if steps else len(train),
        "test_samples": len(splits.test),
        "baselines": {name: float(f"{v:.6g}") for name, v in baselines(splits).items()},
    }


def main() -> None:
    side, name, seed, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    entry = recipe(name).with_settings({"epochs": epochs})
    print(json.dumps(measure(side, entry, seed, *sys.argv[5:])))


if __name__ == "__main__":
    main()
