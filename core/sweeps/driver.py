"""Drives sweeps: proposes trials, stops hopeless ones and confirms the best."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress

from core.errors import RecipeLabError, RequestError, StoreError, TrainingError
from core.logs import event
from core.runs.queue.limits import REFUSE, problem, room
from core.runs.queue.manager import RunManager
from core.runs.queue.needs import need
from core.runs.run import INTERRUPTED, PAUSED, RUNNING
from core.runs.store.leases import CLUSTER
from core.runs.workers.endings import MAX_RESUMES
from core.sweeps import engine
from core.sweeps.curves import CurveReader
from core.sweeps.importance import importance
from core.sweeps.ranking import best_settings, ranked
from core.sweeps.store import SweepStore
from core.sweeps.sweep import (
    PRUNED,
    WORSE,
    Confirmation,
    Part,
    Sweep,
    Trial,
    confirmations_of,
    trials_of,
    without_seed,
)

TICK_SECONDS = 0.5
CLOSE_SECONDS = 2.0
# Impossible proposals of one sweep in a row, before other sweeps get their turn.
MAX_SKIPS = 20

log = logging.getLogger(__name__)


class SweepDriver:
    """Advances every running sweep of a store step by step, in a background thread.

    It runs in the same process as a run manager. All of its state is in the store, so it can be
    killed at any moment, and any number of drivers can share the same sweeps.

    Args:
        manager: Queues and executes the runs.
        tick: Seconds between two checks of the store.
    """

    def __init__(self, manager: RunManager, tick: float = TICK_SECONDS):
        self._manager, self._tick = manager, tick
        self._store = manager.store
        self.sweeps = SweepStore(manager.store)
        self._curves = CurveReader(self.sweeps)
        self._seen = -1
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sweep driver", daemon=True)

    def start(self) -> None:
        """Start the thread; call it once."""
        self._thread.start()

    def close(self) -> None:
        """Stop the thread; runs and sweeps stay as they are."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    def _work(self) -> None:
        while not self._closing.wait(self._tick):
            try:
                self.step()
            except StoreError:
                log.warning("the store cannot be reached; sweeps wait for it")
            except Exception:
                log.exception("error in the sweep driver, which continues")

    def step(self) -> None:
        """Advance every running sweep as far as possible; skip if the store is unchanged."""
        version = self._store.database.version()
        if version == self._seen:
            return
        for sweep in self.sweeps.list(status=RUNNING):
            try:
                self._advance(sweep)
            except StoreError:
                raise
            except RecipeLabError as error:
                self.sweeps.fail(sweep, error)
            except Exception:  # the other sweeps continue
                log.exception("the sweep %s could not be advanced", sweep.id)
        self._seen = version

    def _advance(self, sweep: Sweep) -> None:
        parts = self._curves.read(sweep)
        trials = trials_of(sweep, parts)
        self._resume_interrupted(parts)
        if sweep.chosen:
            self._confirm(sweep, confirmations_of(sweep, parts))
            return
        self._stop_hopeless(sweep, trials)
        self._save_importance(sweep, trials)
        if len(trials) < sweep.trials:
            self._propose(sweep, trials)
        elif not any(_pending(trial.run) for trial in trials):
            self._choose(sweep, trials)

    def _resume_interrupted(self, parts: Iterable[Part]) -> None:
        """Resume runs that were interrupted when their server ended."""
        for part in parts:
            if part.status == INTERRUPTED and _pending(part):
                with suppress(RequestError):  # somebody else already did
                    self._store.actions.resume(part.id)

    def _stop_hopeless(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        for trial in trials:
            if trial.run is None or trial.run.status != RUNNING or trial.state == PRUNED:
                continue
            comparison = engine.hopeless(sweep, trials, trial)
            if comparison and not trial.run.failure:  # a failure means it was asked already
                why = TrainingError(
                    WORSE,
                    epochs=len(trial.run.curve),
                    metric=sweep.objective,
                    value=comparison[0],
                    median=comparison[1],
                )
                self._store.actions.stop(trial.run.id, why)

    def _save_importance(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        shares = importance(sweep, trials)
        if shares != sweep.importance:
            self._store.sweeps.set(sweep.id, importance=shares)

    def _propose(self, sweep: Sweep, trials: list[Trial]) -> None:
        settings = self._manager.settings
        limit = min(settings.slots, settings.person_limit or settings.slots)
        pending, skips = sum(_pending(trial.run) for trial in trials), 0
        while len(trials) < sweep.trials and pending < limit and skips < MAX_SKIPS:
            values = engine.propose(sweep, trials)
            if values is None:
                self.sweeps.shorten(sweep)
                return
            impossible = self._queue(sweep, values)
            pending, skips = pending + (not impossible), skips + impossible
            sweep = self.sweeps.get(sweep.id)
            if sweep.status != RUNNING or len(sweep.proposals) != len(trials) + 1:
                return  # another driver advanced it, or it was stopped
            trials = trials_of(sweep, self._curves.read(sweep))

    def _queue(self, sweep: Sweep, values: dict) -> bool:
        """Queue a trial; return True if no run can be made from these settings."""
        try:
            recipe = sweep.base.with_settings(without_seed(values))
        except RequestError as error:
            self.sweeps.skip(sweep, values, error)
            return True
        settings = self._manager.settings
        if settings.limits == REFUSE and settings.executor != CLUSTER:
            available = room(settings, self._manager.pids())
            refusal = problem(recipe, settings, available)
            if refusal and need(recipe).memory > available.memory:
                self.sweeps.skip(sweep, values, refusal)
                return True
            if refusal:  # the disk is full: no other trial would fit either
                self.sweeps.fail(sweep, refusal, PAUSED)
                return False
        self.sweeps.propose(sweep, values, recipe)
        return False

    def _choose(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        """All trials have ended: queue the best with fresh seeds."""
        best = best_settings(ranked(sweep, trials))[: sweep.finalists]
        if not best:
            raise TrainingError(
                "None of the {trials} trials completed, so there is nothing to confirm; the table "
                "shows why each one ended.",
                trials=len(trials),
            )
        recipes = {trial.number: sweep.base.with_settings(trial.settings) for trial in best}
        keys = [recipe.key for recipe in recipes.values()]
        used = self._store.runs.used_seeds(keys) | {sweep.seed}
        fresh = (seed for seed in itertools.count(sweep.seed) if seed not in used)
        seeds = list(itertools.islice(fresh, sweep.confirm))
        if self.sweeps.choose(sweep, recipes, seeds):
            event(log, "sweep confirms", sweep=sweep.id, trials=list(recipes), seeds=seeds)

    def _confirm(self, sweep: Sweep, finalists: Sequence[Confirmation]) -> None:
        if any(_pending(run) for one in finalists for run in one.runs):
            return
        sign = -1.0 if sweep.higher_is_better else 1.0
        complete = [one for one in finalists if one.complete]
        if not complete:
            one = finalists[0]
            raise TrainingError(
                "Trial {number} was the best, but only {done} of its {wanted} runs with fresh "
                "seeds completed, so it is not confirmed; retry the others, then resume the sweep.",
                number=one.number + 1,
                done=len(one.values),
                wanted=one.wanted,
            )
        winner = min(complete, key=lambda one: sign * one.mean)
        self.sweeps.confirm(sweep, winner.number)
        event(log, "sweep confirmed", sweep=sweep.id, trial=winner.number)


def _pending(part: Part | None) -> bool:
    """Whether a run is active, or interrupted and about to be resumed automatically."""
    if part is None or part.deleted is not None:
        return False
    return part.active or (part.status == INTERRUPTED and part.resumes < MAX_RESUMES)
