"""Sweeps: try many settings of a recipe, then confirm the best by validation with fresh seeds."""

__all__ = [
    "curves",
    "desk",
    "driver",
    "engine",
    "plan",
    "report",
    "space",
    "store",
    "sweep",
    "varied",
]
