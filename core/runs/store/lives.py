"""Run actions: stop, pause, resume and extend a run; which actions a run offers."""

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


class RunActions(Database):
    """The part of the store that executes run actions.

    Every method raises RequestError if there is no such run.
    """

    def request_stop(self, run_id: str, reason: RecipeLabError | None = None) -> str:
        """Ask a run to stop; a queued or paused run is stopped at once.

        Args:
            reason: Why, if no person asked for it; shown with the stopped run.

        Returns:
            The run's new status; a run that has ended is not changed.
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
        """Ask a run to pause; a queued run is paused at once, a running one when it checks next.

        Returns:
            The run's new status.

        Raises:
            RequestError: The run has ended.
        """

        def work(connection: Connection) -> str:
            status = _find(connection, run_id).status
            if status in ENDED:
                raise RequestError(
                    "The run {run_id} is {status}; only a queued or running run can be paused.",
                    run_id=run_id,
                    status=status,
                )
            if status == RUNNING:
                return _set(connection, run_id, RUNNING, pause_requested=True)
            return status if status == PAUSED else _set(connection, run_id, PAUSED)

        return self.write(work)

    def resume(self, run_id: str) -> str:
        """Queue a paused, stopped or interrupted run again, to resume from its checkpoint.

        Its place in the queue is by the time it was created.

        Returns:
            The run's new status; one that is queued or running already is not changed.

        Raises:
            RequestError: The run is completed, failed or in the bin.
        """

        def work(connection: Connection) -> str:
            row = _find(connection, run_id)
            if row.deleted is not None:
                raise RequestError(
                    "The run {run_id} is in the bin; restore it before resuming it.", run_id=run_id
                )
            if row.status == RUNNING and row.pause_requested and not row.stop_requested:
                return _set(connection, run_id, RUNNING, pause_requested=False)
            if row.status in (QUEUED, RUNNING):
                return row.status
            if row.status not in RESUMABLE:
                raise RequestError(
                    "The run {run_id} is {status} and cannot be resumed: a completed run can be "
                    "extended, a failed one retried.",
                    run_id=run_id,
                    status=row.status,
                )
            return _queue_again(connection, run_id, row)

        return self.write(work)

    def hand_back(self, run_id: str, holder: str, most: int) -> bool:
        """Queue a run again that ``holder`` lost through no fault of the run.

        Args:
            most: Maximum number of times a run is resumed.

        Returns:
            False, with nothing changed, if the run was asked to stop or pause, is deleted, has
            another holder, or was resumed ``most`` times.
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
        """Queue a completed run again, to train more epochs from where it ended.

        It becomes a run of the recipe with more epochs; its previous state is kept in
        ``Run.extended``.

        Args:
            epochs: Additional epochs, at least 1.

        Raises:
            RequestError: The run is not completed, ended by early stopping, is in the bin, is part
                of a sweep, or the recipe does not allow that many epochs.
        """
        if isinstance(epochs, bool) or not isinstance(epochs, int) or epochs < 1:
            raise RequestError(
                "The additional epochs must be a whole number of at least 1, got {epochs!r}.",
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
                    "The run {run_id} is part of a sweep and cannot be extended; train a new run "
                    "with its settings and more epochs.",
                    run_id=run_id,
                )
            if row.epochs_done < row.epochs:
                raise RequestError(
                    "The run {run_id} stopped early after {done} of {epochs} epochs, so more would "
                    "change nothing; train a new run with a higher patience.",
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
        """Record where a run can resume: 0-based epoch, step within it, bytes of the file."""
        checkpoint = {"epoch": epoch, "step": step, "bytes": size}
        self.write(lambda connection: set_run(connection, run_id, checkpoint=checkpoint))


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


def available_actions(status: str, *, epochs_done: int, epochs: int) -> tuple[str, ...]:
    """The actions available for a run: some of stop, pause, resume, extend, retry."""
    if status in (QUEUED, RUNNING):
        return ("pause", "stop")
    if status == PAUSED:
        return ("resume", "stop")
    if status in RESUMABLE:
        return ("resume", "retry")
    if status == COMPLETED:
        return ("extend", "retry") if epochs_done >= epochs else ("retry",)
    return ("retry",) if status == FAILED else ()
