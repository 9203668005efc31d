"""Sweeps: many settings of a recipe tried, the best by validation confirmed with fresh seeds."""
