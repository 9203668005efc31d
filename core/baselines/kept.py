"""Baselines kept in the home: computed once per dataset and preparation, read by every page.

``home/baselines/<dataset>-<key>.json`` has the figures and ``.npz`` the predictions, float32. The
key names what decides them: the preparation without what they do not see (``maxlen``, vectors), the
state of the file the data is from, and this code's version. May be emptied any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from core.baselines.baselines import Baseline, compute
from core.datasets import dataset
from core.datasets.decoded import source_key
from core.datasets.status import status
from core.errors import DatasetError
from core.json_file import write_json
from core.npz import read_npz, write_npz
from core.settings import Settings

VERSION = 1
FOLDER = "baselines"
UNSEEN = ("maxlen", "embedding", "validation_samples")
"""Settings that texts' bags of words do not depend on."""


def kept_baselines(
    name: str, preprocessing: Mapping[str, Any], settings: Settings
) -> list[Baseline] | None:
    """A dataset's baselines where they are computed already, without reading the data; else None.

    Raises:
        RequestError: There is no such dataset.
    """
    path = _path(name, preprocessing, settings)
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["baselines"]
        predictions = read_npz(path.with_suffix(".npz"))
        return [Baseline(**entry, predictions=predictions[entry["name"]]) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def baselines(name: str, preprocessing: Mapping[str, Any], settings: Settings) -> list[Baseline]:
    """A dataset's baselines, computed if they are not kept: seconds the first time.

    Raises:
        RequestError: Settings that cannot be.
        DatasetError: The dataset is missing or refused.
    """
    found = kept_baselines(name, preprocessing, settings)
    if found is None:
        found = compute(name, preprocessing, settings)
        with suppress(OSError):  # then they are computed again next time
            _keep(_path(name, preprocessing, settings), found)
    return found


def _keep(path: Path, found: list[Baseline]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {item.name: np.asarray(item.predictions, np.float32) for item in found}
    write_npz(path.with_suffix(".npz"), arrays)
    write_json(path, {"baselines": [item.as_dict() for item in found]})


def _path(name: str, preprocessing: Mapping[str, Any], settings: Settings) -> Path:
    entry = dataset(name)
    seen = dict(preprocessing)
    if entry.encoding:
        seen = {key: value for key, value in seen.items() if key not in UNSEEN}
    source = None
    with suppress(DatasetError):
        found = status(name, settings).path
        source = source_key(found) if found else None
    content = json.dumps([VERSION, name, seen, source], sort_keys=True)
    key = hashlib.sha256(content.encode()).hexdigest()[:16]
    return settings.home / FOLDER / f"{name}-{key}.json"
