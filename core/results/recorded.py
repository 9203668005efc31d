"""Recorded runs: read-only runs that ship with the project. They never join a group of own runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

# Cores kept busy by other processes, from which on a run's seconds mean little.
BUSY = 0.25
RECORDED_DIR = Path(__file__).with_name("recorded")


def is_quiet(run: Mapping[str, Any]) -> bool:
    """Whether a recorded run was timed on an otherwise idle machine, so its seconds count."""
    return run.get("busy", 1.0) < BUSY


def recorded_path(recipe_id: str) -> Path:
    """The file of a recipe's recorded runs, which may not exist."""
    return RECORDED_DIR / (recipe_id.replace("/", "--") + ".json")


@lru_cache(maxsize=128)
def recorded(recipe_id: str) -> dict[str, Any] | None:
    """The record of a recipe, or None.

    Returns:
        ``runs`` (one per seed) and ``plain`` (plain Keras, once, or None). A run has ``seed``,
        ``epochs_done``, ``history`` (metric → values per epoch), ``test``, ``epoch_seconds``,
        ``busy``, ``engine``, ``train_samples``, ``test_samples``, ``notes`` on its data,
        ``digest``, ``environment`` and, for a series, ``scale``, ``unit`` and ``baselines``.
    """
    path = recorded_path(recipe_id)
    if not path.exists():
        return None
    return json.loads(path.read_text(encoding="utf-8"))
