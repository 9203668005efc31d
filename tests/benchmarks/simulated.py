"""Groups of which the truth is known: what seeds and samples do to real ones, simulated.

A sample has a difficulty that every seed of every recipe shares, one that a recipe's seeds share,
and one of its own for each seed; a seed is better or worse as a whole. Whether it is right is where
the sum lies: correlations of right and wrong are then those of a normal distribution
(tetrachoric), which is how the figures below were read off real groups of six seeds: between two
seeds of a recipe .68 (topics/cnn), .93 (topics/mlp), .92 (digits/cnn), .99 (digits/mlp), between
two recipes .74 (topics) and .90 (digits); seeds scatter by .2 to 1.4 points, imdb/lstm by 2.

A series' errors are autocorrelated as those of series/dense: .86 after one hour, nearly none after
a day, half of it shared by seeds; its seeds scatter by .02 to .2 °C.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter
from scipy.stats import norm

Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Kind:
    """How recipes scatter.

    Attributes:
        shared: Part of a sample's difficulty that all recipes share.
        own: Part that the seeds of one recipe share; the rest is each seed's own.
        a_points: Standard deviation over A's seeds in points.
        b_points: Over B's.
        failing: Share of seeds that fail altogether, 20 points below the others.
        accuracy: Of A, as a share.
    """

    shared: float
    own: float
    a_points: float
    b_points: float
    failing: float = 0.0
    accuracy: float = 0.85


KINDS: dict[str, Kind] = {
    "steady": Kind(0.80, 0.15, 0.1, 0.1),
    "usual": Kind(0.65, 0.15, 0.5, 0.5),
    "wild": Kind(0.50, 0.15, 2.0, 2.0),
    "uneven": Kind(0.65, 0.15, 0.1, 2.0),
    "failing": Kind(0.65, 0.15, 0.5, 0.5, failing=0.1),
    "near perfect": Kind(0.70, 0.20, 0.2, 0.2, accuracy=0.985),
}
FALL = 20.0


def pair(
    kind: Kind, samples: int, seeds: int, rng: np.random.Generator, gap: float, *, same: bool
) -> Pair:
    """Two groups' hits on one test set: (seeds, samples) bool each.

    Args:
        gap: By how many points A's true accuracy is above B's.
        same: Whether both are one recipe under two names: they find the same samples hard.
    """
    shared = rng.standard_normal(samples, dtype=np.float32) * np.float32(np.sqrt(kind.shared))
    owns = rng.standard_normal((2, samples), dtype=np.float32) * np.float32(np.sqrt(kind.own))
    if same:
        owns[1] = owns[0]
    groups = []
    for own, points, lower in zip(owns, (kind.a_points, kind.b_points), (0.0, gap), strict=True):
        groups.append(_hits(kind, shared + own, points, kind.accuracy - lower / 100, seeds, rng))
    return groups[0], groups[1]


def _hits(
    kind: Kind,
    difficulty: np.ndarray,
    points: float,
    accuracy: float,
    seeds: int,
    rng: np.random.Generator,
) -> np.ndarray:
    # a seed's points become a shift of the threshold; widened, so that the mean accuracy stays
    at = norm.ppf(accuracy)
    width = points / 100 / norm.pdf(at)
    bars = at * np.sqrt(1 + width**2) + rng.normal(0, width, seeds)
    failed = rng.random(seeds) < kind.failing
    bars = np.where(failed, norm.ppf(accuracy - FALL / 100), bars).astype(np.float32)
    noise = np.float32(np.sqrt(1 - kind.shared - kind.own))
    values = rng.standard_normal((seeds, len(difficulty)), dtype=np.float32)
    values *= noise
    values += difficulty
    return values < bars[:, None]


@dataclass(frozen=True)
class Weather:
    """How forecasts scatter, in °C.

    Attributes:
        shared: Variance of the error that all recipes make.
        own: Variance of what a recipe's seeds add.
        each: Variance of what each seed adds.
        seeds: Standard deviation over seeds of how much a seed errs altogether.
        hours: Time in which an error decays to 1/e.
    """

    shared: float = 3.5
    own: float = 1.0
    each: float = 1.5
    seeds: float = 0.05
    hours: float = 7.0


WEATHER: dict[str, Weather] = {
    "weather, steady": Weather(seeds=0.02, each=0.5),
    "weather": Weather(),
    "weather, wild, slow": Weather(seeds=0.2, hours=36.0),
}


def errors(
    kind: Weather, samples: int, seeds: int, rng: np.random.Generator, gap: float, *, same: bool
) -> Pair:
    """Two groups' absolute errors on one series: (seeds, samples) float64 each, °C.

    Args:
        gap: By how many °C A's true mean absolute error is below B's.
        same: Whether both are one recipe under two names.
    """
    shared = _drifting(kind, 1, samples, rng) * np.sqrt(kind.shared)
    own = [_drifting(kind, 1, samples, rng) * np.sqrt(kind.own)]
    own.append(own[0] if same else _drifting(kind, 1, samples, rng) * np.sqrt(kind.own))
    typical = np.sqrt((kind.shared + kind.own + kind.each) * 2 / np.pi)
    found = []
    for part, worse in zip(own, (0.0, gap), strict=True):
        each = _drifting(kind, seeds, samples, rng) * np.sqrt(kind.each)
        level = 1 + (worse + rng.normal(0, kind.seeds, (seeds, 1))) / typical
        found.append(np.abs(shared + part + each) * level)
    return found[0], found[1]


def _drifting(kind: Weather, rows: int, samples: int, rng: np.random.Generator) -> np.ndarray:
    keeps = np.exp(-1 / kind.hours)
    fresh = rng.standard_normal((rows, samples)) * np.sqrt(1 - keeps**2)
    fresh[:, 0] /= np.sqrt(1 - keeps**2)
    return lfilter([1.0], [1.0, -keeps], fresh, axis=1)
