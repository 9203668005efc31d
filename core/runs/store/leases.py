"""Leases: a run is claimed by one holder, who renews the lease until the run ends."""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, literal, or_, select, update

from core.errors import RecipeLabError, in_english
from core.i18n import mark
from core.runs.run import ENDED, FAILED, INTERRUPTED, PAUSED, QUEUED, RUNNING, STOPPED, now, plain
from core.runs.store import tables
from core.runs.store.database import Database, note
from core.runs.store.parts import Part, next_version, set_if_held

LEASE_SECONDS = 15.0
# Synchronised clocks differ by less; a lease further ahead was set by a wrong clock.
AHEAD_SECONDS = LEASE_SECONDS + 5.0
# The executor whose runs are on other machines than the one that takes them off the queue.
CLUSTER = "ray"

SILENT = mark(
    "The program that ran it ended without a word after {epochs} epochs; what it had is kept."
)


@dataclass(frozen=True)
class Lease:
    """What a holder learns when it renews: whether it still holds the run or must end it."""

    held: bool
    stop_requested: bool
    pause_requested: bool = False


def describe_failure(error: RecipeLabError) -> dict[str, Any]:
    """An error as stored with a run, untranslated."""
    return {"message": error.message, "values": plain(error.values)}


class Leases(Part):
    """The part of the store that decides who executes which run."""

    def __init__(self, database: Database):
        super().__init__(database)
        # (run, holder, lease_until) of late leases → when first seen, by the monotonic clock
        self._late: dict[tuple[Any, ...], float] = {}

    def claim(
        self,
        run_id: str,
        holder: str,
        lease_seconds: float = LEASE_SECONDS,
        *,
        executor: str = "",
        queued: bool = True,
    ) -> bool:
        """Start a queued run as ``holder``, or claim one again that ``holder`` already holds.

        Of any number of simultaneous claims, by threads, processes or hosts, one succeeds. It also
        updates ``neighbours`` of the runs on this host; a run for a cluster has no host until its
        worker claims it there.

        Args:
            queued: Whether to start a queued run; False only claims one again.
        """
        table = tables.runs
        host = platform.node()
        mine = and_(table.c.status == RUNNING, table.c.holder == holder)
        place = case((table.c.status == QUEUED, ""), else_=host) if executor == CLUSTER else host

        def work(connection: Connection) -> bool:
            moment = self._database.dialect.moment(connection)
            claimed = connection.execute(
                update(table)
                .where(
                    table.c.id == run_id, or_(table.c.status == QUEUED, mine) if queued else mine
                )
                .values(
                    status=RUNNING,
                    holder=holder,
                    host=place,
                    lease_until=moment + timedelta(seconds=lease_seconds),
                    started=func.coalesce(table.c.started, literal(moment, tables.Instant)),
                    **({"executor": executor} if executor else {}),
                )
            )
            if claimed.rowcount != 1:
                return False
            placed = select(table.c.host).where(table.c.id == run_id)
            if not connection.execute(placed).scalar_one():
                return True
            on_host = and_(table.c.status == RUNNING, table.c.host == host)
            count = connection.execute(select(func.count()).where(on_host)).scalar_one() - 1
            fewer = table.c.neighbours < count
            connection.execute(
                update(table)
                .where(on_host, or_(fewer, table.c.id == run_id))
                .values(
                    neighbours=case((fewer, count), else_=table.c.neighbours),
                    changed=next_version(connection),
                )
            )
            return True

        return self._database.write(work)

    def renew(self, run_id: str, holder: str, lease_seconds: float = LEASE_SECONDS) -> Lease:
        """Renew the lease, also one that expired, as long as no one else holds the run."""
        table = tables.runs

        def work(connection: Connection) -> Lease:
            until = self._database.dialect.moment(connection) + timedelta(seconds=lease_seconds)
            connection.execute(
                update(table)
                .where(table.c.id == run_id, table.c.holder == holder, table.c.status == RUNNING)
                .values(lease_until=until)
            )
            return _lease(connection, run_id, holder)

        return self._database.write(work)

    def get(self, run_id: str, holder: str) -> Lease:
        """Whether ``holder`` holds the run or must end it; reads only."""
        with self._database.reading() as connection:
            return _lease(connection, run_id, holder)

    def now(self) -> datetime:
        """The current time by the clock that leases are measured with."""
        with self._database.reading() as connection:
            return self._database.dialect.moment(connection)

    def finish(
        self,
        run_id: str,
        holder: str,
        status: str,
        error: RecipeLabError | None = None,
        **values: Any,
    ) -> bool:
        """End or pause a run and give up its lease.

        Args:
            status: One of ENDED, or ``paused``.
            error: Why it failed or was interrupted.
            **values: More fields of Run, such as ``test`` and ``seconds``.

        Returns:
            False, with nothing written, when ``holder`` no longer holds the run.
        """
        if status not in (*ENDED, PAUSED):
            raise ValueError(f"a run ends as one of {ENDED}, not {status!r}")
        if error or status != STOPPED:  # a stopped run keeps the reason it was given
            values["failure"] = describe_failure(error) if error else {}

        def work(connection: Connection) -> bool:
            ended = set_if_held(
                connection,
                run_id,
                holder,
                status=status,
                finished=None if status == PAUSED else now(),
                holder="",
                lease_until=None,
                pause_requested=False,
                **values,
            )
            if ended:
                level = logging.WARNING if status in (FAILED, INTERRUPTED) else logging.INFO
                message = in_english(error) if error else ""
                note(connection, status, run_id, level=level, message=message)
            return ended

        return self._database.write(work)

    def expire(self, alive: Collection[str] = (), *, apart: float = LEASE_SECONDS) -> list[str]:
        """End the runs whose holder no longer renews its lease; their epochs are kept.

        A lease is late when it has expired, or is further ahead than any lease lasts. That alone
        proves nothing: clocks are changed, machines sleep. A run is ended only when the same lease
        was seen late twice, ``apart`` seconds apart by a monotonic clock: a live holder would have
        renewed it in between.

        Args:
            alive: Holders known to be alive, whatever their lease says.
            apart: Seconds between the two checks; 0 ends runs with a late lease at once.

        Returns:
            Ids of the runs that were ended: interrupted, or stopped if that was requested.
        """
        if self._database.lost_within(LEASE_SECONDS):  # no holder could renew
            return []
        table, seen = tables.runs, time.monotonic()
        until = table.c.lease_until
        query = select(
            table.c.id, table.c.holder, until, table.c.epochs_done, table.c.stop_requested
        )
        with self._database.reading() as connection:
            moment = self._database.dialect.moment(connection)
            late = or_(until < moment, until > moment + timedelta(seconds=AHEAD_SECONDS))
            result = connection.execute(query.where(table.c.status == RUNNING, late))
            rows = self._database.readable("runs", result)
        rows = [row for row in rows if row.holder not in alive]
        self._late = {row[:3]: self._late.get(row[:3], seen) for row in rows}
        expired = [row for row in rows if seen - self._late[row[:3]] >= apart]
        return [
            row.id
            for row in expired
            if self._database.write(lambda connection, row=row: _expire(connection, row, moment))
        ]


def _expire(connection: Connection, row: Any, moment: datetime) -> bool:
    table = tables.runs
    values: dict[str, Any] = {"status": STOPPED}  # its failure already holds the reason
    if not row.stop_requested:
        failure = {"message": SILENT, "values": {"epochs": row.epochs_done}}
        values = {"status": INTERRUPTED, "failure": failure}
    ended = connection.execute(
        update(table)
        .where(
            table.c.id == row.id,
            table.c.status == RUNNING,
            table.c.holder == row.holder,
            table.c.lease_until == row.lease_until,
        )
        .values(
            finished=min(row.lease_until, moment),
            holder="",
            lease_until=None,
            changed=next_version(connection),
            **values,
        )
    )
    if ended.rowcount != 1:
        return False
    message = "Its lease expired."
    note(connection, INTERRUPTED, row.id, level=logging.WARNING, message=message)
    return True


def _lease(connection: Connection, run_id: str, holder: str) -> Lease:
    c = tables.runs.c
    query = select(c.holder, c.status, c.stop_requested, c.pause_requested).where(c.id == run_id)
    row = connection.execute(query).first()
    if row is None:
        return Lease(False, False)
    return Lease(row[:2] == (holder, RUNNING), bool(row[2]), bool(row[3]))
