"""Benches: the sources' own examples, computed step by step from numbers that anyone can change."""

from core.inside.benches.sheet import Bench, Panel, Sheet, Step
from core.inside.benches.table import BENCHES, OF_LAYERS, bench

__all__ = ["BENCHES", "OF_LAYERS", "Bench", "Panel", "Sheet", "Step", "bench"]
