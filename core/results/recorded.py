"""Recorded runs: runs we made and ship, read-only. They never join a group of people's own runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

# Cores that others kept busy meanwhile, from which on a run's seconds say nothing.
BUSY = 0.25
RECORDED_DIR = Path(__file__).with_name("recorded")


def is_quiet(run: Mapping[str, Any]) -> bool:
    """Whether a recorded run's seconds say something: little else ran meanwhile."""
    return run.get("busy", 1.0) < BUSY


def recorded_path(recipe_id: str) -> Path:
    """Where a recipe's recorded runs are, whether there are any or not."""
    return RECORDED_DIR / (recipe_id.replace("/", "--") + ".json")


@lru_cache(maxsize=128)
def recorded(recipe_id: str) -> dict[str, Any] | None:
    """What is recorded of a recipe, or None.

    Returns:
        ``runs`` (one per seed) and ``plain`` (plain Keras, once, or None). A run has ``seed``,
        ``epochs_done``, ``history`` (metric → per epoch), ``test``, ``epoch_seconds``, ``busy``,
        ``train_samples``, ``test_samples``, ``notes`` on its data, ``digest``, ``environment``
        and, for a series, ``scale``, ``unit`` and ``baselines``.
    """
    path = recorded_path(recipe_id)
    if not path.exists():
        return None
    return json.loads(path.read_text(encoding="utf-8"))
