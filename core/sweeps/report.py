"""Where a sweep is and what came of it: for pages, the command line and JSON alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.i18n import gettext, mark
from core.runs.run import FAILED, OPEN, PAUSED, QUEUED, RUNNING, STOPPED, plain
from core.sweeps.curves import CurveReader
from core.sweeps.rows import SweepRows
from core.sweeps.sweep import (
    CONFIRMED,
    PRUNED,
    Confirmation,
    Sweep,
    Trial,
    confirmations_of,
    ranked,
    trials_of,
)

KIND_WORDS: Mapping[str, str] = {
    "grid": mark("grid"),
    "random": mark("random"),
    "tpe": mark("TPE"),
}

HIDDEN = mark(
    "Test figures of a sweep's runs stay hidden until its winner is confirmed: picking the best of "
    "many by its test figure would flatter it."
)


@dataclass(frozen=True)
class Report:
    """A sweep at one moment.

    Attributes:
        trials: By number.
        ranking: The completed ones, the best by validation first.
        confirmations: Of each finalist, the best trial's first.
        tests: Trial number → the test figure of each fresh seed; empty until it is confirmed.
        test_samples: On how many samples these are; None while not known.
        metric: The figures' name: ``accuracy`` or ``mae``.
    """

    sweep: Sweep
    trials: tuple[Trial, ...]
    ranking: tuple[Trial, ...]
    confirmations: tuple[Confirmation, ...]
    tests: Mapping[int, tuple[float, ...]]
    metric: str
    test_samples: int | None = None

    @property
    def confirmed(self) -> Confirmation | None:
        """What the winner gave with fresh seeds."""
        found = (one for one in self.confirmations if one.number == self.sweep.winner)
        return next(found, None)

    def count(self, *states: str) -> int:
        """How many trials are in one of these states."""
        return sum(trial.state in states for trial in self.trials)

    def as_dict(self) -> dict[str, Any]:
        """Ready for strict JSON; no test figure before the winner is confirmed."""
        trials = [
            {
                "trial": trial.number,
                "state": trial.state,
                "settings": dict(trial.values),
                self.sweep.objective: trial.value,
                "epochs": trial.run.epochs_done if trial.run else 0,
                "run": trial.run.id if trial.run else None,
                "why": why(trial) or None,
            }
            for trial in self.trials
        ]
        confirmations = [
            {
                "trial": one.number,
                "seeds": [run.seed for run in one.runs],
                "runs": [run.id for run in one.runs],
                self.sweep.objective: one.values,
                f"test_{self.metric}": list(self.tests.get(one.number, ())),
            }
            for one in self.confirmations
        ]
        described = self.sweep.to_dict() | {"trials": trials, "confirmations": confirmations}
        return plain(described | {"planned": self.sweep.trials, "says": describe(self)})


def report(rows: SweepRows, reader: CurveReader, sweep_id: str) -> Report:
    """A sweep as it is now.

    Raises:
        RequestError: There is no such sweep, or it is of a recipe this version does not know.
        StoreError: The store failed.
    """
    sweep = rows.get(sweep_id)
    parts = reader.read(sweep)
    trials, found = trials_of(sweep, parts), confirmations_of(sweep, parts)
    tests: dict[int, tuple[float, ...]] = {}
    metric, samples = sweep.base.metric, None
    if sweep.status == CONFIRMED:
        for one in found:
            runs = [rows.runs.get(run.id) for run in one.runs if run.value == run.value]
            tests[one.number] = tuple(run.test[metric] for run in runs if metric in run.test)
            samples = next((run.test_samples for run in runs if run.test_samples), samples)
    return Report(
        sweep, tuple(trials), tuple(ranked(sweep, trials)), tuple(found), tests, metric, samples
    )


def why(trial: Trial) -> str:
    """Why a trial ended before its time, or could not be: a sentence, or ""."""
    if trial.why:
        return trial.why
    return trial.run.error if trial.run else ""


def settings_words(values: Mapping[str, Any]) -> str:
    """``units 64, learning_rate 0.003``."""
    parts = [
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values.items()
    ]
    return ", ".join(parts)


def describe(found: Report) -> str:
    """Where it is, in a few sentences."""
    sweep = found.sweep
    said = [_progress(found), _standing(found)]
    if sweep.status in (FAILED, STOPPED, PAUSED) and sweep.error:
        said.append(sweep.error)
    if sweep.status != CONFIRMED:
        said.append(gettext(HIDDEN))
    return " ".join(part for part in said if part)


def _progress(found: Report) -> str:
    sweep = found.sweep
    values = {
        "trials": sweep.trials,
        "ended": len(found.trials) - found.count(*OPEN),
        "going": found.count(RUNNING),
        "waiting": found.count(QUEUED, PAUSED),
        "pruned": found.count(PRUNED),
    }
    if not found.trials and sweep.status == RUNNING:
        return gettext(
            "The first of {trials} trials are about to be queued; a dashboard that runs does it.",
            **values,
        )
    ended = gettext("{ended} of {trials} trials have ended.", **values)
    if sweep.chosen:
        ended = gettext("All {trials} trials have ended.", **values)
    said = [ended, gettext("Stopped early: {pruned}.", **values) if values["pruned"] else ""]
    said += [gettext("Training: {going}.", **values)] if values["going"] else []
    said += [gettext("Waiting: {waiting}.", **values)] if values["waiting"] else []
    if sweep.chosen and sweep.status != CONFIRMED:
        confirming = gettext(
            "Of the {wanted} runs with fresh seeds that confirm the best, {done} are completed.",
            done=sum(len(one.values) for one in found.confirmations),
            wanted=sum(one.wanted for one in found.confirmations),
        )
        said.append(confirming)
    return " ".join(part for part in said if part)


def _standing(found: Report) -> str:
    sweep, won = found.sweep, found.confirmed
    if won is None and not found.ranking:
        return ""
    if won is None:
        best = found.ranking[0]
        return gettext(
            "Best so far by validation: trial {number} ({settings}), {metric} {value:.4f}.",
            number=best.number + 1,
            settings=settings_words(best.values),
            metric=sweep.objective,
            value=best.value,
        )
    trial, tests = found.trials[won.number], found.tests.get(won.number, ())
    if not won.values or not tests:
        return gettext(
            "Trial {number} ({settings}) was confirmed; the runs that did are in the bin.",
            number=won.number + 1,
            settings=settings_words(trial.values),
        )
    return gettext(
        "Trial {number} ({settings}) is confirmed: {metric} {value:.4f} in its trial, {mean:.4f} "
        "on average over {count} fresh seeds ({low:.4f} to {high:.4f}); test {test} "
        "{test_mean:.4f} on average ({test_low:.4f} to {test_high:.4f}), {basis}.",
        number=won.number + 1,
        settings=settings_words(trial.values),
        metric=sweep.objective,
        value=trial.value,
        mean=won.mean,
        count=len(won.values),
        low=min(won.values),
        high=max(won.values),
        test=found.metric,
        basis=_basis(found),
        test_mean=sum(tests) / len(tests),
        test_low=min(tests),
        test_high=max(tests),
    )


def _basis(found: Report) -> str:
    """What the test figures are measured on, and in."""
    count = found.test_samples
    if found.metric == "mae":
        if count is None:
            return gettext("in standard deviations")
        return gettext("in standard deviations, on {count:,} test samples", count=count)
    if count is None:
        return gettext("on the test set")
    return gettext("on {count:,} test samples", count=count)
