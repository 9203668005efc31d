"""The progress and results of a sweep, for pages, the command line and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.i18n import gettext, mark
from core.runs.run import ACTIVE, FAILED, PAUSED, QUEUED, RUNNING, STOPPED, plain
from core.sweeps.curves import CurveReader
from core.sweeps.ranking import means, ranked
from core.sweeps.store import SweepStore
from core.sweeps.sweep import (
    CONFIRMED,
    PRUNED,
    Confirmation,
    Sweep,
    Trial,
    confirmations_of,
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
    """The state of a sweep at one moment.

    Attributes:
        trials: By number.
        ranking: The completed ones, the best by validation first.
        confirmations: One per finalist, the best trial's first.
        tests: Trial number → the test figure of each fresh seed; empty until confirmed.
        test_samples: Number of test samples; None while unknown.
        metric: Name of the test figure: ``accuracy`` or ``mae``.
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
        """The winner's results with fresh seeds; None until there is a winner."""
        winners = (one for one in self.confirmations if one.number == self.sweep.winner)
        return next(winners, None)

    def count(self, *states: str) -> int:
        """How many trials are in one of these states."""
        return sum(trial.state in states for trial in self.trials)

    def as_dict(self) -> dict[str, Any]:
        """The report as strict JSON; it has no test figures until the winner is confirmed."""
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


def report(sweeps: SweepStore, reader: CurveReader, sweep_id: str) -> Report:
    """The current report of a sweep.

    Raises:
        RequestError: The sweep is unknown, or its recipe is unknown to this version.
        StoreError: The store failed.
    """
    sweep = sweeps.get(sweep_id)
    parts = reader.read(sweep)
    trials, confirmations = trials_of(sweep, parts), confirmations_of(sweep, parts)
    tests: dict[int, tuple[float, ...]] = {}
    metric, samples = sweep.base.metric, None
    if sweep.status == CONFIRMED:
        for one in confirmations:
            runs = [sweeps.store.runs.get(run.id) for run in one.runs if run.value == run.value]
            tests[one.number] = tuple(run.test[metric] for run in runs if metric in run.test)
            samples = next((run.test_samples for run in runs if run.test_samples), samples)
    return Report(
        sweep=sweep,
        trials=tuple(trials),
        ranking=tuple(ranked(sweep, trials)),
        confirmations=tuple(confirmations),
        tests=tests,
        metric=metric,
        test_samples=samples,
    )


def why(trial: Trial) -> str:
    """Why a trial ended early or was impossible: one sentence, or ""."""
    if trial.why:
        return trial.why
    return trial.run.error if trial.run else ""


def settings_words(values: Mapping[str, Any]) -> str:
    """Settings in words, such as ``units 64, learning_rate 0.003``."""
    parts = [
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values.items()
    ]
    return ", ".join(parts)


def describe(current: Report) -> str:
    """The progress and results of a sweep, in a few sentences."""
    sweep = current.sweep
    sentences = [_progress(current), _best(current)]
    if sweep.status in (FAILED, STOPPED, PAUSED) and sweep.error:
        sentences.append(sweep.error)
    if sweep.status != CONFIRMED:
        sentences.append(gettext(HIDDEN))
    return " ".join(sentence for sentence in sentences if sentence)


def _progress(current: Report) -> str:
    sweep = current.sweep
    values = {
        "trials": sweep.trials,
        "ended": len(current.trials) - current.count(*ACTIVE),
        "running": current.count(RUNNING),
        "waiting": current.count(QUEUED, PAUSED),
        "pruned": current.count(PRUNED),
    }
    if not current.trials and sweep.status == RUNNING:
        return gettext(
            "Queuing the first of {trials} trials; this needs a running dashboard.",
            **values,
        )
    ended = gettext("{ended} of {trials} trials have ended.", **values)
    if sweep.chosen:
        ended = gettext("All {trials} trials have ended.", **values)
    sentences = [ended]
    sentences += [gettext("Stopped early: {pruned}.", **values)] if values["pruned"] else []
    sentences += [gettext("Running: {running}.", **values)] if values["running"] else []
    sentences += [gettext("Waiting: {waiting}.", **values)] if values["waiting"] else []
    if sweep.chosen and sweep.status != CONFIRMED:
        confirming = gettext(
            "{done} of {wanted} confirmation runs with fresh seeds are completed.",
            done=sum(len(one.values) for one in current.confirmations),
            wanted=sum(one.wanted for one in current.confirmations),
        )
        sentences.append(confirming)
    return " ".join(sentences)


def _best(current: Report) -> str:
    sweep, winner = current.sweep, current.confirmed
    if winner is None and not current.ranking:
        return ""
    if winner is None:
        best = current.ranking[0]
        return gettext(
            "Best so far by validation: trial {number} ({settings}), {metric} {value:.4f}.",
            number=best.number + 1,
            settings=settings_words(best.settings),
            metric=sweep.objective,
            value=means(current.trials)[best.number],
        )
    trial, tests = current.trials[winner.number], current.tests.get(winner.number, ())
    if not winner.values or not tests:
        return gettext(
            "Trial {number} ({settings}) was confirmed; its confirmation runs are in the bin.",
            number=winner.number + 1,
            settings=settings_words(trial.settings),
        )
    return gettext(
        "Trial {number} ({settings}) is confirmed: {metric} {value:.4f} in its trial, {mean:.4f} "
        "on average over {count} fresh seeds ({low:.4f} to {high:.4f}); test {test} "
        "{test_mean:.4f} on average ({test_low:.4f} to {test_high:.4f}), {basis}.",
        number=winner.number + 1,
        settings=settings_words(trial.settings),
        metric=sweep.objective,
        value=means(current.trials).get(trial.number, trial.value),
        mean=winner.mean,
        count=len(winner.values),
        low=min(winner.values),
        high=max(winner.values),
        test=current.metric,
        basis=_basis(current),
        test_mean=sum(tests) / len(tests),
        test_low=min(tests),
        test_high=max(tests),
    )


def _basis(current: Report) -> str:
    """The unit of the test figures and the size of the test set."""
    count = current.test_samples
    if current.metric == "mae":
        if count is None:
            return gettext("in standard deviations")
        return gettext("in standard deviations, on {count:,} test samples", count=count)
    if count is None:
        return gettext("on the test set")
    return gettext("on {count:,} test samples", count=count)
