"""The runs of a sweep with their validation curves; only new epochs are read."""

from __future__ import annotations

import threading
from dataclasses import replace

from core.lru import LRUCache
from core.sweeps.store import Curves, SweepStore
from core.sweeps.sweep import Part, Sweep

CACHED_SWEEPS = 16


class CurveReader:
    """Reads the runs of sweeps. Thread-safe.

    Args:
        rows: What reads the store.
    """

    def __init__(self, rows: SweepStore):
        self._rows = rows
        self._lock = threading.Lock()
        self._cache: LRUCache[str, dict[str, tuple[int, Curves]]] = LRUCache(CACHED_SWEEPS)

    def read(self, sweep: Sweep) -> list[Part]:
        """The current runs of a sweep with their curves, by id."""
        with self._lock:
            known = self._cache.setdefault(sweep.id, {})
            last_read, parts = {}, {part.id: part for part in self._rows.parts(sweep)}
            for part in parts.values():
                resumes, (values, _) = known.get(part.id, (part.resumes, ([], [])))
                # a resumed run may have computed other values than before
                if resumes != part.resumes or part.epochs_done < len(values):
                    known.pop(part.id, None)
                    values = []
                if part.epochs_done > len(values):
                    last_read[part.id] = len(values) - 1
            for run_id, (values, losses) in self._rows.curves(sweep, last_read).items():
                _, (old_values, old_losses) = known.get(run_id, (0, ([], [])))
                known[run_id] = (parts[run_id].resumes, (old_values + values, old_losses + losses))
            curves = {
                run_id: {"curve": values, "losses": losses}
                for run_id, (_, (values, losses)) in known.items()
            }
            return [replace(part, **curves.get(part.id, {})) for part in parts.values()]
