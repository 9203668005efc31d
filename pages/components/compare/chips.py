"""One chip per recipe on Compare: legend, progress and result in one, updated by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis.diagnoses import chip as chip_text
from core.analysis.entrants import Entrant
from core.analysis.groups import counted
from core.analysis.lines import group_labels, groups_of
from core.analysis.standing import Standing
from core.charts import FAMILY_STYLES
from core.i18n import gettext, ngettext
from core.recipes import Recipe
from core.runs.index import RunRow
from core.runs.run import ACTIVE, FAILED, QUEUED, RUNNING, describe_phase
from core.runs.workers.base import WARM
from pages.components.frame import wording
from pages.components.live.component import component
from pages.components.live.diagnoses import diagnoses
from pages.components.live.expected import pacemaker
from pages.components.live.manager import run_manager
from pages.components.live.pace import Pace, pace

_HTML = '<div class="chips"></div>'
CHIP = (Path(__file__).with_name("chip.js"), Path(__file__).with_name("chip.css"))
"""Script and style of a single chip."""
CHIPS = "chips"
MOST = 12
BEST, LEVEL = "best", "level"
NONE = np.zeros(0)


def show_chips(
    words: Mapping[str, Any], standing: Standing | None, *, feed: dict[str, Any]
) -> None:
    """Show the result of ``chip_words`` and let the browser follow the feed.

    Args:
        words: ``chip_words(…)[CHIPS]``.
        standing: Where the recipes stand, which decides their order and marks; None before a
            verdict.
        feed: ``pages.components.live.feeds.Feeds.address``.
    """
    order, kinds = chip_order(standing)
    data = {"words": words, "order": order, "kinds": kinds, "feed": feed}
    component(__file__, _HTML, shares=CHIP)(key=CHIPS, data=data)


def chip_order(standing: Standing | None) -> tuple[list[str], dict[str, str]]:
    """The order of the chips by result, and how those at the top are marked."""
    if standing is None:
        return [], {}
    best = {standing.first: BEST} if standing.behind else {}
    return list(standing.order), best | dict.fromkeys(standing.alike, LEVEL)


def chip_words(
    entrants: Sequence[Entrant], rows: Iterable[RunRow], metric: str
) -> dict[str, dict[str, Any]]:
    """Describe the recipes on screen.

    Args:
        entrants: The runs on screen, in the order shown.
        rows: The people's own among them, as they are now.
        metric: ``accuracy`` or ``mae``.

    Returns:
        ``CHIPS`` → ``chips`` (each with ``id``, ``name``, ``family``, ``mark``, ``colour``,
        ``share`` from 0 to 1, ``state``, ``figure``, ``unit``, ``note``, ``bad``, ``caution``:
        whether ``state`` is a diagnosis) and ``more``, a text that counts the recipes that do not
        fit; empty if nothing is on screen.
    """
    groups, names = groups_of(entrants), group_labels(entrants)
    if not groups:
        return {}
    by_id = {row.id: row for row in rows}
    shown = list(groups.items())[:MOST]
    left = len(groups) - len(shown)
    more = ngettext("and {count} more recipe", "and {count} more recipes", left) if left else ""
    chips = [_chip(key, names[key], members, by_id, metric) for key, members in shown]
    return {CHIPS: {"chips": chips, "more": more}}


def _chip(
    key: str, name: str, members: Sequence[Entrant], rows: Mapping[str, RunRow], metric: str
) -> dict[str, Any]:
    style = FAMILY_STYLES[members[0].recipe.family]
    own = [rows[member.id] for member in members if member.id in rows]
    active = [row for row in own if row.status in ACTIVE]
    tested = [member for member in counted(members) if member.finished and metric in member.test]
    chip = {
        "id": key,
        "name": name,
        "family": wording.family_title(members[0].recipe.family),
        "mark": style.character,
        "colour": style.word,
        "bad": False,
        "caution": False,
        "share": 1.0,
    }
    current = next((row for row in active if row.status == RUNNING), (*active, None)[-1])
    times = next((one.epoch_seconds for one in members if current and one.id == current.id), NONE)
    now = pace(current, times) if current else None
    chip |= _result(tested, metric) if tested else _so_far(members, metric, now)
    if current:
        text = _phase(current, members[0].recipe, now)
        if tested:
            text = ngettext(
                "1 run more: {state}", "{count} runs more: {state}", len(active), state=text
            )
        if not tested and _compiles(current) and text != describe_phase("train"):
            chip |= {"note": gettext("the first epoch is the slow one")}
        return chip | {"share": _share(current), "state": text}
    if text := shared_diagnosis(own):
        chip |= {"state": text, "caution": True}
    elif not tested and own:
        chip |= {"state": gettext(own[0].status), "bad": own[0].status == FAILED}
        chip["share"] = _share(own[0])
    return chip


def shared_diagnosis(rows: Sequence[RunRow]) -> str:
    """What more than half of a recipe's runs look like first, in a few words; "" for nothing."""
    known = list(diagnoses().read(rows).values())
    by_name = {one.name: one for seed in known for one in seed[:1]}
    count = Counter(one.name for seed in known for one in seed[:1])
    name, most = next(iter(count.most_common(1)), ("", 0))
    return chip_text(by_name[name]) if 2 * most > len(known) else ""


def _result(tested: Sequence[Entrant], metric: str) -> dict[str, str]:
    """The test figure over the seeds that have one."""
    values = np.array([member.test[metric] for member in tested])
    figure, unit, scale = _figure(float(values.mean()), tested[0], metric)
    if len(tested) == 1:
        member = tested[0]
        seconds = float(member.training_seconds.sum())  # as on the chart's axis of seconds
        note = gettext("tested")
        if metric == "accuracy" and member.test_samples:
            note = gettext(
                "tested: {right:,} of {count:,} right",
                right=round(values[0] * member.test_samples),
                count=member.test_samples,
            )
        state = gettext("reference run") if member.recorded else ""
        if not member.recorded and seconds:
            state = gettext("done in {time}", time=wording.duration(seconds))
        return {"figure": figure, "unit": unit, "state": state, "note": note}
    half = (values.max() - values.min()) / 2 * scale
    note = gettext("mean of {count} seeds, ±{half}", count=len(tested), half=_digits(half, metric))
    state = ngettext("{count} seed", "{count} seeds", len(tested))
    if tested[0].recorded:
        state = gettext("reference runs")
    return {"figure": figure, "unit": unit, "state": state, "note": note}


def _so_far(members: Sequence[Entrant], metric: str, now: Pace | None) -> dict[str, str]:
    """The newest validation figure, or training figure where nothing is held out; and the speed."""
    for name, kind in ((f"val_{metric}", gettext("validation")), (metric, gettext("training"))):
        for member in reversed(members):
            values = member.metrics.get(name, member.points.get(name, NONE))
            values = values[np.isfinite(values)]
            if not len(values):
                continue
            figure, unit, _ = _figure(float(values[-1]), member, metric)
            note = gettext("{kind}, so far", kind=kind)
            if now and now.samples_a_second is not None:
                speed = float(f"{now.samples_a_second:.2g}")
                note = gettext("{kind} · {speed:,.0f} samples/s", kind=kind, speed=speed)
            return {"figure": figure, "unit": unit, "note": note, "state": ""}
    return {"figure": "–", "unit": "", "note": "", "state": ""}


def _figure(value: float, member: Entrant, metric: str) -> tuple[str, str, float]:
    """A figure as text, its unit, and by what the metric was multiplied."""
    if metric == "accuracy":
        return wording.percent(value), "%", 100
    scale = member.scale or 1.0
    return _digits(value * scale, metric), member.unit or gettext("sd"), scale


def figure_text(value: float, member: Entrant, metric: str) -> tuple[str, str]:
    """A figure of a run as text, and its unit; a dash for none."""
    if not np.isfinite(value):
        return "–", ""
    text, unit, _ = _figure(float(value), member, metric)
    return text, unit


def _digits(value: float, metric: str) -> str:
    return f"{value:.1f}" if metric == "accuracy" else f"{value:.2f}"


def _share(row: RunRow) -> float:
    return 0.0 if row.status == QUEUED else round(pace(row, NONE).share, 3)


def _compiles(row: RunRow) -> bool:
    """Whether a run is compiling, before its first batch."""
    training = row.status == RUNNING and row.progress.get("phase") == "train"
    return training and not (row.epochs_done or _share(row))


def _phase(row: RunRow, recipe: Recipe, now: Pace) -> str:
    if row.status != RUNNING:
        if row.status == QUEUED and run_manager().warm != WARM:
            return gettext("queued, warming up")
        return gettext(row.status)
    phase = row.progress.get("phase", "")
    if _compiles(row):
        return describe_phase(phase, seconds=pacemaker().compile_seconds(recipe))
    if phase in ("", "evaluate") or not (row.epochs_done or _share(row)):
        return describe_phase(phase)
    text = gettext("epoch {epoch:,} of {epochs:,}", epoch=now.epoch, epochs=now.epochs)
    if now.seconds_left is None:
        return text
    left = wording.duration(max(1.0, now.seconds_left))
    return gettext("{epoch} · {time} left", epoch=text, time=left)
