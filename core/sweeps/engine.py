"""What Optuna decides: the next trial, and whether to stop a trial early.

Each decision rebuilds an in-memory study from our store. The runs are the only state, so there is
no second storage that could disagree with them after a kill, and a backup of the store includes the
sweep. The same trials and seed always give the same next trial. Optuna is imported only here, and
late: the import takes half a second, which no page should wait for.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import RequestError
from core.sweeps.space import Range, Space
from core.sweeps.sweep import GRID, TPE, Sweep, Trial

if TYPE_CHECKING:
    import optuna

# How many times to draw again when a proposal was already tried.
ATTEMPTS = 25
# Random trials before TPE starts, and completed trials before any is stopped early.
MAX_RANDOM, MIN_RANDOM = 10, 4
MIN_COMPLETED = 4
# Share of its epochs that every trial trains, however it compares with the others.
WARM_UP = 0.2


def propose(sweep: Sweep, trials: Sequence[Trial]) -> dict[str, Any] | None:
    """The settings of the next trial; None if every combination was tried.

    Args:
        sweep: The sweep.
        trials: All of its trials so far, including active ones.
    """
    space, number = sweep.choices, len(trials)
    if sweep.kind == GRID:
        return next(itertools.islice(space.grid(), number, None), None)
    tried = {_key(trial.values) for trial in trials}
    if space.size is not None and len(tried) >= space.size:
        return None
    for attempt in range(ATTEMPTS):
        seeds = np.random.SeedSequence([sweep.seed, number, attempt])
        values = _ask(sweep, trials, int(seeds.generate_state(1)[0]), at_random=attempt > 4)
        if _key(values) not in tried:
            return values
    return _untried(space, tried) or values


def hopeless(sweep: Sweep, trials: Sequence[Trial], trial: Trial) -> tuple[float, float] | None:
    """Whether to stop a trial early: its best value and the median it is compared with, or None.

    Optuna's median rule: stop a trial whose best value so far is worse than the median of the
    completed trials at the same epoch.
    """
    if not sweep.prune or trial.run is None or not trial.run.curve:
        return None
    if len(trial.run.curve) >= trial.run.epochs:  # it has no epoch left to save
        return None
    completed = [other for other in trials if other.value == other.value]
    warm_up = max(1, math.ceil(WARM_UP * trial.run.epochs))
    if len(completed) < MIN_COMPLETED or len(trial.run.curve) <= warm_up:
        return None
    epoch = len(trial.run.curve) - 1
    reached = [value for value in trial.run.curve if value == value]
    others = [other.run.curve[epoch] for other in completed if len(other.run.curve) > epoch]
    others = [value for value in others if value == value]
    if not others:
        return None
    sign = 1 if sweep.higher_is_better else -1
    best = max(reached, key=lambda value: sign * value, default=math.nan)
    median = statistics.median(others)
    if sign * best >= sign * median:  # the usual case, decided without Optuna
        return None
    optuna = _optuna()
    study = _study(sweep, completed, optuna.samplers.RandomSampler(0), epoch)
    frozen = _frozen_trial(trial, _distributions(sweep.choices), range(epoch + 1))
    pruner = optuna.pruners.MedianPruner(MIN_COMPLETED, warm_up, n_min_trials=MIN_COMPLETED)
    return (best, median) if pruner.prune(study, frozen) else None


def write_study(sweep: Sweep, trials: Sequence[Trial], path: Path) -> None:
    """Write the sweep as an Optuna study, for Optuna's dashboard and other tools.

    Args:
        sweep: The sweep.
        trials: Its trials.
        path: A new file, for an Optuna journal.

    Raises:
        RequestError: The file exists already, or it cannot be written.
    """
    optuna = _optuna()
    try:
        path.touch(exist_ok=False)
        backend = optuna.storages.journal.JournalFileBackend(str(path))
        storage = optuna.storages.JournalStorage(backend)
    except OSError as error:
        raise RequestError(
            "The study cannot be written to {path} ({reason}); name a new file.",
            path=path,
            reason=error.strerror or error,
        ) from None
    direction = "maximize" if sweep.higher_is_better else "minimize"
    study = optuna.create_study(storage=storage, study_name=sweep.id, direction=direction)
    distributions = _distributions(sweep.choices)
    for trial in trials:
        epochs = range(len(trial.run.curve) if trial.run else 0)
        study.add_trial(_frozen_trial(trial, distributions, epochs))


def _ask(sweep: Sweep, trials: Sequence[Trial], seed: int, *, at_random: bool) -> dict[str, Any]:
    optuna = _optuna()
    if sweep.kind == TPE and not at_random:
        startup = min(MAX_RANDOM, max(MIN_RANDOM, sweep.trials // 4))
        sampler: Any = optuna.samplers.TPESampler(seed=seed, n_startup_trials=startup)
    else:
        sampler = optuna.samplers.RandomSampler(seed)
    study = _study(sweep, trials, sampler)
    proposal = study.ask(_distributions(sweep.choices)).params
    return {
        name: choices.rounded(proposal[name]) if isinstance(choices, Range) else proposal[name]
        for name, choices in sweep.choices.choices.items()
    }


def _study(
    sweep: Sweep, trials: Sequence[Trial], sampler: Any, epoch: int | None = None
) -> optuna.Study:
    """An in-memory study of trials, each with its value at 0-based ``epoch``, or at its last."""
    optuna = _optuna()
    direction = "maximize" if sweep.higher_is_better else "minimize"
    study = optuna.create_study(sampler=sampler, direction=direction)
    distributions = _distributions(sweep.choices)
    for trial in trials:
        last = len(trial.run.curve) - 1 if trial.run else -1
        study.add_trial(_frozen_trial(trial, distributions, [last if epoch is None else epoch]))
    return study


def _frozen_trial(
    trial: Trial, distributions: Mapping[str, Any], epochs: Iterable[int]
) -> optuna.trial.FrozenTrial:
    """A trial in Optuna's terms: one that failed or is impossible counts as pruned."""
    optuna = _optuna()
    states = optuna.trial.TrialState
    state, value = states.RUNNING, None
    if trial.value == trial.value:
        state, value = states.COMPLETE, trial.value
    elif not trial.active:
        state = states.PRUNED
    curve = trial.run.curve if trial.run else ()
    values = {epoch: curve[epoch] for epoch in epochs if 0 <= epoch < len(curve)}
    return optuna.trial.create_trial(
        state=state,
        value=value,
        params=dict(trial.values),
        distributions=dict(distributions),
        intermediate_values={epoch: value for epoch, value in values.items() if value == value},
    )


def _distributions(space: Space) -> dict[str, Any]:
    kinds = _optuna().distributions
    distributions: dict[str, Any] = {}
    for name, choices in space.choices.items():
        if not isinstance(choices, Range):
            distributions[name] = kinds.CategoricalDistribution(choices.values)
        elif choices.whole:
            ends = (int(choices.low), int(choices.high))
            distributions[name] = kinds.IntDistribution(*ends, log=choices.scale == "log")
        else:
            ends = (choices.low, choices.high)
            distributions[name] = kinds.FloatDistribution(*ends, log=choices.scale == "log")
    return distributions


def _untried(space: Space, tried: set[str]) -> dict[str, Any] | None:
    if not space.listed:
        return None
    return next((item for item in space.grid() if _key(item) not in tried), None)


def _key(values: Mapping[str, Any]) -> str:
    return repr(sorted(values.items()))


def _optuna() -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna
