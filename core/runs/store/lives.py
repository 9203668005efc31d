"""What people do to a run's life: stop, pause, go on, extend, try again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from core.errors import RecipeLabError, RequestError
from core.recipes import recipe_from_dict
from core.runs.run import (
    COMPLETED,
    ENDED,
    FAILED,
    INTERRUPTED,
    PAUSED,
    QUEUED,
    RUNNING,
    STOPPED,
    now,
    plain,
)
from core.runs.store import tables
from core.runs.store.database import Database, is_text, no_such_run, set_run, unreadable_run
from core.runs.store.leases import describe_failure
from core.runs.store.validity import fault

RESUMABLE = (PAUSED, STOPPED, INTERRUPTED)


class Lives(Database):
    """The part of the store that changes what happens to a run next.

    Every method raises RequestError where there is no such run.
    """

    def request_stop(self, run_id: str, reason: RecipeLabError | None = None) -> str:
        """Ask a run to stop: one that waits or is paused is stopped at once.

        Args:
            reason: Why, where it is no person who asks; a run that ends stopped says it.

        Returns:
            The status it has now; one that ended stays as it is.
        """

        def work(connection: Connection) -> str:
            status = _find(connection, run_id).status
            if status in ENDED:
                return status
            asked = {"stop_requested": True}
            if reason:
                asked["failure"] = describe_failure(reason)
            if status == RUNNING:
                return _set(connection, run_id, RUNNING, **asked)
            return _set(connection, run_id, STOPPED, finished=now(), **asked)

        return self.write(work)

    def request_pause(self, run_id: str) -> str:
        """Ask a run to pause: one that waits is paused at once, one that runs after a piece.

        Returns:
            The status it has now.

        Raises:
            RequestError: It has ended.
        """

        def work(connection: Connection) -> str:
            status = _find(connection, run_id).status
            if status in ENDED:
                raise RequestError(
                    "The run {run_id} is {status}; only one that waits or trains can be paused.",
                    run_id=run_id,
                    status=status,
                )
            if status == RUNNING:
                return _set(connection, run_id, RUNNING, pause_requested=True)
            return status if status == PAUSED else _set(connection, run_id, PAUSED)

        return self.write(work)

    def resume(self, run_id: str) -> str:
        """Queue a paused, stopped or interrupted run again; it goes on from its checkpoint.

        It keeps its place in the queue: that of the moment it was made.

        Returns:
            The status it has now: one that waits or trains already stays as it is.

        Raises:
            RequestError: It is completed, failed or in the bin.
        """

        def work(connection: Connection) -> str:
            row = _find(connection, run_id)
            if row.deleted is not None:
                raise RequestError(
                    "The run {run_id} is in the bin; take it out before it goes on.", run_id=run_id
                )
            if row.status == RUNNING and row.pause_requested and not row.stop_requested:
                return _set(connection, run_id, RUNNING, pause_requested=False)
            if row.status in (QUEUED, RUNNING):
                return row.status
            if row.status not in RESUMABLE:
                raise RequestError(
                    "The run {run_id} is {status}: a completed run can be extended, a failed one "
                    "tried again.",
                    run_id=run_id,
                    status=row.status,
                )
            return _queue_again(connection, run_id, row)

        return self.write(work)

    def hand_back(self, run_id: str, holder: str, most: int) -> bool:
        """Queue a run again that ``holder`` lost through no fault of its own, at once.

        Args:
            most: How often it may have gone on before.

        Returns:
            False, with nothing changed, where somebody asked it to end, another has it, or it went
            on often enough.
        """

        def work(connection: Connection) -> bool:
            row = _find(connection, run_id)
            asked = row.stop_requested or row.pause_requested or row.deleted is not None
            lost = (row.status, row.holder) == (RUNNING, holder) or row.status == INTERRUPTED
            if asked or not lost or row.resumes >= most:
                return False
            _queue_again(connection, run_id, row, holder="", lease_until=None)
            return True

        return self.write(work)

    def extend(self, run_id: str, epochs: int) -> str:
        """Make a completed run one of more epochs, and queue it to go on from its end.

        It is then a run of the recipe with more epochs; what it had reached is kept in
        ``Run.extended``.

        Args:
            epochs: How many more, at least 1.

        Raises:
            RequestError: It is not completed, stopped early by itself, is in the bin, is part of
                a sweep, or the recipe does not take so many epochs.
        """
        if isinstance(epochs, bool) or not isinstance(epochs, int) or epochs < 1:
            raise RequestError(
                "A run is extended by a whole number of epochs from 1 on, got {epochs!r}.",
                epochs=epochs,
            )

        def work(connection: Connection) -> str:
            row = _find(connection, run_id)
            if row.status != COMPLETED or row.deleted is not None:
                raise RequestError(
                    "The run {run_id} is {status}; only a completed run can be extended.",
                    run_id=run_id,
                    status=row.status if row.deleted is None else "deleted",
                )
            if row.sweep:
                raise RequestError(
                    "The run {run_id} is part of a sweep and stays as it was compared; launch its "
                    "settings anew with more epochs.",
                    run_id=run_id,
                )
            if row.epochs_done < row.epochs:
                raise RequestError(
                    "The run {run_id} stopped early by itself after {done} of {epochs} epochs, so "
                    "more of them change nothing; a new run with another patience does.",
                    run_id=run_id,
                    done=row.epochs_done,
                    epochs=row.epochs,
                )
            recipe = recipe_from_dict(row.recipe).with_settings({"epochs": row.epochs + epochs})
            reached = {
                "epochs": row.epochs,
                "key": row.recipe_key,
                "test": row.test,
                "best_epoch": row.best_epoch,
                "finished": row.finished,
            }
            return _queue_again(
                connection,
                run_id,
                row,
                recipe=recipe.as_dict(),
                recipe_key=recipe.key,
                epochs=recipe.fit["epochs"],
                extended=[*row.extended, plain(reached)],
                test={},
                best_epoch=None,
            )

        return self.write(work)

    def note_checkpoint(self, run_id: str, *, epoch: int, step: int, size: int) -> None:
        """Note where a run could go on: 0-based epoch, step in it, bytes of the file."""
        kept = {"epoch": epoch, "step": step, "bytes": size}
        self.write(lambda connection: set_run(connection, run_id, checkpoint=kept))


def _find(connection: Connection, run_id: str) -> Any:
    query = select(tables.runs).where(tables.runs.c.id == run_id)
    row = connection.execute(query).first() if is_text(run_id) else None
    if row is None:
        raise no_such_run(run_id)
    if reason := fault("runs", row._mapping):
        raise unreadable_run(run_id, reason)
    return row


def _queue_again(connection: Connection, run_id: str, row: Any, **values: Any) -> str:
    return _set(
        connection,
        run_id,
        QUEUED,
        finished=None,
        failure={},
        stop_requested=False,
        pause_requested=False,
        resumes=row.resumes + (row.started is not None),
        **values,
    )


def _set(connection: Connection, run_id: str, status: str, **values: Any) -> str:
    set_run(connection, run_id, status=status, **values)
    return status


def what_next(status: str, *, epochs_done: int, epochs: int) -> tuple[str, ...]:
    """What can be done to a run: some of stop, pause, resume, extend, retry."""
    if status in (QUEUED, RUNNING):
        return ("pause", "stop")
    if status == PAUSED:
        return ("resume", "stop")
    if status in RESUMABLE:
        return ("resume", "retry")
    if status == COMPLETED:
        return ("extend", "retry") if epochs_done >= epochs else ("retry",)
    return ("retry",) if status == FAILED else ()
