"""Every random stream of a run, derived from (seed, purpose, position) and never from a global."""

from __future__ import annotations

import numpy as np

_WEIGHTS, _DROPOUT, _ORDER = 1, 2, 3


def _derive(*path: int) -> int:
    return int(np.random.SeedSequence(path).generate_state(1, np.uint32)[0] & 0x7FFFFFFF)


def weight_seed(seed: int, layer: int, role: int = 0) -> int:
    """Seed of one weight's initializer."""
    return _derive(seed, _WEIGHTS, layer, role)


def dropout_seed(seed: int, layer: int) -> int:
    """Seed of one layer's dropout masks."""
    return _derive(seed, _DROPOUT, layer)


# Distance between the dropout counters of two epochs; an epoch has at most 100,000 steps.
DROPOUT_STRIDE = 1 << 18


def dropout_offset(epoch: int) -> int:
    """Counter of a dropout stream at the start of ``epoch`` (0-based)."""
    return (epoch * DROPOUT_STRIDE) % (1 << 31)


def epoch_order(seed: int, epoch: int, samples: int) -> np.ndarray:
    """The sample order of one epoch: (samples,) int32 indices."""
    return _generator(seed, epoch).permutation(samples).astype(np.int32)


def epoch_draw(seed: int, epoch: int, samples: int, count: int) -> np.ndarray:
    """``count`` samples drawn with replacement for one epoch: (count,) int32 indices."""
    return _generator(seed, epoch).integers(0, samples, count, dtype=np.int32)


def _generator(seed: int, epoch: int) -> np.random.Generator:
    return np.random.default_rng((seed, _ORDER, epoch))
