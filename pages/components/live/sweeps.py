"""The server's sweeps, and what this session may do with them."""

from __future__ import annotations

from core.sweeps.curves import CurveReader
from core.sweeps.desk import SweepDesk
from core.sweeps.report import Report, report
from core.sweeps.store import SweepStore
from pages.components.live.manager import run_manager
from pages.components.live.person import person
from pages.components.live.shared import shared


@shared
def _reader() -> tuple[SweepStore, CurveReader]:
    """The server's sweeps, and the reader of their curves."""
    rows = SweepStore(run_manager().store)
    return rows, CurveReader(rows)


def sweeps() -> SweepStore:
    """The sweeps of the store."""
    return _reader()[0]


def read(sweep_id: str) -> Report:
    """The current report of a sweep.

    Raises:
        RequestError: There is no such sweep.
    """
    return report(*_reader(), sweep_id)


def sweep_desk() -> SweepDesk:
    """The actions on sweeps that this session may take."""
    return SweepDesk(sweeps(), person())
