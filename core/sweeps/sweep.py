"""A sweep as stored, and its trials and confirmations as computed from its runs."""

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
    ACTIVE,
    COMPLETED,
    INTERRUPTED,
    STOPPED,
    plain,
    stored_error,
)
from core.runs.store.validity import SWEEP_KINDS, SWEEP_STATES
from core.sweeps.space import SEED, Space, space_from_list

GRID, RANDOM, TPE = SWEEP_KINDS
*_, CONFIRMED = SWEEP_STATES
PRUNED, SKIPPED, DELETED = "pruned", mark("impossible"), "deleted"

WORSE = mark(
    "Its sweep asked it to stop after {epochs} epochs: the best {metric} it had reached by then, "
    "{value:.4f}, was worse than the median of the other trials at that epoch, {median:.4f}."
)
ENDED_WITH = mark("Its sweep was stopped.")


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A sweep as stored.

    Attributes:
        recipe: ``Recipe.as_dict()`` of the base recipe of all trials.
        kind: One of SWEEP_KINDS.
        space: ``Space.as_list()``, what is varied.
        seed: The seed of every trial and of the proposals.
        trials: How many trials there will be, including impossible ones.
        prune: Whether trials that are worse than half of the others are stopped early.
        confirm: Number of fresh seeds per finalist.
        finalists: Number of the best trials to confirm.
        status: One of SWEEP_STATES; a running one first tries settings, then confirms the best.
        proposals: The settings of each trial, by number.
        skipped: Impossible trials: number as text → the reason, as in ``Run.failure``.
        chosen: Numbers of the finalists, the best first.
        winner: Number of the confirmed trial, or None.
        importance: Setting → its share of the trials' ranking; see ``core.sweeps.importance``.
        failure: Message id and values of the reason why it stopped or failed.
        changed: The store's version at its last change.
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
        """The recipe's id and the settings that were changed before the sweep."""
        try:
            return recipe_title(self.base)
        except RequestError:
            return self.recipe_id

    @cached_property
    def base(self) -> Recipe:
        """The base recipe of all trials.

        Raises:
            RequestError: The recipe is unknown to this version.
        """
        return recipe_from_dict(self.recipe)

    @cached_property
    def choices(self) -> Space:
        return space_from_list(list(self.space))

    def keeps_best(self, trial: int | None) -> bool:
        """Whether a trial is tested with the weights of its best epoch instead of its last."""
        exists = trial is not None and trial < len(self.proposals)
        values = self.proposals[trial] if exists else {}
        default = self.base.fit.get("restore_best_weights", False)
        return bool(values.get("restore_best_weights", default))

    @property
    def objective(self) -> str:
        """Name of the validation metric by which trials are compared."""
        return f"val_{self.base.metric}"

    @property
    def higher_is_better(self) -> bool:
        return self.base.metric != "mae"

    @property
    def error(self) -> str:
        """Why it stopped or failed: one sentence in the current language, or ""."""
        return stored_error(self.failure)

    def to_dict(self) -> dict[str, Any]:
        """All fields as strict JSON."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain(values | {"error": self.error, "objective": self.objective})


@dataclass(frozen=True, kw_only=True)
class Part:
    """A run of a sweep with its validation results; it has no access to the test results.

    Attributes:
        trial: Number of the trial that this run is, or None.
        confirms: Number of the trial that this run confirms with a fresh seed, or None.
        curve: (n,) the objective after each epoch; NaN if missing.
        losses: (n,) the validation loss after each epoch; NaN if missing.
        best_epoch: 0-based epoch of the best weights; None before the first epoch ended.
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
    def active(self) -> bool:
        return self.status in ACTIVE

    @property
    def value(self) -> float:
        """The objective for the weights that are tested; NaN unless the run is completed."""
        return self._at_tested_epoch(self.curve)

    @property
    def loss(self) -> float:
        """The validation loss for the same weights."""
        return self._at_tested_epoch(self.losses)

    def _at_tested_epoch(self, values: Sequence[float]) -> float:
        if self.status != COMPLETED or self.deleted is not None or not values:
            return math.nan
        epoch = self.best_epoch if self.keeps_best and self.best_epoch is not None else -1
        return values[epoch] if epoch < len(values) else math.nan

    @property
    def error(self) -> str:
        return stored_error(self.failure)


@dataclass(frozen=True)
class Trial:
    """One combination of settings and its run.

    Attributes:
        number: 0-based, in the order of the proposals.
        values: Its settings, and its seed where a grid varies that.
        run: Its latest run; None if the trial is impossible or the run was permanently deleted.
        why: Why the trial is impossible, or "".
    """

    number: int
    values: Mapping[str, Any]
    run: Part | None
    why: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """Its settings without the seed."""
        return without_seed(self.values)

    @property
    def state(self) -> str:
        """The status of the run; ``pruned`` if the sweep stopped it as worse than the others,
        ``impossible`` if the settings make no valid run, ``deleted`` if the run was deleted."""
        if self.why:
            return SKIPPED
        if self.run is None or self.run.deleted is not None:
            return DELETED
        if self.run.status == STOPPED and self.run.failure.get("message") == WORSE:
            return PRUNED
        return self.run.status

    @property
    def active(self) -> bool:
        """Whether its run is active or interrupted, so that its result may still improve."""
        states = (*ACTIVE, INTERRUPTED)
        return self.run is not None and not self.run.deleted and self.run.status in states

    @property
    def value(self) -> float:
        return self.run.value if self.run else math.nan


def trials_of(sweep: Sweep, parts: Iterable[Part]) -> list[Trial]:
    """The trials of a sweep by number, each with its latest run."""
    latest: dict[int, Part] = {}
    for part in sorted(parts, key=lambda part: part.id):
        if part.trial is not None:
            latest[part.trial] = part
    return [
        Trial(number, values, latest.get(number), stored_error(sweep.skipped.get(str(number), {})))
        for number, values in enumerate(sweep.proposals)
    ]


def without_seed(values: Mapping[str, Any]) -> dict[str, Any]:
    """A trial's settings without its seed."""
    return {name: value for name, value in values.items() if name != SEED}


@dataclass(frozen=True)
class Confirmation:
    """A finalist's results with fresh seeds.

    Attributes:
        number: Number of the trial.
        runs: One run per seed, by seed.
        wanted: Number of seeds required.
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
    """The confirmation of each finalist, with the latest run of each seed."""
    by_trial: dict[int, dict[int, Part]] = {number: {} for number in sweep.chosen}
    for part in sorted(parts, key=lambda part: part.id):
        if part.confirms in by_trial:
            by_trial[part.confirms][part.seed] = part
    return [
        Confirmation(number, tuple(runs[seed] for seed in sorted(runs)), sweep.confirm)
        for number, runs in by_trial.items()
    ]
