"""A series as the input: any time of the test span, whose last readings can be dragged."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.charts import FAMILY_STYLES
from core.charts.series import DAY
from core.errors import RequestError
from core.i18n import gettext
from core.inside.inputs import Input
from core.inside.series import Moment, edited_input, number_at, read_moment
from core.recipes import Recipe
from pages.components.frame import wording
from pages.components.frame.fields import bound
from pages.components.inside import choice
from pages.components.inside.asking import Answers, Asked, ask_rows
from pages.components.inside.models import Row
from pages.components.inside.rows import SHARED, describe
from pages.components.inside.sequence import follow
from pages.components.live.component import component
from pages.components.live.manager import run_manager

KEY = "inside series"
HOUR = 3_600
EDITABLE = 24
"""The last readings, which can be dragged."""
MARGIN = 6.0
"""What the chart shows beyond all readings, in the series' unit, at least."""
LEAST_SCALE = 0.5
"""The strongest colour is the largest effect, but at least half a degree: small ones stay pale."""
DAYS_WITH_NAMES = 3
_HTML = '<div class="series"></div>'
_SHARED = (*SHARED, Path(__file__).with_name("give.js"))


def show(rows: list[Row]) -> None:
    """Show the time, the readings before it, and what every row predicts."""
    recipe = max((row.recipe for row in rows), key=lambda one: one.preprocessing["lookback"])
    settings, number = run_manager().settings, choice.given().sample
    edits: dict[int, float] = {}
    try:
        time, edits = edits_from_text(choice.given().text or "")
        number = number if time is None else number_at(recipe, time, settings)
    except RequestError as error:
        st.warning(wording.escape_markdown(str(error)), icon=":material/error:")
    moment = read_moment(recipe, number, settings)
    _pick_time(recipe, moment)
    answers = ask_rows(rows, partial(_read_at, moment.target, edits))
    data = choice.described(recipe) | _describe(moment, answers, not recipe.data.generated)
    data["edits"] = {str(time): value for time, value in edits.items()}
    component(__file__, _HTML, shares=_SHARED)(
        key=KEY, data=data, on_given_change=partial(follow, KEY)
    )


def read_series(recipe: Recipe, given: choice.Given) -> Input:
    """What is given, as a recipe's models read it.

    Raises:
        RequestError: There is no such sample, or the writing is none.
        DatasetError: The dataset is missing or refused.
    """
    time, edits = edits_from_text(given.text or "")
    if time is None:
        return edited_input(recipe, given.sample, edits, run_manager().settings)
    return _read_at(time, edits, recipe)


def _read_at(time: int, edits: Mapping[int, float], recipe: Recipe) -> Input:
    settings = run_manager().settings
    return edited_input(recipe, number_at(recipe, time, settings), edits, settings)


def edits_from_text(text: str) -> tuple[int | None, dict[int, float]]:
    """Read what series.js writes: the time predicted, and changed readings by time, such as
    ``1262390400@1262304000:-3.5``.

    Raises:
        RequestError: It is no such writing, or a value is not finite.
    """
    edits = {}
    target, _, changes = text.rpartition("@")
    try:
        for pair in filter(None, changes.split(",")):
            time, _, value = pair.partition(":")
            edits[int(time)] = float(value)
        predicted = int(target) if target else None
    except ValueError:
        raise RequestError(
            "This link changes {text!r}, which are no readings of the series.", text=text[:40]
        ) from None
    if not all(map(math.isfinite, edits.values())):
        raise RequestError("The values must be finite numbers that are not too large.")
    return predicted, edits


# ── the time ─────────────────────────────────────────────────────────────────────────────────────


def _pick_time(recipe: Recipe, moment: Moment) -> None:
    """Choose which time of the test span is predicted."""
    settings = run_manager().settings
    first, last = (
        read_moment(recipe, number, settings).target
        for number in (0, number_at(recipe, math.inf, settings))
    )

    def go(time: float) -> None:
        choice.give(sample=number_at(recipe, time, settings), text=None)

    def day(chosen: date | int | None) -> None:
        if chosen is not None:
            days = (chosen - date(1970, 1, 1)).days if isinstance(chosen, date) else chosen - 1
            go(days * DAY + moment.target % DAY)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if recipe.data.generated:
            bound(
                partial(st.number_input, step=1),
                gettext("Predict day"),
                key="inside day",
                value=moment.target // DAY + 1,
                on_change=day,
                min_value=first // DAY + 1,
                max_value=last // DAY + 1,
                width=140,
            )
        else:
            bound(
                st.date_input,
                gettext("Predict"),
                key="inside day",
                value=_date(moment.target),
                on_change=day,
                min_value=_date(first),
                max_value=_date(last),
                width=160,
            )
        bound(
            st.number_input,
            gettext("at hour"),
            key="inside hour",
            value=moment.target % DAY // HOUR,
            on_change=lambda hour: go(moment.target // DAY * DAY + (hour or 0) * HOUR),
            min_value=0,
            max_value=23,
            step=1,
            width=120,
        )
        st.button(
            gettext("Surprise me"),
            key="inside surprise",
            on_click=lambda: go(random.uniform(first, last)),
        )


def _date(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


# ── the component's data ─────────────────────────────────────────────────────────────────────────


def _describe(moment: Moment, answers: Answers, dated: bool) -> dict[str, Any]:
    answered = [asked for asked in answers.rows if asked.answers]
    unit = answered[0].given.unit if answered else ""
    truth = answered[0].given.truth if answered else None
    predictions = [asked.prediction for asked in answered]
    values = [*moment.values.tolist(), *predictions, *([] if truth is None else [truth])]
    least, most = min(values), max(values)
    margin = max(MARGIN, (most - least) / 5)
    described = describe(answers)
    for row, asked in zip(described["rows"], answers.rows, strict=True):
        if asked.answers and truth is not None:
            error = abs(asked.prediction - truth)
            row["sure"] = gettext("off by {error:.1f} {unit}", error=error, unit=unit)
    return {
        "times": moment.times.tolist(),
        "values": np.round(moment.values, 2).tolist(),
        "target": moment.target,
        "truth": truth,
        "editable": min(EDITABLE, len(moment.times)),
        "names": [_when(moment, time) for time in moment.times[-EDITABLE:].tolist()],
        "range": [math.floor(least - margin), math.ceil(most + margin)],
        "ticks": {
            "values": _round_values(least - margin, most + margin),
            "times": _days(moment, dated),
        },
        "expected": [
            {
                "mark": FAMILY_STYLES[asked.row.recipe.family].word,
                "value": asked.prediction,
                "text": f"{asked.prediction:.1f} {unit}".replace("-", "−"),
            }
            for asked in answered
        ],
        "answers": described,
        "why": _effects(moment, answered, unit),
        "texts": _texts(moment, truth, unit),
    }


def _effects(moment: Moment, answered: Sequence[Asked], unit: str) -> dict[str, Any] | None:
    if not answered:
        return None
    largest = max(float(np.abs(asked.effects).max()) for asked in answered)
    rows = []
    for asked in answered:
        family = wording.family_title(asked.row.recipe.family)
        strongest = int(np.abs(asked.effects).argmax())
        times = _own_times(asked.row.recipe, moment).tolist()
        names = [_when(moment, time) for time in times]
        rows.append(
            {
                "mark": FAMILY_STYLES[asked.row.recipe.family].word,
                "first": times[0],
                "effects": np.round(asked.effects, 3).tolist(),
                "names": names,
                "label": gettext(
                    "{family}: {when} matters most", family=family, when=names[strongest]
                ),
                "now": asked.prediction,
                "words": gettext(
                    "{family}: were the reading {when} as the one before: {now} → {after} {unit}",
                    family=family,
                    when="{when}",
                    now=f"{asked.prediction:.2f}".replace("-", "−"),
                    after="{after}",
                    unit=unit,
                ),
            }
        )
    return {
        "title": gettext(
            "Gold: warmer with this reading than with the one before it; slate: colder.",
        ),
        "most": max(LEAST_SCALE, largest),
        "rows": rows,
    }


def _own_times(recipe: Recipe, moment: Moment) -> np.ndarray:
    """When a recipe's models read, before the time that all of them predict."""
    settings = run_manager().settings
    return read_moment(recipe, number_at(recipe, moment.target, settings), settings).times


def _when(moment: Moment, time: float) -> str:
    hours = round((moment.now - time) / HOUR)
    if hours < 48:
        return gettext("{hours} h before", hours=hours)
    return gettext("{days:.1f} days before", days=hours / 24)


def _days(moment: Moment, dated: bool) -> list[tuple[int, str]]:
    """Midnights with names, a few of them."""
    first, last = int(moment.times[0]), moment.target
    days = range(-(-first // DAY), last // DAY + 1)
    step = max(1, -(-len(days) // (2 * DAYS_WITH_NAMES)))
    names = {day: _date(day * DAY).isoformat()[5:] if dated else str(day + 1) for day in days}
    return [(day * DAY, names[day]) for day in days[::step]]


def _round_values(least: float, most: float) -> list[int]:
    step = next(
        step for step in (1, 2, 5, 10, 20, 50, 100, 1_000, 10**6) if (most - least) / step < 7
    )
    return list(range(math.ceil(least / step) * step, math.floor(most) + 1, step))


def _texts(moment: Moment, truth: float | None, unit: str) -> dict[str, str]:
    same = float(moment.values[-1])
    hint = gettext("Drag the last {count} readings.", count=min(EDITABLE, len(moment.times)))
    if truth is not None:
        hint = gettext(
            "Drag the last {count} readings; “as now” would be off by {error:.1f} {unit}.",
            count=min(EDITABLE, len(moment.times)),
            error=abs(same - truth),
            unit=unit,
        )
    return {
        "hint": hint,
        "chart": gettext("Readings; the arrow keys select one and change it"),
        "back": gettext("As measured"),
        "came": gettext("what came"),
        "same": gettext("as now"),
        "reading": gettext("{when}: {value} {unit}", when="{when}", value="{value}", unit=unit),
    }
