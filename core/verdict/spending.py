"""How the promised error is spent over the checks of a comparison that gets more and more seeds.

Each check may be wrong. So the error is divided among them, as Lan and DeMets (1983) divide it
among the looks at a clinical trial. ``ERRORS`` says how often the check at n seeds may be wrong.
The advice asks for so many more seeds that all checks of somebody who follows it are wrong in at
most ``ERROR`` of comparisons together, however they depend on each other (a test adds them up).
The intervals are the repeated confidence intervals of Jennison and Turnbull (1989).
"""

from __future__ import annotations

import math

import numpy as np

ERROR = 0.05
"""Share of comparisons that may be wrong, over all checks together."""
# Number of seeds → the share that a check with so many in each group may get wrong. Three and five
# seeds get enough to find large differences; most goes to ten, and hardly any is left after fifty.
ERRORS = {2: 0.005, 3: 0.0102, 5: 0.0122, 8: 0.016, 10: 0.0205, 20: 0.012, 35: 0.005}
ERRORS |= {50: 0.0025, 120: 0.0001, 1000: 1e-7}
GROWTH = 2.5
"""The next check that is advised has at least so many times the seeds of this one, or
``MAX_AT_ONCE`` more. Checks in between spend error that is not accounted for."""
MAX_AT_ONCE = 15
"""The most seeds queued with one press; the advice is an estimate, better reviewed after some."""


def error_at(seeds: np.ndarray | float) -> np.ndarray:
    """Share of comparisons that a check with so many seeds in each group may get wrong."""
    logarithms = np.log(list(ERRORS)), np.log(list(ERRORS.values()))
    return np.exp(np.interp(np.log(seeds), *logarithms))


def seeds_to_next_check(seeds: int) -> int:
    """The fewest further seeds after which to check again."""
    return min(MAX_AT_ONCE, math.ceil((GROWTH - 1) * seeds))
