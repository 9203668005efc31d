"""Samples as points in two or three of their features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.classes import class_style
from core.charts.parts import ALONE, marker
from core.charts.texts import escaped
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

# WebGL does not draw semi-transparent lines.
GRID = {"light": "#d6d6d6", "dark": "#4b4945"}


def plot_scatter(
    points: np.ndarray,
    labels: np.ndarray,
    *,
    classes: Sequence[str],
    axes: Sequence[str],
    chosen: np.ndarray | None = None,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot points in the colour and with the marker of their class.

    Args:
        points: (n, 2) or (n, 3) float.
        labels: (n,) class numbers.
        classes: Name of each class.
        axes: The title of each axis, with its unit.
        chosen: A point to mark, (2,) or (3,); None for none.
        theme: ``light`` or ``dark``.
        revision: Zoom and viewpoint are kept as long as this stays the same.
    """
    palette = THEMES[theme]
    traces = [
        _points(points[labels == number], name, number, theme)
        for number, name in enumerate(classes)
    ]
    if chosen is not None and len(chosen) == 2:
        traces.append(_ring(chosen, palette))
    elif chosen is not None:
        traces.append(_crosshair(chosen, points, palette))
    layout = palette.layout(axes[0], axes[1], revision)
    if len(axes) == 3:
        scene = {
            f"{xyz}axis": _scene_axis(axis, theme) for xyz, axis in zip("xyz", axes, strict=True)
        }
        # A little farther away than usual, so that corners and titles stay visible when rotated.
        camera = {"eye": {"x": 1.5, "y": 1.5, "z": 1.0}, "center": {"x": 0, "y": 0, "z": -0.15}}
        layout["scene"] = scene | {"aspectmode": "cube", "camera": camera, "uirevision": revision}
        del layout["xaxis"], layout["yaxis"]
    return {"data": traces, "layout": layout}


def _coordinates(points: np.ndarray) -> dict[str, Any]:
    columns = dict(zip("xyz", (encode(column) for column in points.T), strict=False))
    return columns | {"type": "scatter" if points.shape[1] == 2 else "scatter3d"}


def _points(points: np.ndarray, name: str, number: int, theme: str) -> dict[str, Any]:
    style, flat = class_style(number), points.shape[1] == 2
    edge = THEMES[theme].text
    symbol = marker(style.symbol, 9 if flat else 4.5, style.colour(theme), edge, 1 if number else 0)
    hover = "".join(f"%{{{axis}:.3g}} · " for axis in "xyz"[: points.shape[1]])
    return _coordinates(points) | {
        "name": escaped(f"{name} ({len(points):,})"),
        "mode": "markers",
        "marker": symbol | {"opacity": 0.8 if flat else 1.0},
        "hovertemplate": f"{hover}{escaped(name)}{ALONE}",
    }


def _crosshair(point: np.ndarray, points: np.ndarray, palette: Theme) -> dict[str, Any]:
    """Three lines through a point; other points could hide a ring."""
    ends = np.stack([points.min(axis=0), points.max(axis=0)])
    corners = np.full((3 * len(point), len(point)), np.nan)
    for axis in range(len(point)):
        corners[3 * axis : 3 * axis + 2] = point
        corners[3 * axis : 3 * axis + 2, axis] = ends[:, axis]
    return _coordinates(corners) | {
        "name": gettext("this sample, where the lines meet"),
        "mode": "lines",
        "line": {"width": 5, "color": palette.text},
        "hoverinfo": "skip",
    }


def _ring(point: np.ndarray, palette: Theme) -> dict[str, Any]:
    return _coordinates(point[None]) | {
        "name": gettext("this sample"),
        "mode": "markers",
        "marker": marker("circle-open", 22, palette.text, palette.text, 3),
        "hoverinfo": "skip",
    }


def _scene_axis(title: str, theme: str) -> dict[str, Any]:
    return {
        "title": {"text": escaped(title), "font": {"size": 13}},
        "color": THEMES[theme].text,
        "gridcolor": GRID[theme],
        "zerolinecolor": GRID[theme],
        "backgroundcolor": "rgba(0,0,0,0)",
        "nticks": 5,
    }
