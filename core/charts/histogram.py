"""Counts as bars: samples of each class, and how long texts are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.classes import CHOSEN, NEUTRAL
from core.charts.texts import escaped
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

MOST_LYING = 12
"""More classes than this stand upright, with their names turned."""
BINS = 60


def plot_counts(
    counts: np.ndarray,
    names: Sequence[str],
    *,
    axis: str,
    chosen: int | None = None,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """A bar a class, with its count; the chosen one is picked out.

    Few classes lie in their own order, many stand from the most frequent to the rarest.

    Args:
        counts: (n,) samples of each class.
        names: A name for each.
        axis: What is counted, and of what.
    """
    looks = THEMES[theme]
    lying = len(counts) <= MOST_LYING
    if not lying:
        order = np.argsort(-counts, kind="stable")
        counts, names = counts[order], [names[number] for number in order]
        chosen = None if chosen is None else int(np.flatnonzero(order == chosen)[0])
    colours, inside = [NEUTRAL[theme]] * len(counts), [looks.background] * len(counts)
    if chosen is not None:
        colours[chosen], inside[chosen] = CHOSEN, THEMES["light"].text
    shown = [escaped(name) for name in names]
    total = max(1, int(counts.sum()))
    share = [gettext("{count:,} · {share:.0%}", count=n, share=n / total) for n in counts.tolist()]
    bars = {
        "type": "bar",
        "orientation": "h" if lying else "v",
        "x": encode(counts) if lying else shown,
        "y": shown if lying else encode(counts),
        "marker": {"color": colours, "line": {"width": 1, "color": looks.text}},
        "text": share if lying else "",
        "textposition": "auto",
        "insidetextfont": {"color": inside},
        "outsidetextfont": {"color": looks.text},
        "customdata": share,
        "hovertemplate": ("%{y}" if lying else "%{x}") + ": %{customdata}<extra></extra>",
        "showlegend": False,
    }
    layout = looks.layout(axis, "") if lying else looks.layout("", axis)
    layout |= {"uirevision": revision, "hovermode": "closest", "bargap": 0.25}
    named, counted = ("yaxis", "xaxis") if lying else ("xaxis", "yaxis")
    layout[named] |= {"type": "category", "title": {"text": ""}, "showgrid": False, "ticks": ""}
    layout[named] |= {"autorange": "reversed"} if lying else {"tickangle": -90}
    del layout[named]["nticks"]
    layout[counted] |= {"tickformat": ",d", "nticks": 6}
    return {"data": [bars], "layout": layout}


def plot_lengths(
    lengths: np.ndarray,
    *,
    maxlen: int | None,
    mark: int | None = None,
    axis: str,
    up: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """How many texts have which length, and where they are cut.

    Args:
        lengths: (texts,) tokens of each; the longest hundredth is drawn in the last bar.
        maxlen: The length they are cut or filled up to; None where they are not.
        mark: The length of the text that is looked at.
        axis: What a length counts.
        up: What the bars count.
    """
    looks = THEMES[theme]
    longest = int(max(np.quantile(lengths, 0.99), 1.1 * (maxlen or 0), lengths.min() + 1))
    width = max(1, -(-longest // BINS))
    edges = np.arange(0, longest + 2 * width, width)
    counts = np.histogram(np.minimum(lengths, edges[-1] - 1), edges)[0]
    bars = {
        "type": "bar",
        "x": encode(edges[:-1] + width / 2),
        "y": encode(counts),
        "width": float(width),
        "marker": {"color": NEUTRAL[theme]},
        "customdata": [
            gettext("{low:,} to {high:,}", low=low, high=low + width - 1)
            for low in edges[:-1].tolist()
        ],
        "hovertemplate": "%{customdata}: %{y:,}<extra></extra>",
        "showlegend": False,
    }
    layout = looks.layout(axis, up) | {"uirevision": revision, "hovermode": "closest"}
    layout |= {"bargap": 0, "shapes": [], "annotations": []}
    layout["xaxis"] |= {"tickformat": ",d", "range": [0, float(edges[-1])]}
    layout["yaxis"] |= {"tickformat": ",d"}
    # Two labels at one place would cover each other, so the text's own stands lower.
    if maxlen is not None:
        _line(layout, maxlen, gettext("cut here: {count:,}", count=maxlen), looks, 1.0, "dash")
    if mark is not None and mark < edges[-1]:
        _line(layout, mark, gettext("this one: {count:,}", count=mark), looks, 0.85, "dot")
    return {"data": [bars], "layout": layout}


def _line(
    layout: dict[str, Any], x: float, text: str, looks: Theme, height: float, dash: str
) -> None:
    line = {"color": looks.text, "width": 2, "dash": dash}
    place = {"xref": "x", "yref": "paper"}
    layout["shapes"].append(
        place | {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}
    )
    left = x > 0.7 * layout["xaxis"]["range"][1]
    layout["annotations"].append(
        place
        | {"x": x, "y": height, "text": text, "showarrow": False, "yanchor": "top"}
        | {"bgcolor": looks.background, "opacity": 0.9}
        | {"xanchor": "right" if left else "left", "xshift": -6 if left else 6}
    )
