"""Entrants to compare, made without a store."""

from __future__ import annotations

import numpy as np

from core.analysis.entrants import Entrant
from core.recipes import recipe


def entrant(
    recipe_id: str = "imdb/cnn",
    seed: int = 0,
    *,
    val: tuple[float, ...] = (0.6, 0.7, 0.8),
    status: str = "completed",
    test: float | None = None,
    seconds: float = 2.0,
    settings: dict | None = None,
    **changes,
) -> Entrant:
    """A run whose validation metric is ``val`` and whose training metric is .1 above."""
    entry = recipe(recipe_id).with_settings(settings or {})
    metric, values = entry.metric, np.array(val, np.float64)
    given = {
        "id": f"{recipe_id} {seed}",
        "group": entry.key,
        "recipe": entry,
        "seed": seed,
        "status": status,
        "epochs": np.arange(len(val)),
        "metrics": {
            metric: values + 0.1,
            f"val_{metric}": values,
            "loss": 1 - values,
            "val_loss": 1 - values,
        },
        "epoch_seconds": np.full(len(val), seconds),
        "planned": len(val),
        "test": {} if test is None else {metric: test, "loss": 1 - test},
        "test_samples": 25_000,
        "train_samples": 1_000,
        "parameters": entry.summary.parameters,
        "timed": True,
    }
    return Entrant(**given | changes)
