"""What Optuna decides: the next trial, and whether one is worth going on with.

Its study is made anew from our store for every question, in memory: the runs are what survives, so
there is no second storage that a kill could leave at odds with them, and a backup of the store is
one of the sweep. The same trials and the same seed give the same next one, whoever asks. Optuna is
imported here alone and late: it takes half a second, which no page waits for.
"""

from __future__ import annotations

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

# As often a proposal is drawn anew that was tried already.
ATTEMPTS = 25
# Trials at random before TPE has something to go by, and completed ones before any is stopped.
MOST_RANDOM, LEAST_RANDOM = 10, 4
COMPLETED_FIRST = 4
# Of its epochs every trial has this share, whatever the others reached by then.
WARM_UP = 0.2


def propose(sweep: Sweep, trials: Sequence[Trial]) -> dict[str, Any] | None:
    """The settings of the next trial; None where every combination was tried.

    Args:
        trials: All there are, those that train included.
    """
    space, number = sweep.choices, len(trials)
    if sweep.kind == GRID:
        return next((item for at, item in enumerate(space.grid()) if at == number), None)
    tried = {_key(trial.values) for trial in trials}
    if space.size is not None and len(tried) >= space.size:
        return None
    for attempt in range(ATTEMPTS):
        seeds = np.random.SeedSequence([sweep.seed, number, attempt])
        found = _ask(sweep, trials, int(seeds.generate_state(1)[0]), at_random=attempt > 4)
        if _key(found) not in tried:
            return found
    return _untried(space, tried) or found


def hopeless(sweep: Sweep, trials: Sequence[Trial], trial: Trial) -> tuple[float, float] | None:
    """What a trial reached and the median of the others there, where that says: stop it.

    Optuna's median rule: the best it reached so far is worse than the median of what completed
    trials had at the same epoch.
    """
    if not sweep.prune or trial.run is None or not trial.run.curve:
        return None
    if len(trial.run.curve) >= trial.run.epochs:  # it is done as it is
        return None
    completed = [other for other in trials if other.value == other.value]
    warm_up = max(1, math.ceil(WARM_UP * trial.run.epochs))
    if len(completed) < COMPLETED_FIRST or len(trial.run.curve) <= warm_up:
        return None
    at = len(trial.run.curve) - 1
    reached = [value for value in trial.run.curve if value == value]
    there = [other.run.curve[at] for other in completed if len(other.run.curve) > at]
    there = [value for value in there if value == value]
    if not there:
        return None
    sign = 1 if sweep.higher_is_better else -1
    best = max(reached, key=lambda value: sign * value, default=math.nan)
    median = statistics.median(there)
    if sign * best >= sign * median:  # as nearly always; Optuna need not be asked
        return None
    optuna = _optuna()
    study = _study(sweep, completed, optuna.samplers.RandomSampler(0), at)
    asked = _told(trial, _distributions(sweep.choices), range(at + 1))
    pruner = optuna.pruners.MedianPruner(COMPLETED_FIRST, warm_up, n_min_trials=COMPLETED_FIRST)
    return (best, median) if pruner.prune(study, asked) else None


def write_study(sweep: Sweep, trials: Sequence[Trial], path: Path) -> None:
    """Write the sweep as a study of Optuna's own, for its dashboard and its other tools.

    Args:
        path: A new file, a journal of Optuna's.

    Raises:
        RequestError: There is a file of that name already, or it cannot be written.
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
        study.add_trial(_told(trial, distributions, epochs))


def _ask(sweep: Sweep, trials: Sequence[Trial], seed: int, *, at_random: bool) -> dict[str, Any]:
    optuna = _optuna()
    if sweep.kind == TPE and not at_random:
        begin = min(MOST_RANDOM, max(LEAST_RANDOM, sweep.trials // 4))
        sampler: Any = optuna.samplers.TPESampler(seed=seed, n_startup_trials=begin)
    else:
        sampler = optuna.samplers.RandomSampler(seed)
    study = _study(sweep, trials, sampler)
    asked = study.ask(_distributions(sweep.choices)).params
    return {
        name: choices.rounded(asked[name]) if isinstance(choices, Range) else asked[name]
        for name, choices in sweep.choices.choices.items()
    }


def _study(
    sweep: Sweep, trials: Sequence[Trial], sampler: Any, at: int | None = None
) -> optuna.Study:
    """The study of some trials, with what each had at epoch ``at``; at its last, where None."""
    optuna = _optuna()
    direction = "maximize" if sweep.higher_is_better else "minimize"
    study = optuna.create_study(sampler=sampler, direction=direction)
    distributions = _distributions(sweep.choices)
    for trial in trials:
        last = len(trial.run.curve) - 1 if trial.run else -1
        study.add_trial(_told(trial, distributions, [last if at is None else at]))
    return study


def _told(
    trial: Trial, distributions: Mapping[str, Any], epochs: Iterable[int]
) -> optuna.trial.FrozenTrial:
    """A trial as Optuna knows it: one that failed, or that cannot be, is one not worth going on."""
    optuna = _optuna()
    states = optuna.trial.TrialState
    state, value = states.RUNNING, None
    if trial.value == trial.value:
        state, value = states.COMPLETE, trial.value
    elif not trial.open:
        state = states.PRUNED
    curve = trial.run.curve if trial.run else ()
    there = {at: curve[at] for at in epochs if 0 <= at < len(curve)}
    return optuna.trial.create_trial(
        state=state,
        value=value,
        params=dict(trial.values),
        distributions=dict(distributions),
        intermediate_values={at: value for at, value in there.items() if value == value},
    )


def _distributions(space: Space) -> dict[str, Any]:
    kinds = _optuna().distributions
    found: dict[str, Any] = {}
    for name, choices in space.choices.items():
        if not isinstance(choices, Range):
            found[name] = kinds.CategoricalDistribution(choices.values)
        elif choices.whole:
            ends = (int(choices.low), int(choices.high))
            found[name] = kinds.IntDistribution(*ends, log=choices.scale == "log")
        else:
            ends = (choices.low, choices.high)
            found[name] = kinds.FloatDistribution(*ends, log=choices.scale == "log")
    return found


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
