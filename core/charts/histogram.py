"""Counts as bars: samples per class, and lengths of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.classes import CHOSEN
from core.charts.parts import ALONE, bars, binned, note, rule
from core.charts.texts import escaped
from core.charts.themes import THEMES
from core.i18n import gettext

MAX_HORIZONTAL = 12
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
    horizontal = len(counts) <= MAX_HORIZONTAL
    if not horizontal:
        order = np.argsort(-counts, kind="stable")
        counts, names = counts[order], [names[number] for number in order]
        chosen = None if chosen is None else int(np.flatnonzero(order == chosen)[0])
    colours, text_colours = [palette.neutral] * len(counts), [palette.background] * len(counts)
    if chosen is not None:
        colours[chosen], text_colours[chosen] = CHOSEN, THEMES["light"].text
    labels = [escaped(name) for name in names]
    total = max(1, int(counts.sum()))
    texts = [gettext("{count:,} · {share:.0%}", count=n, share=n / total) for n in counts.tolist()]
    drawn = bars(*((counts, labels) if horizontal else (labels, counts)), colours, palette.text)
    drawn |= {
        "orientation": "h" if horizontal else "v",
        "text": texts if horizontal else "",
        "textposition": "auto",
        "insidetextfont": {"color": text_colours},
        "outsidetextfont": {"color": palette.text},
        "customdata": texts,
        "hovertemplate": ("%{y}" if horizontal else "%{x}") + f": %{{customdata}}{ALONE}",
        "showlegend": False,
    }
    layout = palette.layout(*((axis, "") if horizontal else ("", axis)), revision, bargap=0.25)
    name_axis, count_axis = ("yaxis", "xaxis") if horizontal else ("xaxis", "yaxis")
    layout[name_axis] |= {"type": "category", "title": {"text": ""}, "showgrid": False, "ticks": ""}
    layout[name_axis] |= {"autorange": "reversed"} if horizontal else {"tickangle": -90}
    del layout[name_axis]["nticks"]
    layout[count_axis] |= {"tickformat": ",d", "nticks": 6}
    return {"data": [drawn], "layout": layout}


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
    drawn = binned(counts, edges, palette.neutral, showlegend=False)
    drawn["hovertemplate"] = f"%{{customdata}}: %{{y:,}}{ALONE}"
    drawn["customdata"] = [
        gettext("{low:,} to {high:,}", low=low, high=low + width - 1) for low in edges[:-1].tolist()
    ]
    layout = palette.layout(axis, up, revision, bargap=0, shapes=[], annotations=[])
    layout["xaxis"] |= {"tickformat": ",d", "range": [0, float(edges[-1])]}
    layout["yaxis"] |= {"tickformat": ",d"}
    marked = []
    if maxlen is not None:
        marked.append((maxlen, gettext("truncated here: {count:,}", count=maxlen), 1.0, "dash"))
    if mark is not None and mark < edges[-1]:
        # Two labels at the same position would overlap, so the text's own goes lower.
        marked.append((mark, gettext("this text: {count:,}", count=mark), 0.85, "dot"))
    for x, text, height, dash in marked:
        layout["shapes"].append(rule("x", x, palette.text, dash=dash))
        place = {"before": x > 0.7 * edges[-1], "shift": 6, "yref": "paper", "yanchor": "top"}
        name = note(text, x, height, **place, bgcolor=palette.background, opacity=0.9)
        layout["annotations"].append(name)
    return {"data": [drawn], "layout": layout}
