"""What one person may do with sweeps: the way by which pages change anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from core.errors import RequestError, TrainingError
from core.people import TRAIN, Person
from core.runs.run import FAILED, INTERRUPTED, PAUSED, RUNNING, STOPPED
from core.sweeps.plan import Plan
from core.sweeps.store import SweepStore
from core.sweeps.sweep import ENDED_WITH, Sweep


class SweepDesk:
    """Sweeps, for one person.

    Every method raises Forbidden where the person's role or somebody else's sweep forbids it.

    Args:
        store: Sweeps.
        person: Who asks.
        origin: From where: one of ``core.runs.run.ORIGINS``.
    """

    def __init__(self, store: SweepStore, person: Person, origin: str = "dashboard"):
        self._store, self._person, self._origin = store, person, origin

    def launch(self, plan: Plan) -> Sweep:
        """Begin a sweep under this person's name; a run manager's driver takes it up."""
        self._person.require(TRAIN)
        values = dict(vars(plan))
        return self._store.create(**values, origin=self._origin, person=self._person.name)

    def pause(self, sweep_id: str) -> None:
        """Have it and its runs wait.

        Raises:
            RequestError: It is not running.
        """
        self._turn(sweep_id, (RUNNING,), PAUSED)
        for part in self._store.parts(self._store.get(sweep_id)):
            if part.open:
                _quietly(lambda part=part: self._store.runs.request_pause(part.id))

    def resume(self, sweep_id: str) -> None:
        """Have it go on, with the runs that waited or stopped with it.

        Raises:
            RequestError: It is running or confirmed.
        """
        self._turn(sweep_id, (PAUSED, STOPPED, FAILED), RUNNING)
        for part in self._store.parts(self._store.get(sweep_id)):
            stopped = part.status == STOPPED and part.failure.get("message") == ENDED_WITH
            if stopped or part.status in (PAUSED, RUNNING, INTERRUPTED):
                _quietly(lambda part=part: self._store.runs.resume(part.id))

    def stop(self, sweep_id: str) -> None:
        """End it where it is; its runs stop with it. It can go on later.

        Raises:
            RequestError: It has ended.
        """
        self._turn(sweep_id, (RUNNING, PAUSED), STOPPED)
        why = TrainingError(ENDED_WITH)
        for part in self._store.parts(self._store.get(sweep_id)):
            if part.open:
                _quietly(lambda part=part: self._store.runs.request_stop(part.id, why))

    def enough(self, sweep_id: str) -> None:
        """Try nothing more: when the trials that train have ended, the best is confirmed.

        Raises:
            RequestError: It has tried nothing yet, or all there is.
        """
        sweep = self._own(sweep_id)
        if not sweep.proposals or len(sweep.proposals) >= sweep.trials:
            raise RequestError(
                "The sweep {id} has tried {done} of {trials} settings, so there is nothing to cut "
                "short.",
                id=sweep.id,
                done=len(sweep.proposals),
                trials=sweep.trials,
            )
        self._store.shorten(sweep)
        if sweep.status != RUNNING:
            self.resume(sweep_id)

    def _own(self, sweep_id: str) -> Sweep:
        found = self._store.get(sweep_id)
        self._person.require_own([found.person])
        return found

    def _turn(self, sweep_id: str, before: tuple[str, ...], status: str) -> None:
        self._own(sweep_id)
        self._store.turn(sweep_id, before, status)


def _quietly(work: Callable[[], object]) -> None:
    """Do something to a run that may have ended meanwhile."""
    with suppress(RequestError):
        work()
