"""Read-only access to sweeps and their runs' validation results in the run store."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from core.errors import RequestError, StoreError
from core.runs.store import Store, tables
from core.runs.store.database import is_text
from core.runs.store.validity import fault
from core.sweeps.sweep import Part, Sweep

COLUMNS = (
    *("id", "trial", "confirms", "seed", "status", "epochs", "epochs_done", "resumes"),
    *("best_epoch", "recipe_key", "deleted", "failure"),
)
Curves = tuple[list[float], list[float]]


class SweepRows:
    """Reads sweeps. Every method may raise StoreError.

    Args:
        store: The run store.
    """

    def __init__(self, store: Store):
        self.runs = store

    def get(self, sweep_id: str) -> Sweep:
        """One sweep.

        Raises:
            RequestError: The id is unknown.
        """
        with self.runs.reading() as connection:
            return find(connection, sweep_id)

    def list(self, *, status: str | None = None) -> list[Sweep]:
        """All sweeps, the newest first."""
        table = tables.sweeps
        query = select(table).order_by(table.c.created.desc(), table.c.id.desc())
        if status is not None:
            query = query.where(table.c.status == status)
        with self.runs.reading() as connection:
            rows = self.runs.readable("sweeps", connection.execute(query))
        return [Sweep(**row._mapping) for row in rows]

    def parts(self, sweep: Sweep) -> list[Part]:
        """The runs of a sweep by id, without curves, including those in the bin."""
        table = tables.runs
        query = select(*(table.c[name] for name in COLUMNS)).where(table.c.sweep == sweep.id)
        with self.runs.reading() as connection:
            rows = self.runs.readable("runs", connection.execute(query.order_by(table.c.id)))
        parts = []
        for row in rows:
            number = row.confirms if row.trial is None else row.trial
            parts.append(Part(**row._mapping, keeps_best=sweep.keeps_best(number)))
        return parts

    def curves(self, sweep: Sweep, after: Mapping[str, int]) -> dict[str, Curves]:
        """The objective and validation loss of runs: run id → the two lists of values.

        Args:
            sweep: The sweep.
            after: Run id → last 0-based epoch to skip; −1 for all epochs.
        """
        table = tables.metrics
        names = (sweep.objective, "val_loss")
        curves: dict[str, Curves] = {}
        with self.runs.reading() as connection:
            for run_id, epoch in after.items():
                query = (
                    select(table.c.metric, table.c.value)
                    .where(table.c.run == run_id, table.c.metric.in_(names))
                    .where(table.c.epoch > epoch)
                    .order_by(table.c.epoch)
                )
                both: Curves = ([], [])
                for metric, value in connection.execute(query):
                    values = both[names.index(metric)]
                    values.append(value if isinstance(value, int | float) else math.nan)
                curves[run_id] = both
        return curves

    def used_seeds(self, keys: Collection[str]) -> set[int]:
        """The seeds of all runs with these recipe keys, by anyone."""
        table = tables.runs
        query = select(table.c.seed).where(table.c.recipe_key.in_(list(keys))).distinct()
        with self.runs.reading() as connection:
            return set(connection.execute(query).scalars())


def find(connection: Connection, sweep_id: str, *, lock: bool = False) -> Sweep:
    """Read a sweep within a transaction; ``lock`` keeps others from changing it until that ends.

    Raises:
        RequestError: The id is unknown.
        StoreError: Its row is not valid.
    """
    query = select(tables.sweeps).where(tables.sweeps.c.id == sweep_id)
    query = query.with_for_update() if lock else query
    row = connection.execute(query).first() if is_text(sweep_id) else None
    if row is None:
        raise RequestError("There is no sweep {sweep_id!r}.", sweep_id=sweep_id)
    if reason := fault("sweeps", row._mapping):
        raise StoreError(
            "The sweep {sweep_id} cannot be read from the store ({reason}).",
            sweep_id=sweep_id,
            reason=reason,
        )
    return Sweep(**row._mapping)
