"""Drives sweeps beside the run manager: proposes, stops the hopeless, confirms the best."""

from __future__ import annotations

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
from core.runs.workers.endings import MOST_RESUMES
from core.sweeps import engine
from core.sweeps.curves import CurveReader
from core.sweeps.importance import importance
from core.sweeps.store import SweepStore
from core.sweeps.sweep import (
    PRUNED,
    WORSE,
    Confirmation,
    Part,
    Sweep,
    Trial,
    confirmations_of,
    ranked,
    trials_of,
)

TICK_SECONDS = 0.5
CLOSE_SECONDS = 2.0
# Proposals at once that turn out impossible, before others get their turn.
MOST_SKIPS = 20

log = logging.getLogger(__name__)


class SweepDriver:
    """Takes every running sweep of a store from step to step, in a thread of its own.

    It lives where a run manager does. Whatever it knows is in the store, so it may be killed at any
    moment, and any number of them may drive the same sweeps.

    Args:
        manager: Queues and executes the runs.
        tick: Seconds between two looks.
    """

    def __init__(self, manager: RunManager, tick: float = TICK_SECONDS):
        self._manager, self._tick = manager, tick
        self.sweeps = SweepStore(manager.store)
        self._curves = CurveReader(self.sweeps)
        self._seen = -1
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sweep driver", daemon=True)

    def start(self) -> None:
        """Begin to drive; once."""
        self._thread.start()

    def close(self) -> None:
        """Take no further step; runs and sweeps stay as they are."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    def _work(self) -> None:
        while not self._closing.wait(self._tick):
            try:
                self.step()
            except StoreError:
                log.warning("the sweeps wait for the store")
            except Exception:
                log.exception("the sweep driver goes on after an error")

    def step(self) -> None:
        """Do for every running sweep what can be done now; nothing where nothing changed."""
        version = self._manager.store.version()
        if version == self._seen:
            return
        for sweep in self.sweeps.list(status=RUNNING):
            try:
                self._advance(sweep)
            except StoreError:
                raise
            except RecipeLabError as error:
                self.sweeps.fail(sweep, error)
            except Exception:  # the other sweeps go on
                log.exception("the sweep %s could not be taken on", sweep.id)
        self._seen = version

    def _advance(self, sweep: Sweep) -> None:
        parts = self._curves.read(sweep)
        trials = trials_of(sweep, parts)
        self._go_on(parts)
        if sweep.chosen:
            self._confirm(sweep, confirmations_of(sweep, parts))
            return
        self._stop_hopeless(sweep, trials)
        self._note_importance(sweep, trials)
        if len(trials) < sweep.trials:
            self._propose(sweep, trials)
        elif not any(_pending(trial.run) for trial in trials):
            self._choose(sweep, trials)

    def _go_on(self, parts: Iterable[Part]) -> None:
        """A sweep is a standing order: runs that a server's end interrupted go on."""
        for part in parts:
            if part.status == INTERRUPTED and _pending(part):
                with suppress(RequestError):  # somebody was there before us
                    self._manager.resume(part.id)

    def _stop_hopeless(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        for trial in trials:
            if trial.run is None or trial.run.status != RUNNING or trial.state == PRUNED:
                continue
            found = engine.hopeless(sweep, trials, trial)
            if found and not trial.run.failure:  # which says that it was asked already
                why = TrainingError(
                    WORSE,
                    epochs=len(trial.run.curve),
                    metric=sweep.objective,
                    value=found[0],
                    median=found[1],
                )
                self.sweeps.runs.request_stop(trial.run.id, why)

    def _note_importance(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        found = importance(sweep, trials)
        if found != sweep.importance:
            self.sweeps.note_importance(sweep.id, found)

    def _propose(self, sweep: Sweep, trials: list[Trial]) -> None:
        settings = self._manager.settings
        most = min(settings.slots, settings.person_limit or settings.slots)
        waiting, skips = sum(_pending(trial.run) for trial in trials), 0
        while len(trials) < sweep.trials and waiting < most and skips < MOST_SKIPS:
            values = engine.propose(sweep, trials)
            if values is None:
                self.sweeps.shorten(sweep)
                return
            impossible = self._queue(sweep, values)
            waiting, skips = waiting + (not impossible), skips + impossible
            sweep = self.sweeps.get(sweep.id)
            if sweep.status != RUNNING or len(sweep.proposals) != len(trials) + 1:
                return  # somebody else drives it, or it was stopped
            trials = trials_of(sweep, self._curves.read(sweep))

    def _queue(self, sweep: Sweep, values: dict) -> bool:
        """Queue a trial; True where no run can be made of it."""
        try:
            recipe = sweep.base.with_settings(values)
        except RequestError as error:
            self.sweeps.skip(sweep, values, error)
            return True
        settings = self._manager.settings
        if settings.limits == REFUSE and settings.executor != CLUSTER:
            there = room(settings, self._manager.state()["workers"].values())
            found = problem(recipe, settings, there)
            if found and need(recipe).memory > there.memory:
                self.sweeps.skip(sweep, values, found)
                return True
            if found:  # the disk: no other trial would fit either
                self.sweeps.fail(sweep, found, PAUSED)
                return False
        self.sweeps.propose(sweep, values, recipe)
        return False

    def _choose(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        """All are tried: have the best run with fresh seeds."""
        best = ranked(sweep, trials)[: sweep.finalists]
        if not best:
            raise TrainingError(
                "None of the {trials} trials was completed, so there is nothing to confirm; the "
                "table says why each ended.",
                trials=len(trials),
            )
        recipes = {trial.number: sweep.base.with_settings(trial.values) for trial in best}
        used = self.sweeps.used_seeds([recipe.key for recipe in recipes.values()]) | {sweep.seed}
        seeds: list[int] = []
        seed = sweep.seed
        while len(seeds) < sweep.confirm:
            seed += 1
            if seed not in used:
                seeds.append(seed)
        if self.sweeps.choose(sweep, recipes, seeds):
            event(log, "sweep confirms", sweep=sweep.id, trials=list(recipes), seeds=seeds)

    def _confirm(self, sweep: Sweep, found: Sequence[Confirmation]) -> None:
        if any(_pending(run) for one in found for run in one.runs):
            return
        sign = -1.0 if sweep.higher_is_better else 1.0
        complete = [one for one in found if one.complete]
        if not complete:
            one = found[0]
            raise TrainingError(
                "Trial {number} was the best, but only {done} of the {wanted} runs with fresh "
                "seeds were completed, so it is not confirmed; try those again that were not, and "
                "then resume the sweep.",
                number=one.number + 1,
                done=len(one.values),
                wanted=one.wanted,
            )
        winner = min(complete, key=lambda one: sign * one.mean)
        self.sweeps.confirm(sweep, winner.number)
        event(log, "sweep confirmed", sweep=sweep.id, trial=winner.number)


def _pending(part: Part | None) -> bool:
    """Whether a run may still end otherwise without anybody's doing."""
    if part is None or part.deleted is not None:
        return False
    return part.open or (part.status == INTERRUPTED and part.resumes < MOST_RESUMES)
