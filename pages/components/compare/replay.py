"""A comparison's replay as JSON: the browser plays it without asking the server again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core.analysis.replay import (
    EPOCHS,
    GAP,
    PASSES,
    SECONDS,
    Moment,
    Racer,
    Replay,
    events,
    replay,
    without_points,
)
from core.charts.arrays import encode, thin
from core.i18n import gettext, mark
from pages.components.compare.chips import MOST, figure_text
from pages.components.compare.comparison import Comparison, View, curves_along

# Filled in by the browser.
CLOCKS = {SECONDS: mark("{time} s of {end} s"), EPOCHS: mark("epoch {time} of {end}")}
PLAYING_SECONDS = 20.0
"""A replay lasts at most this long."""


def replay_words(
    view: View, comparison: Comparison, names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Describe a replay for stage.js, once for all who share a view; None before the first epoch.

    Args:
        names: Group → its short name.

    Returns:
        ``end`` in units of the clock, ``rate`` (units a second), ``clock`` (a sentence), ``times``
        (``uid`` of a trace → when each of its points was reached), ``events`` (when to stop in
        single steps), ``racers`` (group → ``points``: time, completed epochs and figure; ``epochs``
        planned, ``unit``, ``note`` and when it was ``tested``) and ``moments`` (``time``,
        ``text``).
    """
    return _words(view, comparison.facts, comparison, names)


@st.cache_data(show_spinner=False, max_entries=64)
def _words(
    view: View, facts: tuple, _comparison: Comparison, _names: Mapping[str, str]
) -> dict[str, Any] | None:
    comparison, names = _comparison, _names
    played = replay(comparison.entrants, comparison.metric)
    if played is None:
        return None
    times = _times(view, comparison, played)
    stops = events(times.values(), played.racers)
    rate = played.end / PLAYING_SECONDS
    if played.clock == SECONDS:
        rate = max(1.0, rate)
    return {
        "end": round(played.end, 3),
        "rate": rate,
        "clock": gettext(CLOCKS[played.clock]),
        "decimals": 0 if played.clock == EPOCHS else 1,
        "times": {uid: encode(ends) for uid, ends in times.items()},
        "events": encode(stops),
        "racers": {racer.key: _racer(comparison, racer) for racer in played.racers[:MOST]},
        "moments": [
            {"time": round(moment.time, 3), "text": _moment(comparison, moment, names)}
            for moment in played.moments
        ],
    }


def _times(view: View, comparison: Comparison, played: Replay) -> dict[str, np.ndarray]:
    """Trace ``uid`` → when each of its points was reached, thinned as the chart is."""
    metric, entrants = comparison.metric, comparison.entrants
    curves = curves_along(view.axis, view, entrants, metric)
    # Along seconds they have no points within epochs.
    drawn = without_points(entrants) if view.axis == "seconds" else entrants
    along = curves_along(played.axis, view, drawn, metric)
    reached = {
        (line.key, line.training): ends
        for line, ends in zip(along, played.times(along), strict=True)
    }
    times = {}
    for curve in curves:
        ends = reached.get((curve.key, curve.training), curve.x)
        uid = f"{curve.key} {'training' if curve.training else 'validation'}"
        times[uid] = ends[thin(len(curve.values), curve.values)]
    for racer in played.racers:
        if racer.tested is not None:
            times[f"{racer.key} test"] = np.array([racer.tested])
    if not view.mean:
        for entrant in entrants:
            if entrant.test and len(entrant.epochs):
                end = entrant.along(played.axis)[-1] + played.starts[entrant.id]
                times[f"{entrant.id} test"] = np.array([end])
    return times


def _racer(comparison: Comparison, racer: Racer) -> dict[str, Any]:
    member = next(one for one in comparison.entrants if one.group == racer.key)
    shown = thin(len(racer.values), racer.values)
    texts = [figure_text(value, member, comparison.metric) for value in racer.values[shown]]
    held_out = gettext("validation, so far") if racer.held_out else gettext("training, so far")
    return {
        "points": [
            [round(float(end), 3), int(epoch), text]
            for end, epoch, (text, _) in zip(
                racer.ends[shown], racer.epochs[shown], texts, strict=True
            )
        ],
        "epochs": racer.planned,
        "unit": texts[0][1],
        "note": held_out,
        "tested": racer.tested,
    }


def _moment(comparison: Comparison, moment: Moment, names: Mapping[str, str]) -> str:
    """A moment in a few words."""
    name, metric = names[moment.key], comparison.metric
    accuracy = metric == "accuracy"
    if moment.kind == GAP and accuracy:
        points = 100 * moment.value
        return gettext("{name}: training {points:.0f} points ahead", name=name, points=points)
    if moment.kind == GAP:
        return gettext("{name}: training furthest ahead", name=name)
    if moment.kind == PASSES and accuracy:
        return gettext("{name} first to {percent:.0f} %", name=name, percent=100 * moment.value)
    member = next(one for one in comparison.entrants if one.group == moment.key)
    value = "\u00a0".join(figure_text(moment.value, member, metric))
    if moment.kind == PASSES:
        return gettext("{name} first to {value}", name=name, value=value)
    return gettext("{name} tested: {value}", name=name, value=value)
