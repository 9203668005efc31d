"""Rules for runs that trained, each with its thresholds."""

from __future__ import annotations

import math

import numpy as np

from core.analysis.diagnoses.diagnosis import (
    FEW_STEPS,
    NO_BETTER,
    OVERFITS,
    STILL_IMPROVING,
    TOO_SMALL,
    UNSTABLE,
    Diagnosis,
)
from core.analysis.diagnoses.evidence import LUCK, Evidence, smooth, trend
from core.analysis.diagnoses.failures import NEAR, beats_guessing, no_better_than_guessing

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
# So few batches an epoch are too few if the training loss ends above a share of guessing's, still
# falls at a share of its mean rate, and validation is behind it by less than a share of guessing's.
FEW, UNDONE, SLOWER, AHEAD = 8, 0.1, 0.1, 0.1
# The standard deviation over seeds, likewise, from which on they are unstable.
SPREAD, ERROR_SPREAD = 0.05, 0.1
MIN_SEEDS = 3


def _no_better_than_linear(run: Evidence) -> Diagnosis | None:
    """The network beats guessing, but a linear model is as good or better."""
    value, linear = run.result, run.rivals.linear
    if linear is None or not beats_guessing(run) or value > linear:
        return None
    return run.diagnosis(NO_BETTER, run.metric, numbers={"test": value, "linear": linear})


def _too_small(run: Evidence) -> Diagnosis | None:
    """Not even the training data are fitted as a linear model fits the test: a layer is narrow."""
    linear = run.rivals.linear
    if linear is None or not len(run.training) or run.training[-1] > linear - GAP:
        return None
    classes = run.recipe.data.classes
    if run.narrowest >= classes - 1:  # so many numbers can tell the classes apart
        return None
    numbers = {"narrowest": run.narrowest, "classes": classes, "training": run.training[-1]}
    return run.diagnosis(TOO_SMALL, run.metric, first=1, last=run.epochs, numbers=numbers)


def _few_steps(run: Evidence) -> Diagnosis | None:
    """So few batches an epoch that the training loss is still high and falls when it ends."""
    if run.epochs < 2 or run.steps > FEW or run.loss[-1] < UNDONE * run.guessing_loss:
        return None
    now, before = trend(run.loss, run.part)
    falls = (before - now) / run.part >= SLOWER * (run.loss[0] - run.loss[-1]) / run.epochs > 0
    ahead = len(run.val_loss) and run.val_loss[-1] - run.loss[-1] > AHEAD * run.guessing_loss
    if ahead or not falls:
        return None
    numbers = {"steps": run.steps, "epochs": run.epochs}
    return run.diagnosis(FEW_STEPS, first=1, last=run.epochs, numbers=numbers)


def unstable(run: Evidence) -> Diagnosis | None:
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
    if run.epochs < 2 or not len(run.training) or _too_small(run):
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
        first = _rising_since(run, validation)
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


def _rising_since(run: Evidence, validation: np.ndarray) -> int | None:
    """The 0-based epoch since which the validation loss rises while its metric gains nothing."""
    if not len(run.val_loss):
        return None
    loss = smooth(run.val_loss)
    first = int(loss.argmin())
    rises = loss[-1] >= (1 + RISEN) * loss[first]
    gains = validation[-run.part :].mean() - validation[first] >= _least_gain(run)
    return first if rises and not gains and run.epochs - 1 - first >= run.part else None


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
    if not (len(run.validation) and len(run.val_loss)) or _few_steps(run):
        return None
    if run.epochs == 1:  # a training loss is the mean over the epoch, validation is at its end
        least = 1.0 if beats_guessing(run) else NEAR
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


FINER = (
    *(no_better_than_guessing, _too_small, _few_steps, unstable, _overfits),
    *(_still_improving, _no_better_than_linear),
)
