"""Run actions: stop, pause, resume and extend a run; which actions a run offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

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
    Run,
    now,
    plain,
)
from core.runs.store.database import note
from core.runs.store.leases import describe_failure
from core.runs.store.parts import Part, find_run, set_run
from core.runs.store.runs import Runs, insert_run, write_new

RESUMABLE = (PAUSED, STOPPED, INTERRUPTED)


class Actions(Part):
    """The part of the store that executes run actions.

    Every method raises RequestError if there is no such run.
    """

    def stop(self, run_id: str, reason: RecipeLabError | None = None) -> str:
        """Ask a run to stop; a queued or paused run is stopped at once.

        Args:
            reason: Why, if no person asked for it; shown with the stopped run.

        Returns:
            The run's new status; a run that has ended is not changed.
        """

        def work(connection: Connection, row: Row) -> str:
            if row.status in ENDED:
                return row.status
            asked = {"stop_requested": True}
            if reason:
                asked["failure"] = describe_failure(reason)
            if row.status == RUNNING:
                return _set(connection, run_id, RUNNING, **asked)
            return _set(connection, run_id, STOPPED, finished=now(), **asked)

        why = {"message": str(reason)} if reason else {}
        return self._act("stop asked", run_id, work, **why)

    def pause(self, run_id: str) -> str:
        """Ask a run to pause; a queued run is paused at once, a running one when it checks next.

        Returns:
            The run's new status.

        Raises:
            RequestError: The run has ended.
        """

        def work(connection: Connection, row: Row) -> str:
            if row.status in ENDED:
                raise RequestError(
                    "The run {run_id} is {status}; only a queued or running run can be paused.",
                    run_id=run_id,
                    status=row.status,
                )
            if row.status == RUNNING:
                return _set(connection, run_id, RUNNING, pause_requested=True)
            return PAUSED if row.status == PAUSED else _set(connection, run_id, PAUSED)

        return self._act("pause asked", run_id, work)

    def resume(self, run_id: str) -> str:
        """Queue a paused, stopped or interrupted run again, to resume from its checkpoint.

        Its place in the queue is by the time it was created.

        Returns:
            The run's new status; one that is queued or running already is not changed.

        Raises:
            RequestError: The run is completed, failed or in the bin.
        """

        def work(connection: Connection, row: Row) -> str:
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

        return self._act("resumed", run_id, work)

    def hand_back(self, run_id: str, holder: str, most: int) -> bool:
        """Queue a run again that ``holder`` lost through no fault of the run.

        Args:
            most: Maximum number of times a run is resumed.

        Returns:
            False, with nothing changed, if the run was asked to stop or pause, is deleted, has
            another holder, or was resumed ``most`` times.
        """

        def work(connection: Connection) -> bool:
            row = find_run(connection, run_id)
            asked = row.stop_requested or row.pause_requested or row.deleted is not None
            lost = (row.status, row.holder) == (RUNNING, holder) or row.status == INTERRUPTED
            if asked or not lost or row.resumes >= most:
                return False
            _queue_again(connection, run_id, row, holder="", lease_until=None)
            return True

        return self._database.write(work)

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

        def work(connection: Connection, row: Row) -> str:
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

        return self._act("extended", run_id, work, epochs=epochs)

    def retry(self, run_id: str, *, origin: str, person: str = "") -> Run:
        """Queue a new run of the same recipe and seed; the original is not changed.

        Raises:
            RequestError: There is no such run, or it has not ended.
        """
        runs = Runs(self._database)
        before = runs.get(run_id)
        if not before.ended:
            raise RequestError(
                "The run {run_id} is {status}; only a run that has ended can be retried.",
                run_id=run_id,
                status=before.status,
            )
        recipe = recipe_from_dict(before.recipe)
        values = {"origin": origin, "person": person, "retry_of": run_id}
        if before.sealed:  # it replaces the original in its sweep, as long as that is undecided
            names = ("sweep", "trial", "confirms", "sealed")
            values |= {name: getattr(before, name) for name in names}
        return runs.get(
            write_new(self._database, lambda it: insert_run(it, recipe, before.seed, **values))
        )

    def _act(
        self, name: str, run_id: str, work: Callable[[Connection, Row], str], **values: Any
    ) -> str:
        """Change a run in one write, and note that with its new status."""

        def write(connection: Connection) -> str:
            status = work(connection, find_run(connection, run_id))
            note(connection, name, run_id, status=status, **values)
            return status

        return self._database.write(write)


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
