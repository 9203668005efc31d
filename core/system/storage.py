"""What takes long to count: the store's rows and the files of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.runs.files.artifacts import (
    BEST,
    CHECKPOINT,
    EPOCHS,
    FINAL,
    LOG,
    PREDICTIONS,
    file_sizes,
    folders,
)
from core.runs.store import Store, days
from core.runs.store.statistics import RowCounts
from core.settings import Settings

KINDS: Mapping[str, str] = {
    CHECKPOINT: "checkpoints",
    FINAL: "weights",
    BEST: "weights",
    EPOCHS: "weights",
    PREDICTIONS: "predictions",
    LOG: "logs",
}


@dataclass(frozen=True, kw_only=True)
class Artifacts:
    """The files of runs.

    Attributes:
        bytes: Kind (``checkpoints``, ``weights``, ``predictions``, ``logs``) → bytes.
        runs: Number of runs with files other than a log.
        limit: The most bytes to keep, not counting logs.
        days: Days for which checkpoints, weights and predictions are kept; 0 for no limit.
    """

    bytes: Mapping[str, int]
    runs: int
    limit: int
    days: tuple[int, int, int] = (0, 0, 0)

    @property
    def bounded(self) -> int:
        """Bytes that count towards the limit."""
        return sum(size for kind, size in self.bytes.items() if kind != "logs")


@dataclass(frozen=True)
class Counts:
    """Counts that take long for a large store."""

    rows: RowCounts
    artifacts: Artifacts


def count(store: Store, settings: Settings) -> Counts:
    """Check and count the store's rows and the files; takes about a second for 10,000 runs."""
    return Counts(store.statistics.count(), read_artifacts(settings))


def read_artifacts(settings: Settings) -> Artifacts:
    """Count the bytes of runs' files by kind."""
    sizes_by_kind = dict.fromkeys(KINDS.values(), 0)
    runs = 0
    for folder in folders(settings.artifacts):
        sizes = file_sizes(folder)
        runs += any(name in KINDS and name != LOG for name in sizes)
        for name, size in sizes.items():
            if name in KINDS:
                sizes_by_kind[KINDS[name]] += size
    limit = settings.artifacts_limit_mb * 10**6
    return Artifacts(bytes=sizes_by_kind, runs=runs, limit=limit, days=days(settings))
