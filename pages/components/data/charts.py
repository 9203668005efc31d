"""A chart of the page: one place, one label."""

from __future__ import annotations

from typing import Any

from pages.components.live.live_chart import HEIGHT, live_chart


def show_chart(figure: dict[str, Any], *, key: str, label: str, height: int = HEIGHT) -> None:
    """A figure; ``label`` says what it shows to those who cannot see it."""
    live_chart(
        figure,
        key=f"data chart {key}",
        label=label,
        height=height,
        picture=f"data-{key}",
    )
