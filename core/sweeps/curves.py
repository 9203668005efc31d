"""The runs of a sweep with their validation curves, of which only new epochs are read."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from core.sweeps.rows import Curves, SweepRows
from core.sweeps.sweep import Part, Sweep

SWEEPS_KEPT = 16


class CurveReader:
    """Reads sweeps' runs. Safe to use from any number of threads.

    Args:
        rows: Where from.
    """

    def __init__(self, rows: SweepRows):
        self._rows = rows
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, tuple[int, Curves]]] = {}

    def read(self, sweep: Sweep) -> list[Part]:
        """The sweep's runs as they are now, by id."""
        with self._lock:
            known = self._known.pop(sweep.id, {})
            after, parts = {}, {part.id: part for part in self._rows.parts(sweep)}
            for part in parts.values():
                begun, (values, _) = known.get(part.id, (part.resumes, ([], [])))
                # one that went on may have computed other values than before
                if begun != part.resumes or part.epochs_done < len(values):
                    known.pop(part.id, None)
                    values = []
                if part.epochs_done > len(values):
                    after[part.id] = len(values) - 1
            for run_id, (values, losses) in self._rows.curves(sweep, after).items():
                _, (before, fell) = known.get(run_id, (0, ([], [])))
                known[run_id] = (parts[run_id].resumes, (before + values, fell + losses))
            self._known[sweep.id] = known
            while len(self._known) > SWEEPS_KEPT:
                self._known.pop(next(iter(self._known)))
            found = {run_id: curves for run_id, (_, curves) in known.items()}
            return [_with(part, *found.get(part.id, ((), ()))) for part in parts.values()]


def _with(part: Part, curve: Sequence[float], losses: Sequence[float]) -> Part:
    return replace(part, curve=curve, losses=losses)
