"""Baselines that need no computing: kept in the home, or shipped with the project.

``home/baselines/<dataset>-<key>.json`` has the figures and outcomes. The key names what decides
them: the preparation without what they do not see (``maxlen``, vectors), the state of the file the
data is from, and this code's version. May be emptied any time. ``shipped.json`` has those of every
recipe's preparation, made by ``python -m core baselines --ship``, so that a first start shows them.
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
"""Settings that texts' bags of words do not depend on."""


def cached_baselines(
    name: str, preprocessing: Mapping[str, Any], settings: Settings
) -> list[Baseline] | None:
    """A dataset's baselines where they are computed already, without reading the data; else None.

    Raises:
        RequestError: There is no such dataset.
    """
    try:
        kept = read_object(_path(name, preprocessing, settings))
        return [baseline_from_dict(entry) for entry in kept["baselines"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def shipped_baselines(name: str, preprocessing: Mapping[str, Any]) -> list[Baseline] | None:
    """What we computed of a dataset, on the data our recorded runs had; None of other settings."""
    return _shipped().get(_preparation(name, preprocessing))


def baselines(name: str, preprocessing: Mapping[str, Any], settings: Settings) -> list[Baseline]:
    """A dataset's baselines, computed if they are not kept: seconds the first time.

    Raises:
        RequestError: Settings that cannot be.
        DatasetError: The dataset is missing or refused.
    """
    found = cached_baselines(name, preprocessing, settings)
    if found is None:
        found = compute(name, preprocessing, settings)
        with suppress(OSError):  # then they are computed again next time
            entries = {"baselines": [item.as_dict() for item in found]}
            write_json(_path(name, preprocessing, settings), entries)
    return found


def ship(wanted: Iterable[tuple[str, Mapping[str, Any]]], settings: Settings) -> int:
    """Write ``shipped.json`` anew, of these datasets and preparations; returns how many.

    Raises:
        RequestError: Settings that cannot be.
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
    kept = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return {key: [baseline_from_dict(entry) for entry in found] for key, found in kept.items()}


def _preparation(name: str, preprocessing: Mapping[str, Any]) -> str:
    seen = dict(preprocessing)
    if dataset(name).encoding:
        seen = {key: value for key, value in seen.items() if key not in UNSEEN}
    return json.dumps([name, seen], sort_keys=True)


def _path(name: str, preprocessing: Mapping[str, Any], settings: Settings) -> Path:
    source = None
    with suppress(DatasetError):
        found = status(name, settings).path
        source = source_key(found) if found else None
    content = json.dumps([VERSION, _preparation(name, preprocessing), source], sort_keys=True)
    key = hashlib.sha256(content.encode()).hexdigest()[:16]
    return settings.home / FOLDER / f"{name}-{key}.json"
