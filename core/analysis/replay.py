"""A race as it went: what each recipe had reached when, and the moments worth jumping to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis.entrants import Entrant
from core.analysis.groups import counted
from core.analysis.lines import Line, groups_of, lines

SECONDS, EPOCHS = "seconds", "epochs"
PASSES, GAP, TESTED = "passes", "gap", "tested"
SHARE = 0.9
"""Of the best value of the race: who reaches it first is a moment."""
LEAST_GAP = 0.05
"""Training and validation closer than this are no moment."""
PAUSE = 60.0
"""Seconds without any training after which what follows is another race."""


@dataclass(frozen=True, kw_only=True)
class Racer:
    """One recipe of a replay, the mean of its seeds.

    Attributes:
        key: Its group.
        planned: Number of planned epochs.
        ends: (n,) float64 times at which epochs ended, ascending.
        epochs: (n,) float64 how many epochs had been completed by then.
        values: (n,) float64 the metric on held-out data, or on the training data without any.
        held_out: Whether ``values`` are measured on held-out data.
        tested: When its test result came; None without one.
        test: Its test result; None without one.
    """

    key: str
    planned: int
    ends: np.ndarray
    epochs: np.ndarray
    values: np.ndarray
    held_out: bool
    tested: float | None
    test: float | None


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something to jump to.

    Attributes:
        time: When it happened.
        kind: ``PASSES`` (the first to reach SHARE of the best value), ``GAP`` (training and
            validation were furthest apart) or ``TESTED``.
        key: The group it happened to.
        value: The value passed, the gap or the test result.
    """

    time: float
    kind: str
    key: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A race that can be replayed. Times are seconds, or epochs where some have no seconds.

    Attributes:
        clock: ``SECONDS`` or ``EPOCHS``.
        starts: Group, or run id → when it began, counted from the race's first start.
        racers: The recipes with at least one completed epoch, in the order given.
        moments: Two to five of them, by time; fewer if less happened.
    """

    clock: str
    starts: Mapping[str, float]
    racers: tuple[Racer, ...]
    moments: tuple[Moment, ...]

    @property
    def end(self) -> float:
        return max(float(racer.ends[-1]) for racer in self.racers)

    @property
    def axis(self) -> str:
        """Its clock as an axis of ``Entrant.along``."""
        return "elapsed" if self.clock == SECONDS else "epoch"

    def times(self, curves: Iterable[Line]) -> list[np.ndarray]:
        """When each point of curves was reached.

        Args:
            curves: Curves of the same runs along ``axis``.

        Returns:
            (n,) float64 for each curve, ascending; NaN where unknown.
        """
        return [curve.x + self.starts.get(curve.key, np.nan) for curve in curves]


def replay(entrants: Sequence[Entrant], metric: str) -> Replay | None:
    """Prepare a replay; None before the first epoch.

    Args:
        entrants: The runs to replay; the seeds of a recipe are averaged.
        metric: ``accuracy`` or ``mae``.
    """
    started = [entrant for entrant in entrants if len(entrant.epochs)]
    if not started:
        return None
    timed = all(np.isfinite(entrant.along("elapsed")).all() for entrant in started)
    clock = SECONDS if timed else EPOCHS
    groups = groups_of(started)
    starts = _starts(groups) if timed else dict.fromkeys(groups, 0.0)
    whole = without_points(started)
    curves = {(line.key, line.training): line for line in lines(whole, metric)}
    along = lines(whole, metric, axis="elapsed" if timed else "epoch")
    times = dict(zip(curves, along, strict=True))
    racers = []
    for key, members in groups.items():
        name = next((one for one in ((key, False), (key, True)) if one in curves), None)
        if name:
            racers.append(_racer(members, metric, curves[name], times[name].x + starts[key]))
    if not racers:
        return None
    sign = -1.0 if metric == "mae" else 1.0
    moments = [*_passes(racers, sign), *_gap(racers, curves, sign), *_tests(racers, sign)]
    return Replay(
        clock=clock,
        starts=starts | {entrant.id: starts[entrant.group] for entrant in started},
        racers=tuple(racers),
        moments=tuple(sorted(moments, key=lambda moment: moment.time)),
    )


def without_points(entrants: Iterable[Entrant]) -> list[Entrant]:
    """The runs without what was measured within epochs."""
    return [dataclasses.replace(entrant, points={}) for entrant in entrants]


def events(times: Iterable[np.ndarray], racers: Iterable[Racer]) -> np.ndarray:
    """(n,) float64: every time at which something new is seen, ascending, without repetitions."""
    tested = [racer.tested for racer in racers if racer.tested is not None]
    every = np.concatenate([*times, np.array(tested, np.float64)])
    return np.unique(np.round(every[np.isfinite(every)], 3))


def _starts(groups: Mapping[str, Sequence[Entrant]]) -> dict[str, float]:
    """When each group began; all at once unless single runs followed each other without a pause."""
    together = dict.fromkeys(groups, 0.0)
    began = {
        key: members[0].started.timestamp()
        for key, members in groups.items()
        if len(members) == 1 and members[0].started
    }
    if len(began) < len(groups):
        return together
    order = sorted(began, key=began.__getitem__)
    end = began[order[0]]
    for key in order:
        if began[key] - end > PAUSE:
            return together
        end = max(end, began[key] + (groups[key][0].seconds or 0.0))
    return {key: began[key] - began[order[0]] for key in groups}


def _racer(members: Sequence[Entrant], metric: str, curve: Line, times: np.ndarray) -> Racer:
    ends = np.maximum.accumulate(times)  # a seed that ended early may have been slower
    tests = [one.test[metric] for one in counted(members) if one.finished and metric in one.test]
    return Racer(
        key=curve.key,
        planned=max(member.planned for member in members),
        ends=ends,
        epochs=curve.x,
        values=curve.values,
        held_out=not curve.training,
        tested=float(ends[-1]) if tests else None,
        test=float(np.mean(tests)) if tests else None,
    )


def _passes(racers: Sequence[Racer], sign: float) -> list[Moment]:
    """The first to reach a share of the best value; ``sign`` is -1 where less is better."""
    values = np.concatenate([racer.values for racer in racers])
    best = sign * np.nanmax(sign * values)
    goal = best / SHARE if sign < 0 else best * SHARE
    reached = [
        (float(racer.ends[np.argmax(beyond)]), racer.key)
        for racer in racers
        if (beyond := sign * racer.values >= sign * goal).any()
    ]
    time, key = min(reached)
    return [Moment(time=time, kind=PASSES, key=key, value=float(goal))]


def _gap(
    racers: Sequence[Racer], curves: Mapping[tuple[str, bool], Line], sign: float
) -> list[Moment]:
    """Where the training data was ahead of held-out data by most."""
    gaps = []
    for racer in racers:
        training = curves.get((racer.key, True))
        if training is None or not racer.held_out:
            continue
        values = np.interp(racer.epochs, training.x, training.values)
        apart = sign * (values - racer.values)
        if np.isfinite(apart).any():
            widest = int(np.nanargmax(apart))
            gaps.append((float(apart[widest]), float(racer.ends[widest]), racer.key))
    gap, time, key = max(gaps, default=(0.0, 0.0, ""))
    return [Moment(time=time, kind=GAP, key=key, value=gap)] if gap >= LEAST_GAP else []


def _tests(racers: Sequence[Racer], sign: float) -> list[Moment]:
    """The first, the best and the last test result."""
    tested = [racer for racer in racers if racer.tested is not None]
    if not tested:
        return []
    by_time = sorted(tested, key=lambda racer: racer.tested)
    chosen = (by_time[0], max(tested, key=lambda racer: sign * racer.test), by_time[-1])
    return [
        Moment(time=racer.tested, kind=TESTED, key=racer.key, value=racer.test)
        for racer in {racer.key: racer for racer in chosen}.values()
    ]
