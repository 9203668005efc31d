"""Reference weights: one trained model of each small recipe, shipped so that a first start can ask.

``weights/<recipe>.npz`` holds the weights that were tested, as a run's ``final.npz`` does;
``weights/index.json`` has for each the recipe's key, the seed, the engine, the test result and the
file's digest. ``python -m core results weights`` trains what is missing, and what is of another key
or engine; until then, weights of an earlier engine are used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import DatasetError, TrainingError
from core.json_file import write_json
from core.npz import read_npz, write_npz
from core.recipes import RECIPES, Recipe, recipe
from core.settings import load_settings
from core.training.choice import choose_engine

WEIGHTS_DIR = Path(__file__).with_name("weights")
INDEX = WEIGHTS_DIR / "index.json"
DATASETS = ("digits", "breast-cancer", "topics")
PROBES = "probe-"
SEED = 0


def small_recipes() -> list[Recipe]:
    """The recipes that have reference weights: those that represent a small dataset's families."""
    return [
        entry
        for entry in RECIPES.values()
        if entry.represents and (entry.dataset in DATASETS or entry.dataset.startswith(PROBES))
    ]


def weights_path(recipe_id: str) -> Path:
    """The file of a recipe's reference weights, which may not exist."""
    return WEIGHTS_DIR / (recipe_id.replace("/", "--") + ".npz")


@lru_cache(maxsize=1)
def index() -> dict[str, dict[str, Any]]:
    """Recipe id → ``key``, ``seed``, ``engine``, ``test`` and ``sha256`` of its weights."""
    return json.loads(INDEX.read_text(encoding="utf-8")) if INDEX.exists() else {}


def reference_weights(entry: Recipe) -> dict[str, np.ndarray] | None:
    """A recipe's reference weights: Keras' path → float32 array; None if it has none.

    Raises:
        DatasetError: The file is missing or is not the one that was shipped.
    """
    shipped = index().get(entry.id)
    if shipped is None or shipped["key"] != entry.key:
        return None
    path = weights_path(entry.id)
    try:
        if _digest(path) != shipped["sha256"]:
            raise ValueError("its digest is another")
        return read_npz(path)
    except (OSError, ValueError) as error:
        raise DatasetError(
            "The reference weights {path} cannot be used ({reason}); install Recipe Lab again.",
            path=path,
            reason=error,
        ) from None


def make_weights(names: list[str], report: Callable[[str], None], *, again: bool = False) -> int:
    """Train the small recipes whose weights are missing or outdated; return how many were trained.

    Args:
        names: Recipe ids; all small recipes if empty.
        report: Called with a line of text after each.
        again: Train all of them.

    Raises:
        TrainingError: A run failed; the weights of earlier ones are stored.
    """
    from core.training.train import train

    settings, added = load_settings(), 0
    for entry in map(recipe, names) if names else small_recipes():
        known = dict(index())
        wanted = {
            "key": entry.key,
            "engine": choose_engine(entry.layers, entry.summary.parameters),
        }
        if not again and wanted.items() <= known.get(entry.id, {}).items():
            continue
        result = train(entry, SEED, settings=settings)
        if result.status != "completed":
            raise TrainingError("The run of {recipe} did not complete.", recipe=entry.id)
        best = entry.fit["restore_best_weights"]
        weights = result.best_weights if best else result.final_weights
        path = weights_path(entry.id)
        path.parent.mkdir(exist_ok=True)
        write_npz(path, dict(zip(result.weight_names, weights, strict=True)))
        known[entry.id] = {
            "key": entry.key,
            "seed": SEED,
            "engine": result.engine,
            "test": {name: float(f"{value:.6g}") for name, value in result.test.items()},
            "sha256": _digest(path),
        }
        write_json(INDEX, dict(sorted(known.items())))
        index.cache_clear()
        report(f"{entry.id} · {result.test[entry.metric]:.4f} · {path.stat().st_size:,} bytes")
        added += 1
    return added


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
