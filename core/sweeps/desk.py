"""What one person may do with sweeps; pages change sweeps only through this."""

from __future__ import annotations

from contextlib import suppress

from core.errors import RequestError, TrainingError
from core.people import TRAIN, Person
from core.runs.run import FAILED, INTERRUPTED, PAUSED, RUNNING, STOPPED, now
from core.sweeps.plan import Plan
from core.sweeps.store import SweepStore
from core.sweeps.sweep import ENDED_WITH, Sweep


class SweepDesk:
    """The sweep actions of one person.

    Every method raises Forbidden if the person's role does not allow it or the sweep is somebody
    else's.

    Args:
        sweeps: The sweeps.
        person: Who acts.
        origin: Where the request comes from, one of ``core.runs.run.ORIGINS``.
    """

    def __init__(self, sweeps: SweepStore, person: Person, origin: str = "dashboard"):
        self._sweeps, self._person, self._origin = sweeps, person, origin

    def launch(self, plan: Plan) -> Sweep:
        """Start a sweep under this person's name; the driver of a run manager executes it."""
        self._person.require(TRAIN)
        return self._sweeps.create(plan, origin=self._origin, person=self._person.name)

    def pause(self, sweep_id: str) -> None:
        """Pause the sweep and its runs.

        Raises:
            RequestError: It is not running.
        """
        self._change_status(sweep_id, (RUNNING,), PAUSED)
        for part in self._sweeps.parts(self._sweeps.get(sweep_id)):
            if part.active:
                with suppress(RequestError):  # it has ended meanwhile
                    self._sweeps.store.actions.pause(part.id)

    def resume(self, sweep_id: str) -> None:
        """Resume the sweep, with the runs that were paused or stopped with it.

        Raises:
            RequestError: It is running or confirmed.
        """
        self._change_status(sweep_id, (PAUSED, STOPPED, FAILED), RUNNING)
        for part in self._sweeps.parts(self._sweeps.get(sweep_id)):
            stopped = part.status == STOPPED and part.failure.get("message") == ENDED_WITH
            if stopped or part.status in (PAUSED, RUNNING, INTERRUPTED):
                with suppress(RequestError):  # it has ended meanwhile
                    self._sweeps.store.actions.resume(part.id)

    def stop(self, sweep_id: str) -> None:
        """Stop the sweep and its runs. It can be resumed later.

        Raises:
            RequestError: It is neither running nor paused.
        """
        self._change_status(sweep_id, (RUNNING, PAUSED), STOPPED)
        why = TrainingError(ENDED_WITH)
        for part in self._sweeps.parts(self._sweeps.get(sweep_id)):
            if part.active:
                with suppress(RequestError):  # it has ended meanwhile
                    self._sweeps.store.actions.stop(part.id, why)

    def enough(self, sweep_id: str) -> None:
        """Start no more trials: once the active ones have ended, confirm the best.

        Raises:
            RequestError: No trial has been proposed yet, or all of them have.
        """
        while not self._shorten(sweep_id):
            pass  # a trial was proposed meanwhile
        if self._sweeps.get(sweep_id).status != RUNNING:
            self.resume(sweep_id)

    def _shorten(self, sweep_id: str) -> bool:
        sweep = self._own(sweep_id)
        if not sweep.proposals or len(sweep.proposals) >= sweep.trials:
            raise RequestError(
                "The sweep {id} has tried {done} of {trials} settings, so there is nothing to cut "
                "short.",
                id=sweep.id,
                done=len(sweep.proposals),
                trials=sweep.trials,
            )
        return self._sweeps.shorten(sweep)

    def _own(self, sweep_id: str) -> Sweep:
        sweep = self._sweeps.get(sweep_id)
        self._person.require_own([sweep.person])
        return sweep

    def _change_status(self, sweep_id: str, allowed: tuple[str, ...], status: str) -> None:
        self._own(sweep_id)
        finished = now() if status == STOPPED else None
        self._sweeps.store.sweeps.change_status(
            sweep_id, allowed, status, finished=finished, failure={}
        )
