"""Rules for runs that did not train, each with its thresholds."""

from __future__ import annotations

import math

import numpy as np

from core.analysis.diagnoses.diagnosis import (
    NO_BETTER,
    NOT_LEARNING,
    RATE_TOO_HIGH,
    SAME_ANSWER,
    Diagnosis,
)
from core.analysis.diagnoses.evidence import LUCK, Evidence

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
    if run.epochs == 1 and beats_guessing(run):  # it has only begun
        return None
    share = min([run.loss[-1], *run.val_loss[-1:]]) / run.guessing_loss
    fallen = (run.loss[0] - run.loss[-1]) / run.guessing_loss
    if not (share >= NEAR or (share >= CLOSE and run.epochs > 1 and fallen < HARDLY)):
        return None
    numbers = {"loss": run.loss[-1], "guessing": run.guessing_loss}
    return run.diagnosis(NOT_LEARNING, first=1, last=run.epochs, numbers=numbers)


def no_better_than_guessing(run: Evidence) -> Diagnosis | None:
    """The test result is not above guessing by more than luck."""
    value, guess = run.result, run.guessing
    if value is None or guess is None:
        return None
    if value < guess if run.is_series else value > guess + LUCK * run.luck:
        return None
    return run.diagnosis(NO_BETTER, run.metric, numbers={"test": value, "guessing": guess})


def beats_guessing(run: Evidence) -> bool:
    """Whether the test result is known and above guessing."""
    return run.result is not None and no_better_than_guessing(run) is None


FAILURES = (_rate_too_high, _dead_output, _not_learning, _hesitant_output)
