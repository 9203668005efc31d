"""The rules, each with its thresholds, and the order of their importance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from core.analysis.diagnoses.diagnosis import (
    NO_BETTER,
    NOT_LEARNING,
    OVERFITS,
    RATE_TOO_HIGH,
    SAME_ANSWER,
    STILL_IMPROVING,
    UNSTABLE,
    Answers,
    Diagnosis,
    Rivals,
)
from core.analysis.diagnoses.evidence import Evidence, smooth, trend
from core.recipes import Recipe

# A loss this near to that of guessing, as a share of it, has not improved.
NEAR = 0.99
# Nor has one this near that fell by less than such a share of guessing's during the run.
CLOSE, HARDLY = 0.95, 0.03
# The loss of an untrained network is at most this many times that of guessing, as a rule.
UNTRAINED = 1.3
# No healthy network has a loss of this many times guessing's, averaged over an epoch.
EXPLODED = 3.0
# A training loss that rises by this share of guessing's above its lowest value has jumped.
JUMP = 0.5
# Training this far ahead of validation and test: in shares, or as a share of the error.
GAP, ERROR_GAP = 0.05, 0.3
# Validation that gains less than this from an epoch on is flat, likewise.
FLAT, ERROR_FLAT = 0.015, 0.02
# A validation loss that rose by this share above its lowest value has turned.
RISEN = 0.05
# Validation that gains this much in the last part of a run is still improving, likewise; its loss
# must have fallen by a share, too, or the gain may be luck.
GAIN, ERROR_GAIN = 0.02, 0.05
FALLEN = 0.02
# The standard deviation over seeds, likewise, from which on they are unstable.
SPREAD, ERROR_SPREAD = 0.05, 0.1
MIN_SEEDS = 3
# In standard errors: what the luck of the test samples alone exceeds in one of twenty cases.
LUCK = 1.645
# A constant answer may be right this much more often than the most frequent class in training.
CONSTANT = 0.05

Curves = Mapping[str, Sequence[float] | np.ndarray]
Test = Mapping[str, float | None]
NO_TEST, NO_RIVALS = MappingProxyType({}), Rivals()


def diagnose(
    recipe: Recipe,
    history: Curves,
    test: Test = NO_TEST,
    *,
    rivals: Rivals = NO_RIVALS,
    test_samples: int | None = None,
    seeds: Sequence[float] = (),
    answers: Answers | None = None,
) -> tuple[Diagnosis, ...]:
    """Return what a run that has ended looks like, the most important first; empty for nothing.

    Args:
        recipe: The run's recipe.
        history: Metric name → (epochs,) values.
        test: ``loss`` and the recipe's metric; empty if unknown or hidden.
        rivals: Results without a network.
        test_samples: Number of test samples.
        seeds: Test results of all completed seeds of the recipe, its own included.
        answers: How its test predictions differ; None if unknown.
    """
    return diagnose_evidence(Evidence(recipe, history, test, rivals, test_samples, seeds, answers))


def diagnose_evidence(run: Evidence) -> tuple[Diagnosis, ...]:
    """``diagnose`` for evidence that is put together."""
    if not run.epochs:
        return ()
    failures = [diagnosis for rule in FAILURES if (diagnosis := rule(run))]
    rules = FINER
    if failures:  # what did not train needs no finer diagnosis
        rules = (_unstable,) if failures[0].name == RATE_TOO_HIGH else ()
    return (*failures, *(diagnosis for rule in rules if (diagnosis := rule(run))))


def may_be_constant(recipe: Recipe, test: Test, rivals: Rivals) -> bool:
    """Whether the test result is so bad that its predictions should be read for ``answers``."""
    value = test.get(recipe.metric)
    if value is None:
        return False
    if recipe.metric == "mae":
        return rivals.guessing is None or value >= rivals.guessing
    return value <= (rivals.guessing or 1 / recipe.data.classes) + CONSTANT


def _rate_too_high(run: Evidence) -> Diagnosis | None:
    """The loss is no longer a number, explodes, jumps, or ends above guessing and never fell."""
    loss, guess = run.loss, run.guessing_loss
    broken = np.flatnonzero(~np.isfinite(loss))
    if not len(broken) and run.metric in run.test and not _finite(run.result):
        broken = np.array([run.epochs - 1])
    if len(broken):
        return run.diagnosis(RATE_TOO_HIGH, first=int(broken[0]) + 1, last=run.epochs)
    highest, ends_above = float(loss.max()), loss[-1] >= NEAR * guess
    if highest > (UNTRAINED if ends_above else EXPLODED) * guess and not _creeps(loss):
        peak = int(loss.argmax()) + 1
        first, last = (1, run.epochs) if ends_above else (peak, peak)
        numbers = {"guessing": guess, "highest": highest}
        return run.diagnosis(RATE_TOO_HIGH, first=first, last=last, numbers=numbers)
    rises = loss - np.minimum.accumulate(loss)
    peak = int(rises.argmax())
    if rises[peak] < JUMP * guess:
        return None
    start = int(loss[:peak].argmin())
    numbers = {"from": loss[start], "to": loss[peak]}
    return run.diagnosis(RATE_TOO_HIGH, first=start + 1, last=peak + 1, numbers=numbers)


def _creeps(loss: np.ndarray) -> bool:
    """Whether a loss falls only slowly and never rises, as that of an untrained network may."""
    return len(loss) > 1 and bool(np.all(np.diff(loss) <= 0)) and loss[-1] > loss[0] / 2


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _same_answer(run: Evidence) -> Diagnosis | None:
    """The same class for every test sample."""
    if run.answers is None or run.answers.count > 1:
        return None
    return run.diagnosis(SAME_ANSWER, first=1, last=run.epochs, numbers={"loss": run.loss[-1]})


def _dead_output(run: Evidence) -> Diagnosis | None:
    """The same class, by the very same outputs."""
    return _same_answer(run) if run.answers and run.answers.constant else None


def _hesitant_output(run: Evidence) -> Diagnosis | None:
    """The same class, by outputs that differ a little, as those of an untrained network do."""
    return None if run.answers and run.answers.constant else _same_answer(run)


def _not_learning(run: Evidence) -> Diagnosis | None:
    """Neither loss is better than that of guessing, or both are near it and hardly fall."""
    if _rate_too_high(run) or _dead_output(run):  # which say why
        return None
    if run.epochs == 1 and _beats_guessing(run):  # it has only begun
        return None
    share = min([run.loss[-1], *run.val_loss[-1:]]) / run.guessing_loss
    fallen = (run.loss[0] - run.loss[-1]) / run.guessing_loss
    if not (share >= NEAR or (share >= CLOSE and run.epochs > 1 and fallen < HARDLY)):
        return None
    numbers = {"loss": run.loss[-1], "guessing": run.guessing_loss}
    return run.diagnosis(NOT_LEARNING, first=1, last=run.epochs, numbers=numbers)


def _no_better_than_guessing(run: Evidence) -> Diagnosis | None:
    """The test result is not above guessing by more than luck."""
    value, guess = run.result, run.guessing
    if value is None or guess is None:
        return None
    if value < guess if run.is_series else value > guess + LUCK * run.luck:
        return None
    return run.diagnosis(NO_BETTER, run.metric, numbers={"test": value, "guessing": guess})


def _beats_guessing(run: Evidence) -> bool:
    return run.result is not None and _no_better_than_guessing(run) is None


def _no_better_than_linear(run: Evidence) -> Diagnosis | None:
    """The network beats guessing, but a linear model is as good or better."""
    value, linear = run.result, run.rivals.linear
    if linear is None or not _beats_guessing(run) or value > linear:
        return None
    return run.diagnosis(NO_BETTER, run.metric, numbers={"test": value, "linear": linear})


def _unstable(run: Evidence) -> Diagnosis | None:
    """The seeds of the recipe scatter, and not by the luck of the test samples."""
    results = np.asarray(run.seeds, np.float64)
    results = results[np.isfinite(results)]
    if len(results) < MIN_SEEDS:
        return None
    least = ERROR_SPREAD * results.mean() if run.is_series else math.hypot(SPREAD, run.luck)
    if results.std(ddof=1) < least:
        return None
    numbers = {"low": results.min(), "high": results.max(), "seeds": len(results)}
    return run.diagnosis(UNSTABLE, run.metric, numbers=numbers)


def _overfits(run: Evidence) -> Diagnosis | None:
    """Validation is flat or gets worse, and far behind training, which was ahead or improved."""
    if run.epochs < 2 or not len(run.training):
        return None
    if not len(run.validation):
        return _ahead_of_test(run)
    training, validation = smooth(run.rated(run.training)), smooth(run.rated(run.validation))
    behind = [validation[-1]]
    if run.result is not None:  # few validation samples may be behind by luck
        behind.append(run.rated(run.result))
    gap, flat = (ERROR_GAP, ERROR_FLAT) if run.is_series else (GAP, FLAT)
    gap *= 2 if run.epochs == 2 else 1  # one step of validation says little
    if not training[-1] - max(behind) >= gap:
        return None
    first = _flat_since(run, validation, flat)
    if first is None:
        first = _rising_since(run)
    if first is None:
        return None
    ahead = training[first] - validation[first] >= gap
    if not (ahead or training[-1] - training[first] > flat):
        return None
    numbers = {"training": run.training[-1], "validation": run.validation[-1]}
    return run.diagnosis(OVERFITS, run.metric, first=first + 1, last=run.epochs, numbers=numbers)


def _flat_since(run: Evidence, validation: np.ndarray, flat: float) -> int | None:
    """The 0-based epoch since which validation has not gained; None if it still does."""
    if run.recent_gain >= _least_gain(run):
        return None
    best_to_come = np.maximum.accumulate(validation[::-1])[::-1]
    first = int(np.argmax(best_to_come - validation < flat))
    return first if run.epochs - 1 - first >= run.part else None


def _rising_since(run: Evidence) -> int | None:
    """The 0-based epoch since which the validation loss rises, whatever its noisier metric does."""
    if not len(run.val_loss):
        return None
    loss = smooth(run.val_loss)
    first = int(loss.argmin())
    rises = loss[-1] >= (1 + RISEN) * loss[first]
    return first if rises and run.epochs - 1 - first >= run.part else None


def _ahead_of_test(run: Evidence) -> Diagnosis | None:
    """Without validation data, only the end shows it: training is far ahead of the test."""
    if run.is_series or run.result is None:
        return None
    if not run.training[-1] - run.result >= GAP + LUCK * run.luck:
        return None
    numbers = {"training": run.training[-1], "test": run.result}
    return run.diagnosis(OVERFITS, run.metric, numbers=numbers)


def _still_improving(run: Evidence) -> Diagnosis | None:
    """The validation curve still rises at the end, and its loss falls."""
    if not (len(run.validation) and len(run.val_loss)):
        return None
    if run.epochs == 1:  # a training loss is the mean over the epoch, validation is at its end
        least = 1.0 if _beats_guessing(run) else NEAR
        if not run.val_loss[0] < least * min(run.loss[0], run.guessing_loss):
            return None
        return run.diagnosis(STILL_IMPROVING, first=1, last=1)
    now, before = trend(run.val_loss, run.part)
    lowest = run.epochs - 1 - int(run.val_loss[::-1].argmin())
    falls = now <= (1 - FALLEN) * before and lowest >= run.epochs - run.part
    if not (falls and _expected_gain(run) >= _least_gain(run)):
        return None
    numbers = {"gain": run.recent_gain * run.unit, "epochs": run.part}
    first = run.epochs - run.part
    return run.diagnosis(STILL_IMPROVING, run.metric, first=first, last=run.epochs, numbers=numbers)


def _expected_gain(run: Evidence) -> float:
    """What the last gain of validation promises; after two epochs, it shrinks as it just did."""
    if run.epochs > 2 or run.guessing is None:
        return run.recent_gain
    first = float(run.rated(run.validation)[0] - run.rated(run.guessing))
    return run.recent_gain * min(1.0, run.recent_gain / first) if first > 0 else run.recent_gain


def _least_gain(run: Evidence) -> float:
    return ERROR_GAIN if run.is_series else GAIN


Rule = Callable[[Evidence], Diagnosis | None]
FAILURES: tuple[Rule, ...] = (_rate_too_high, _dead_output, _not_learning, _hesitant_output)
FINER: tuple[Rule, ...] = (
    *(_no_better_than_guessing, _unstable, _overfits),
    *(_still_improving, _no_better_than_linear),
)
