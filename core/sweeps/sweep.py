"""A sweep as the store knows it, and its trials as they are now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from core.errors import RequestError
from core.i18n import mark
from core.recipes import Recipe, recipe_from_dict, recipe_title
from core.runs.run import (
    COMPLETED,
    FAILED,
    INTERRUPTED,
    OPEN,
    PAUSED,
    RUNNING,
    STOPPED,
    plain,
    stored_error,
)
from core.sweeps.space import Space, space_from_list

GRID, RANDOM, TPE = "grid", "random", "tpe"
KINDS = (GRID, RANDOM, TPE)
CONFIRMED = "confirmed"
# A sweep's states; while it runs it tries, then confirms.
STATES = (RUNNING, PAUSED, STOPPED, FAILED, CONFIRMED)
PRUNED, SKIPPED, DELETED = "pruned", "impossible", "deleted"

WORSE = mark(
    "Its sweep asked it to stop after {epochs} epochs: the best {metric} it had reached by then, "
    "{value:.4f}, was worse than the median of the other trials at that epoch, {median:.4f}."
)
ENDED_WITH = mark("Its sweep was stopped.")


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """What the store knows of a sweep.

    Attributes:
        recipe: ``Recipe.as_dict()`` of what all trials share.
        kind: One of KINDS.
        space: ``Space.as_list()``: what is varied.
        seed: Every trial's, and where proposals are drawn from.
        trials: How many there are to be, those that turned out impossible included.
        prune: Whether a trial that is worse than half of the others is stopped early.
        confirm: Fresh seeds that each finalist is run with.
        finalists: How many of the best trials are confirmed.
        status: One of STATES.
        proposals: The settings of each trial, by its number.
        skipped: Trials that no run could be made of: number as text → why, as ``Run.failure``.
        chosen: Numbers of the trials that are being confirmed, the best first.
        winner: The number of the one that was confirmed, or None.
        importance: Setting → what it alone explains of the trials' order; see ``importance``.
        failure: Message id and values of why it stopped or failed.
        changed: The store's version when it last changed.
    """

    id: str
    recipe: Mapping[str, Any]
    recipe_id: str
    kind: str
    space: Sequence[Mapping[str, Any]]
    seed: int
    trials: int
    prune: bool
    confirm: int
    finalists: int
    status: str
    origin: str
    person: str
    created: datetime
    finished: datetime | None = None
    proposals: Sequence[Mapping[str, Any]] = ()
    skipped: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    chosen: Sequence[int] = ()
    winner: int | None = None
    importance: Mapping[str, float] = field(default_factory=dict)
    failure: Mapping[str, Any] = field(default_factory=dict)
    changed: int = 0

    @property
    def title(self) -> str:
        """The recipe's id and what was changed in it before it was varied."""
        try:
            return recipe_title(self.base)
        except RequestError:
            return self.recipe_id

    @cached_property
    def base(self) -> Recipe:
        """What all trials share.

        Raises:
            RequestError: This version no longer knows such a recipe.
        """
        return recipe_from_dict(self.recipe)

    @cached_property
    def choices(self) -> Space:
        return space_from_list(list(self.space))

    def keeps_best(self, trial: int | None) -> bool:
        """Whether a trial is tested with the weights of its best epoch, not of its last."""
        known = trial is not None and trial < len(self.proposals)
        values = self.proposals[trial] if known else {}
        usual = self.base.fit.get("restore_best_weights", False)
        return bool(values.get("restore_best_weights", usual))

    @property
    def objective(self) -> str:
        """The validation metric that trials are compared by."""
        return f"val_{self.base.metric}"

    @property
    def higher_is_better(self) -> bool:
        return self.base.metric != "mae"

    @property
    def error(self) -> str:
        """Why it stopped or failed, as a sentence in this context's language, or ""."""
        return stored_error(self.failure)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for strict JSON."""
        found = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain(found | {"error": self.error, "objective": self.objective})


@dataclass(frozen=True, kw_only=True)
class Part:
    """A run of a sweep, as far as its validation goes; nothing here knows its test.

    Attributes:
        trial: The number of the trial it is, or None.
        confirms: The number of the trial whose recipe it runs with a fresh seed, or None.
        curve: (n,) the objective after each epoch; NaN where there is none.
        losses: (n,) the validation loss likewise.
        best_epoch: 0-based epoch whose weights are kept where the recipe keeps the best.
    """

    id: str
    trial: int | None
    confirms: int | None
    seed: int
    status: str
    epochs: int
    epochs_done: int
    resumes: int
    best_epoch: int | None
    recipe_key: str
    deleted: datetime | None
    failure: Mapping[str, Any]
    curve: Sequence[float] = ()
    losses: Sequence[float] = ()
    keeps_best: bool = False

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def value(self) -> float:
        """The objective of the weights that are tested; NaN unless it is completed."""
        return self._at(self.curve)

    @property
    def loss(self) -> float:
        """The validation loss of these weights."""
        return self._at(self.losses)

    def _at(self, values: Sequence[float]) -> float:
        if self.status != COMPLETED or self.deleted is not None or not values:
            return math.nan
        at = self.best_epoch if self.keeps_best and self.best_epoch is not None else -1
        return values[at] if at < len(values) else math.nan

    @property
    def error(self) -> str:
        return stored_error(self.failure)


@dataclass(frozen=True)
class Trial:
    """One combination of settings: what is known of it.

    Attributes:
        number: 0-based, in the order they were proposed.
        values: Its settings.
        run: Its latest run; None where none could be made, or it was deleted for ever.
        why: Why no run could be made of it, or "".
    """

    number: int
    values: Mapping[str, Any]
    run: Part | None
    why: str = ""

    @property
    def state(self) -> str:
        """A run's status; ``pruned`` for one that its sweep stopped as worse than the others,
        ``impossible`` where none could be made, ``deleted`` for one that somebody threw away."""
        if self.why:
            return SKIPPED
        if self.run is None or self.run.deleted is not None:
            return DELETED
        if self.run.status == STOPPED and self.run.failure.get("message") == WORSE:
            return PRUNED
        return self.run.status

    @property
    def open(self) -> bool:
        """Whether it may still become better than it is."""
        going_on = (*OPEN, INTERRUPTED)
        return self.run is not None and not self.run.deleted and self.run.status in going_on

    @property
    def value(self) -> float:
        return self.run.value if self.run else math.nan


def trials_of(sweep: Sweep, parts: Iterable[Part]) -> list[Trial]:
    """The sweep's trials by number; of several runs of one the latest counts."""
    latest: dict[int, Part] = {}
    for part in sorted(parts, key=lambda part: part.id):
        if part.trial is not None:
            latest[part.trial] = part
    return [
        Trial(number, values, latest.get(number), _why(sweep, number))
        for number, values in enumerate(sweep.proposals)
    ]


def _why(sweep: Sweep, number: int) -> str:
    return stored_error(sweep.skipped.get(str(number), {}))


def ranked(sweep: Sweep, trials: Iterable[Trial]) -> list[Trial]:
    """The completed trials, the best by validation first; the lower validation loss breaks ties."""
    sign = -1.0 if sweep.higher_is_better else 1.0
    found = [trial for trial in trials if trial.value == trial.value]
    return sorted(found, key=lambda trial: (sign * trial.value, _known(trial.run), trial.number))


def _known(run: Part | None) -> float:
    return run.loss if run and run.loss == run.loss else math.inf


@dataclass(frozen=True)
class Confirmation:
    """What a finalist gave with fresh seeds.

    Attributes:
        number: The trial's.
        runs: One a seed, by seed.
        wanted: How many seeds there are to be.
    """

    number: int
    runs: tuple[Part, ...]
    wanted: int

    @property
    def values(self) -> list[float]:
        """The objective of each completed seed."""
        return [run.value for run in self.runs if run.value == run.value]

    @property
    def complete(self) -> bool:
        return len(self.values) >= self.wanted

    @property
    def mean(self) -> float:
        values = self.values
        return sum(values) / len(values) if values else math.nan


def confirmations_of(sweep: Sweep, parts: Iterable[Part]) -> list[Confirmation]:
    """Of each finalist, the latest run of each seed."""
    found: dict[int, dict[int, Part]] = {number: {} for number in sweep.chosen}
    for part in sorted(parts, key=lambda part: part.id):
        if part.confirms in found:
            found[part.confirms][part.seed] = part
    return [
        Confirmation(number, tuple(runs[seed] for seed in sorted(runs)), sweep.confirm)
        for number, runs in found.items()
    ]
