"""Sweeps: try many settings of a recipe, then confirm the best by validation with fresh seeds."""
