"""Images drawn from their pixels: one digit, or a gallery of many."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.themes import THEMES
from core.i18n import gettext

GAP = 1
"""Pixels between two images of a gallery."""


def plot_picture(
    pixels: np.ndarray, *, levels: int, theme: str = "light", revision: str = ""
) -> dict[str, Any]:
    """Plot an image: the higher a pixel, the more ink.

    Args:
        pixels: (rows, columns) integers from 0 to ``levels``.
        levels: The highest possible pixel.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    layout = THEMES[theme].layout("", "", revision)
    rows, columns = pixels.shape
    edge = {"showline": True, "mirror": True, "showgrid": False, "showticklabels": False}
    edge |= {"ticks": "", "title": {"text": ""}, "constrain": "domain"}
    layout["xaxis"] |= edge | {"range": [-0.5, columns - 0.5]}
    layout["yaxis"] |= edge | {"range": [rows - 0.5, -0.5], "scaleanchor": "x"}
    hover = gettext("row {row}, column {column}: {value}", row="%{y}", column="%{x}", value="%{z}")
    return {"data": [_ink(pixels, levels, theme, f"{hover}<extra></extra>")], "layout": layout}


def plot_gallery(
    rows: Sequence[np.ndarray],
    names: Sequence[str],
    *,
    levels: int,
    axis: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot images in rows, one row per class.

    Args:
        rows: For each class (n, height, width) integers from 0 to ``levels``; n may differ.
        names: Names of the classes.
        levels: The highest possible pixel.
        axis: The title of the vertical axis: what a row is.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    height, width = rows[0].shape[1:]
    most = max(len(row) for row in rows)
    sheet = np.zeros((len(rows) * (height + GAP) - GAP, most * (width + GAP) - GAP), rows[0].dtype)
    for line, row in enumerate(rows):
        top = line * (height + GAP)
        for index, picture in enumerate(row):
            left = index * (width + GAP)
            sheet[top : top + height, left : left + width] = picture
    layout = palette.layout("", "", revision)
    layout["xaxis"] |= {"visible": False, "constrain": "domain"}
    middles = [line * (height + GAP) + height / 2 - 0.5 for line in range(len(rows))]
    layout["yaxis"] |= palette.axis(axis, tickvals=middles, ticktext=list(names))
    layout["yaxis"] |= {"range": [sheet.shape[0] - 0.5, -0.5], "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"scaleanchor": "x", "constrain": "domain", "showline": False}
    return {"data": [_ink(sheet, levels, theme, None)], "layout": layout}


def _ink(pixels: np.ndarray, levels: int, theme: str, hover: str | None) -> dict[str, Any]:
    palette = THEMES[theme]
    data = np.ascontiguousarray(pixels, np.uint8)
    shape = ", ".join(map(str, data.shape))
    encoded = {"dtype": "u1", "bdata": base64.b64encode(data).decode(), "shape": shape}
    return {
        "type": "heatmap",
        "z": encoded,
        "zmin": 0,
        "zmax": levels,
        "colorscale": [[0, palette.background], [1, palette.text]],
        "showscale": False,
        "zsmooth": False,
    } | ({"hovertemplate": hover} if hover else {"hoverinfo": "skip"})
