"""One measured run in a process of its own: ``python -m core.results.one SIDE RECIPE SEED EPOCHS``.

SIDE is ``ours`` (the engine) or ``plain`` (``Sequential`` + ``compile`` + ``fit``). The result is
one JSON object on the last line of stdout.
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
    """Six significant digits: more than a curve shows, small enough to ship."""
    return [float(f"{value:.6g}") for value in values]


class Others:
    """How much of the machine others used while this process ran.

    Seconds measured on a busy machine say nothing; they are kept, but not shown as a speed.
    """

    def __init__(self) -> None:
        self._before = self._now()

    @staticmethod
    def _now() -> tuple[float, float, float]:
        all_cpu = psutil.cpu_times()
        used = sum(all_cpu) - all_cpu.idle - getattr(all_cpu, "iowait", 0.0)
        mine = time.process_time()
        return used, mine, time.perf_counter()

    def busy(self) -> float:
        """Cores that other processes kept busy, on average."""
        used, mine, wall = (now - then for now, then in zip(self._now(), self._before, strict=True))
        return round(max(0.0, used - mine) / wall, 2)


def measure(side: str, entry: Recipe, seed: int) -> dict[str, Any]:
    """Run a recipe and describe the run as it is recorded."""
    from core.training.environment import environment
    from core.training.train import load_splits, train

    settings = load_settings()
    splits = load_splits(entry, settings)
    others = Others()
    began = time.perf_counter()
    described: dict[str, Any] = {"seed": seed, "epochs": entry.fit["epochs"]}
    if side == "plain":
        from core.training.plain import fit_plain

        done = fit_plain(entry, splits)
        described |= {"history": done["history"], "test": done["test"]}
        described |= {"epoch_seconds": done["epoch_seconds"]}
    else:
        result = train(entry, seed, settings=settings, splits=splits)
        described |= {"history": result.history, "test": result.test}
        described |= {"epoch_seconds": result.epoch_seconds, "best_epoch": result.best_epoch}
        described |= {"engine": result.engine, "threads": result.threads}
        described |= {"peak_memory": result.peak_memory, "parameters": result.parameters}
        described |= {"outcomes": outcomes(entry, splits, result.predictions).pack()}
    described["epochs_done"] = len(described["epoch_seconds"])
    described["run_seconds"] = round(time.perf_counter() - began, 2)
    described["history"] = {name: rounded(v) for name, v in described["history"].items()}
    described["epoch_seconds"] = [float(f"{v:.4g}") for v in described["epoch_seconds"]]
    described |= {
        "busy": others.busy(),
        "finished": datetime.now(UTC).isoformat("T", "seconds"),
    }
    described |= {"notes": list(splits.notes), "digest": splits.digest}
    described |= samples(entry, splits)
    described |= {"scale": splits.scale, "unit": splits.unit, "environment": environment()}
    return described


def outcomes(entry: Recipe, splits: Splits, predictions: np.ndarray) -> Outcomes:
    """What a run's predictions were worth, sample by sample: verdicts need nothing else."""
    targets = np.asarray(splits.test.targets)
    if entry.metric == "accuracy":
        return of_classes(test_digest(entry.dataset, targets), targets, predictions)
    digest = test_digest(entry.dataset, targets, target_times(splits, entry.preprocessing))
    return of_series(digest, targets, predictions, splits.scale or 1.0, splits.unit)


def samples(entry: Recipe, splits: Splits) -> dict[str, Any]:
    """What figures are measured on, and what a guess gives: ``train_samples`` of an epoch,
    ``test_samples``, ``baselines``."""
    train, _ = split_validation(splits, dict(entry.fit))
    steps = entry.fit.get("steps_per_epoch")
    return {
        "train_samples": steps * entry.fit["batch_size"] if steps else len(train),
        "test_samples": len(splits.test),
        "baselines": {name: float(f"{v:.6g}") for name, v in baselines(splits).items()},
    }


def main() -> None:
    side, name, seed, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    entry = recipe(name).with_settings({"epochs": epochs})
    print(json.dumps(measure(side, entry, seed)))


if __name__ == "__main__":
    main()
