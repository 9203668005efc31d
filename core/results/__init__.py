"""The recorded runs that ship with the project, how to measure them, and RESULTS.md."""

__all__ = ["measure", "recorded", "reproduced", "table", "weights"]
