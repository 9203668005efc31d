"""A series: the whole of it with its splits, and one window with its target."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import partial

import numpy as np
import streamlit as st

from core.analysis.data_series import SeriesView, WindowRows, series_view
from core.charts.series import DAY, Clock, minus, plot_whole, plot_window
from core.i18n import gettext, mark
from pages.components.data.charts import show_chart
from pages.components.data.view import View, sample_words, split_name
from pages.components.frame import wording
from pages.components.frame.fields import bound
from pages.components.frame.reader import theme
from pages.components.live.loading import Loaded
from pages.components.live.place import Place

ALSO_HEIGHT = 300
NONE = -1


def show_series(current: View, loaded: Loaded) -> None:
    """Show the current window, then the whole series."""
    place = current.place
    series: SeriesView = loaded.once(series_view)
    rows = series.rows(place.split, place.sample)
    clock = Clock(series.times, series.dated)
    axis = gettext("temperature ({unit})", unit=series.unit)
    text = mark("Window {number:,} of {count:,}, {split}")
    st.markdown(f"### {sample_words(text, current, loaded.view)}")
    _choose_day(current, series)
    st.markdown(wording.escape_markdown(_what_is_asked(loaded, series, rows)))
    margin = max(1, (rows.target - int(rows.read[0])) // 20)
    last = len(series.values) - 1
    shown = (max(0, int(rows.read[0]) - margin), min(last, rows.target + margin))
    show_chart(
        plot_window(
            series.values,
            clock,
            axis=axis,
            shown=shown,
            read=rows.read,
            now=rows.now,
            target=rows.target,
            theme=theme(),
            revision=f"{current.dataset} {place.split} {place.sample}",
        ),
        key="window",
        label=gettext("What the model reads, and the temperature to predict"),
    )
    _show_also(current, loaded, clock, rows, shown)
    st.markdown(f"**{gettext('The whole series')}**")
    names = {split: split_name(split) for split in series.starts}
    show_chart(
        plot_whole(
            series.values,
            clock,
            axis=axis,
            bands={names[split]: band for split, band in series.bands().items()},
            window=(int(rows.read[0]), rows.target),
            theme=theme(),
            revision=current.dataset,
        ),
        key="whole",
        label=gettext("The whole temperature series with its splits"),
    )
    note = gettext(
        "{rows:,} rows, thinned without losing peaks or dips; the yellow stripe is the window "
        "above.",
        rows=len(series.values),
    )
    st.markdown(wording.small(note))


def _show_also(
    current: View, loaded: Loaded, clock: Clock, rows: WindowRows, shown: tuple[int, int]
) -> None:
    """Show another of the measurements the model reads, over the same days."""
    columns = loaded.view.loaded.columns
    place = current.place
    others = [n for n in range(len(columns)) if n != loaded.view.loaded.target_column]
    if place.also not in others:
        place.also = None
    bound(
        st.selectbox,
        gettext("Also show"),
        [NONE, *others],
        key="data also",
        value=NONE if place.also is None else place.also,
        on_change=partial(_set_also, place),
        labels_change=True,
        format_func=lambda number: gettext("Nothing else") if number == NONE else columns[number],
        width=300,
    )
    if place.also is None:
        return
    name = columns[place.also]
    show_chart(
        plot_window(
            loaded.view.splits["train"].inputs[:, place.also],
            clock,
            axis=gettext("{name}, standard deviations", name=name),
            shown=shown,
            read=rows.read,
            now=rows.now,
            theme=theme(),
            revision=f"{current.dataset} {place.split} {place.sample} {name}",
        ),
        key="also",
        label=gettext("{name} over the same days", name=name),
        height=ALSO_HEIGHT,
    )


def _set_also(place: Place, number: int) -> None:
    place.also = None if number == NONE else number


def _choose_day(current: View, series: SeriesView) -> None:
    """Choose the window by the day of the split on which it begins."""
    starts = series.times[series.starts[current.place.split]]
    first, last = int(starts[0]), int(starts[-1])
    begin = int(starts[current.place.sample])
    if series.dated:
        widget, label = st.date_input, gettext("Starting on")
        first, last, begin = (_date(seconds) for seconds in (first, last, begin))
    else:
        widget, label = partial(st.number_input, step=1), gettext("Starting on day")
        first, last, begin = (seconds // DAY + 1 for seconds in (first, last, begin))
    bound(
        widget,
        label,
        key="data from",
        value=begin,
        on_change=partial(_set_day, current.place, series),
        min_value=first,
        max_value=last,
        width=190,
    )


def _date(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def _set_day(place: Place, series: SeriesView, day: date | int | None) -> None:
    if day is None:
        return
    if isinstance(day, date):
        day = datetime.combine(day, time(), UTC).timestamp() // DAY + 1
    place.sample = series.nearest(place.split, (day - 1) * DAY)


def _what_is_asked(loaded: Loaded, series: SeriesView, rows: WindowRows) -> str:
    now, target = series.values[int(rows.read[-1])], series.values[rows.target]
    ahead = int(series.times[rows.target] - series.times[rows.now])
    return gettext(
        "The model reads {count:,} readings of {columns} measurements over {days:.3g} days and "
        "predicts the temperature {hours:.3g} hours after “now”: {target} {unit}. Guessing “as "
        "now” gives {guess} {unit}, off by {error:.1f} {unit}.",
        count=len(rows.read),
        columns=loaded.view.shape[1],
        days=(rows.now - int(rows.read[0])) * series.interval / DAY,
        hours=ahead / 3_600,
        target=minus(target),
        guess=minus(now),
        error=float(np.abs(target - now)),
        unit=series.unit,
    )
