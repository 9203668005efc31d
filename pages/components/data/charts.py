"""A chart on the page Data."""

from __future__ import annotations

from typing import Any

from pages.components.live.live_chart import HEIGHT, live_chart


def show_chart(figure: dict[str, Any], *, key: str, label: str, height: int = HEIGHT) -> None:
    """Show a figure; ``label`` describes it to those who cannot see it."""
    live_chart(
        figure,
        key=f"data chart {key}",
        label=label,
        height=height,
        picture=f"data-{key}",
    )
