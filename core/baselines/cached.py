"""Baselines that are already computed: cached in the home, or shipped with the project.

``home/baselines/<dataset>-<key>.json`` holds the results and outcomes. The key covers everything
they depend on: the preprocessing settings without those they ignore (``maxlen``, vectors), the
state of the data's file, and this code's version. The folder may be emptied at any time.
``shipped.json`` holds those for every recipe's preprocessing, written by ``python -m core baselines
--ship``, so that they are available on first start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.baselines.baselines import Baseline, baseline_from_dict, compute
from core.datasets import dataset
from core.datasets.decoded import source_key
from core.datasets.status import status
from core.errors import DatasetError
from core.json_file import read_object, write_json
from core.settings import Settings

VERSION = 2
FOLDER = "baselines"
SHIPPED = Path(__file__).with_name("shipped.json")
UNSEEN = ("maxlen", "embedding", "validation_samples")
"""Preprocessing settings that do not affect a text's bag of words."""


def cached_baselines(
    name: str, preprocessing: Mapping[str, Any], settings: Settings
) -> list[Baseline] | None:
    """Return a dataset's cached baselines without reading the data; None if there are none.

    Raises:
        RequestError: There is no such dataset.
    """
    try:
        content = read_object(_path(name, preprocessing, settings))
        return [baseline_from_dict(entry) for entry in content["baselines"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def shipped_baselines(name: str, preprocessing: Mapping[str, Any]) -> list[Baseline] | None:
    """The baselines shipped for a dataset, on the recorded runs' data; None for other settings."""
    return _shipped().get(_preparation(name, preprocessing))


def baselines(name: str, preprocessing: Mapping[str, Any], settings: Settings) -> list[Baseline]:
    """Return a dataset's baselines; computing them takes seconds the first time.

    Raises:
        RequestError: Invalid preprocessing settings.
        DatasetError: The dataset is missing or refused.
    """
    result = cached_baselines(name, preprocessing, settings)
    if result is None:
        result = compute(name, preprocessing, settings)
        with suppress(OSError):  # computed again next time
            entries = {"baselines": [item.as_dict() for item in result]}
            write_json(_path(name, preprocessing, settings), entries)
    return result


def ship(wanted: Iterable[tuple[str, Mapping[str, Any]]], settings: Settings) -> int:
    """Rewrite ``shipped.json`` for these datasets and preprocessing settings.

    Args:
        wanted: Pairs of a dataset's name and preprocessing settings.
        settings: The installation.

    Returns:
        The number of entries written.

    Raises:
        RequestError: Invalid preprocessing settings.
        DatasetError: A dataset is missing or refused.
    """
    entries = {
        _preparation(name, preprocessing): [
            item.as_dict() for item in baselines(name, preprocessing, settings)
        ]
        for name, preprocessing in wanted
    }
    write_json(SHIPPED, entries)
    _shipped.cache_clear()
    return len(entries)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, list[Baseline]]:
    if not SHIPPED.exists():
        return {}
    by_key = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return {key: [baseline_from_dict(entry) for entry in items] for key, items in by_key.items()}


def _preparation(name: str, preprocessing: Mapping[str, Any]) -> str:
    seen = dict(preprocessing)
    if dataset(name).encoding:
        seen = {key: value for key, value in seen.items() if key not in UNSEEN}
    return json.dumps([name, seen], sort_keys=True)


def _path(name: str, preprocessing: Mapping[str, Any], settings: Settings) -> Path:
    source = None
    with suppress(DatasetError):
        file = status(name, settings).path
        source = source_key(file) if file else None
    content = json.dumps([VERSION, _preparation(name, preprocessing), source], sort_keys=True)
    key = hashlib.sha256(content.encode()).hexdigest()[:16]
    return settings.home / FOLDER / f"{name}-{key}.json"
