"""Counts as bars: samples per class, and lengths of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.classes import CHOSEN, NEUTRAL
from core.charts.texts import escaped
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

MOST_HORIZONTAL = 12
"""With more classes than this, bars are vertical and their names rotated."""
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
    """Plot a bar per class, with its count; the chosen class is highlighted.

    A few classes are horizontal bars in their own order; many are vertical bars, the most frequent
    first.

    Args:
        counts: (n,) samples of each class.
        names: Name of each class.
        axis: The title of the counts' axis, with its unit.
        chosen: Number of the class to highlight; None for none.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    horizontal = len(counts) <= MOST_HORIZONTAL
    if not horizontal:
        order = np.argsort(-counts, kind="stable")
        counts, names = counts[order], [names[number] for number in order]
        chosen = None if chosen is None else int(np.flatnonzero(order == chosen)[0])
    colours, text_colours = [NEUTRAL[theme]] * len(counts), [palette.background] * len(counts)
    if chosen is not None:
        colours[chosen], text_colours[chosen] = CHOSEN, THEMES["light"].text
    labels = [escaped(name) for name in names]
    total = max(1, int(counts.sum()))
    texts = [gettext("{count:,} · {share:.0%}", count=n, share=n / total) for n in counts.tolist()]
    bars = {
        "type": "bar",
        "orientation": "h" if horizontal else "v",
        "x": encode(counts) if horizontal else labels,
        "y": labels if horizontal else encode(counts),
        "marker": {"color": colours, "line": {"width": 1, "color": palette.text}},
        "text": texts if horizontal else "",
        "textposition": "auto",
        "insidetextfont": {"color": text_colours},
        "outsidetextfont": {"color": palette.text},
        "customdata": texts,
        "hovertemplate": ("%{y}" if horizontal else "%{x}") + ": %{customdata}<extra></extra>",
        "showlegend": False,
    }
    layout = palette.layout(axis, "") if horizontal else palette.layout("", axis)
    layout |= {"uirevision": revision, "hovermode": "closest", "bargap": 0.25}
    name_axis, count_axis = ("yaxis", "xaxis") if horizontal else ("xaxis", "yaxis")
    layout[name_axis] |= {"type": "category", "title": {"text": ""}, "showgrid": False, "ticks": ""}
    layout[name_axis] |= {"autorange": "reversed"} if horizontal else {"tickangle": -90}
    del layout[name_axis]["nticks"]
    layout[count_axis] |= {"tickformat": ",d", "nticks": 6}
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
    """Plot a histogram of texts' lengths, with a line at the length they are truncated to.

    Args:
        lengths: (texts,) tokens of each text; the longest 1 % are drawn in the last bar.
        maxlen: The length texts are truncated or padded to; None if they are not.
        mark: The length of the text on screen; None for none.
        axis: The title of the horizontal axis: what a length counts.
        up: The title of the vertical axis: what the bars count.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
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
    layout = palette.layout(axis, up) | {"uirevision": revision, "hovermode": "closest"}
    layout |= {"bargap": 0, "shapes": [], "annotations": []}
    layout["xaxis"] |= {"tickformat": ",d", "range": [0, float(edges[-1])]}
    layout["yaxis"] |= {"tickformat": ",d"}
    # Two labels at the same position would overlap, so the text's own goes lower.
    if maxlen is not None:
        _line(
            layout, maxlen, gettext("truncated here: {count:,}", count=maxlen), palette, 1.0, "dash"
        )
    if mark is not None and mark < edges[-1]:
        _line(layout, mark, gettext("this text: {count:,}", count=mark), palette, 0.85, "dot")
    return {"data": [bars], "layout": layout}


def _line(
    layout: dict[str, Any], x: float, text: str, palette: Theme, height: float, dash: str
) -> None:
    line = {"color": palette.text, "width": 2, "dash": dash}
    position = {"xref": "x", "yref": "paper"}
    layout["shapes"].append(
        position | {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}
    )
    left = x > 0.7 * layout["xaxis"]["range"][1]
    layout["annotations"].append(
        position
        | {"x": x, "y": height, "text": text, "showarrow": False, "yanchor": "top"}
        | {"bgcolor": palette.background, "opacity": 0.9}
        | {"xanchor": "right" if left else "left", "xshift": -6 if left else 6}
    )
