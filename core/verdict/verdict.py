"""A verdict on two groups: who is better, by how much, how sure, and what would settle it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.errors import RequestError
from core.verdict.chance import Quantile, chance, student, weighed
from core.verdict.scores import POINTS, Scores

PROMISE = 0.95
LEVEL = 0.97
"""Of each interval, so that the promise is kept by somebody who looks again after every seed that
was advised: at 95 % a look, up to 11 % of such comparisons were wrong (docs/verdict.md)."""
A, B, SAME, OPEN = "a", "b", "same", "open"
LEAN = 0.90
"""Of the interval beyond which one group leads, by its seeds alone."""
CLEAR, LEANING, EARLY = "clear", "leaning", "early"
SEEDS, SAMPLES, SCATTER, ONE_SEED = "seeds", "samples", "scatter", "one seed"
# With one seed nothing is known of their scatter: this many more to begin with.
FIRST = 2
MOST = 100
"""More seeds than this are not asked for."""

# From how much on a difference matters, in the verdict's unit: what a test set of the task's usual
# size can show at all, and no less than what people act upon.
MATTERS: Mapping[str, float] = {
    "numeric-binary": 1.0,
    "text-binary": 0.5,
    "text-multiclass": 1.0,
    "image-multiclass": 0.2,
    "series-regression": 0.05,
}


@dataclass(frozen=True)
class Verdict:
    """What may be said of two groups, in the unit people read.

    Attributes:
        outcome: ``a`` or ``b`` (it is better), ``same`` (no difference that matters) or ``open``
            (it cannot be told yet).
        a: Name of the first group.
        b: Name of the second.
        unit: ``points`` (hundredths of accuracy) or a series' unit.
        higher_is_better: Whether more of ``unit`` is better.
        difference: A's mean less B's.
        low: The interval's lower end.
        high: Its upper end.
        level: How sure: in this share of comparisons the interval holds the true difference.
        matters: From how much on a difference matters.
        a_mean: A's mean over its seeds.
        b_mean: B's.
        a_seeds: How many seeds A has.
        b_seeds: How many B has.
        samples: Test samples.
        more_seeds: About how many more each would settle it; None when settled, or when no
            number of them would.
        missing: What an open verdict lacks: ``seeds``, ``samples`` (the test set is too small for
            any number of seeds), ``scatter`` (it is not, but the seeds scatter so much that
            ``MOST`` more would not do) or ``one seed`` (a group has only one, so that the chance of
            the seed is not known).
        paired: How often two equally good models would differ on this test set as much as those
            two runs: McNemar's exact p, or Student's over stretches of a series. Only where both
            groups have one seed.
        seeds_margin: Half the width the seeds alone would give; NaN with one.
        samples_margin: Half the width the test set alone would give.
        leans: Whether these networks differ on this test set by more than their recipes' seeds
            usually do.
        compared: How many groups were compared at once, for which the interval was widened.
    """

    outcome: str
    a: str
    b: str
    unit: str
    higher_is_better: bool
    difference: float
    low: float
    high: float
    level: float
    matters: float
    a_mean: float
    b_mean: float
    a_seeds: int
    b_seeds: int
    samples: int
    more_seeds: int | None
    missing: str
    paired: float | None
    seeds_margin: float
    samples_margin: float
    leans: bool = False
    compared: int = 2

    @property
    def state(self) -> str:
        """``clear``; ``leaning``, where it is open but one leads; else ``early``."""
        return CLEAR if self.outcome != OPEN else LEANING if self.leans else EARLY

    @property
    def better(self) -> str | None:
        """Name of the better group; None where neither is called so."""
        return {A: self.a, B: self.b}.get(self.outcome)

    @property
    def sure(self) -> float:
        """What is promised to somebody who follows the advice and looks again."""
        return PROMISE if self.level == LEVEL else self.level

    @property
    def surely_matters(self) -> bool:
        """Whether the whole interval is beyond what matters."""
        return min(abs(self.low), abs(self.high)) >= self.matters and self.low * self.high > 0

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON: what is not known is None."""
        known = asdict(self) | {
            "state": self.state,
            "better": self.better,
            "surely_matters": self.surely_matters,
            "sure": self.sure,
        }
        return {name: None if value != value else value for name, value in known.items()}


def judge(
    a: Scores,
    b: Scores,
    matters: float,
    level: float = LEVEL,
    *,
    quantile: Quantile | None = None,
    lean: Quantile | None = None,
    compared: int = 2,
) -> Verdict:
    """A verdict on two groups on one test set.

    Args:
        a: The first group, of one seed or more.
        b: The second.
        matters: From how much on a difference matters, in the scores' unit.
        level: Of the interval, between 0 and 1.
        quantile: What takes Student's place where several pairs are judged together.
        lean: The same for the interval beyond which one leads.
        compared: How many groups are judged together.

    Raises:
        RequestError: The two were not tested on the same samples, or a number cannot be.
    """
    _refuse(a, b, matters, level)
    quantile = quantile or student(level)
    found = chance(a, b)
    difference = a.mean - b.mean
    alone = a.seeds == 1 or b.seeds == 1
    samples = found.of_samples(quantile)
    margin = samples if alone else float(found.margin(quantile)[0])
    outcome, missing, more = OPEN, ONE_SEED, max(FIRST, abs(a.seeds - b.seeds))
    if not alone:
        outcome = _outcome(difference, margin, matters, a.higher_is_better)
        more, missing = None, ""
        if outcome == OPEN:
            margins = found.margin(quantile, np.arange(1, MOST + 1))
            more = _more(margins, difference, matters)
            lasting = _more(np.atleast_1d(found.at_best(quantile)), difference, matters)
            missing = SEEDS if more else SCATTER if lasting else SAMPLES
    return Verdict(
        outcome=outcome,
        a=a.name,
        b=b.name,
        unit=a.unit,
        higher_is_better=a.higher_is_better,
        difference=difference,
        low=difference - margin,
        high=difference + margin,
        level=level,
        matters=matters,
        a_mean=a.mean,
        b_mean=b.mean,
        a_seeds=a.seeds,
        b_seeds=b.seeds,
        samples=a.tested,
        more_seeds=more,
        missing=missing,
        paired=_paired(a, b) if a.seeds == b.seeds == 1 else None,
        seeds_margin=float("nan") if alone else found.of_seeds(quantile),
        samples_margin=samples,
        leans=abs(difference) > max(samples, _usual(a, b, lean or student(LEAN))),
        compared=compared,
    )


def _usual(a: Scores, b: Scores, quantile: Quantile) -> float:
    """How far two groups of equal recipes lie apart by their seeds alone; infinite where nothing
    is known of that, or a single seed is none of those its recipe usually gives."""
    if a.scatter is None or b.scatter is None or not (_is_usual(a) and _is_usual(b)):
        return math.inf
    parts = np.array([[one.scatter.variance / one.seeds] for one in (a, b)])
    freedom = np.array([[one.scatter.freedom] for one in (a, b)], np.float64)
    return float(weighed(parts, quantile(freedom))[0])


def _is_usual(scores: Scores) -> bool:
    """Whether a single seed lies where others of its recipe do: one that failed says nothing of
    the recipe."""
    scatter = scores.scatter
    if scores.seeds > 1 or scatter.mean is None:
        return True
    count = scatter.freedom + 1
    variance = max(scatter.variance, (scores.step / scores.tested) ** 2) * (1 + 1 / count)
    margin = float(student(LEVEL)(np.array([scatter.freedom]))[0]) * math.sqrt(variance)
    return abs(scores.mean - scatter.mean) <= margin


def _refuse(a: Scores, b: Scores, matters: float, level: float) -> None:
    if a.digest != b.digest or len(a.per_sample) != len(b.per_sample) or a.unit != b.unit:
        raise RequestError(
            "{a} and {b} were not tested on the same samples, so there is no verdict on them; "
            "choose two recipes with one test set.",
            a=a.name,
            b=b.name,
        )
    if not 0 < level < 1 or not matters >= 0:
        raise RequestError(
            "A verdict needs a level between 0 and 1 and a difference that matters of at least "
            "0; got {level} and {matters}.",
            level=level,
            matters=matters,
        )


def _outcome(difference: float, margin: float, matters: float, higher_is_better: bool) -> str:
    if abs(difference) + margin < matters:
        return SAME
    if abs(difference) > margin:
        return A if (difference > 0) == higher_is_better else B
    return OPEN


def _more(margins: np.ndarray, difference: float, matters: float) -> int | None:
    """The fewest further seeds with which a difference of this size would be settled."""
    settled = (abs(difference) > margins) | (abs(difference) + margins < matters)
    return int(settled.argmax()) + 1 if settled.any() else None


def _paired(a: Scores, b: Scores) -> float:
    from scipy import stats  # half a second that no page has to wait for

    difference = a.per_sample - b.per_sample
    if a.unit == POINTS:
        only_a, only_b = int((difference > 0).sum()), int((difference < 0).sum())
        return float(stats.binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0
    if not difference.any():
        return 1.0
    return float(stats.ttest_1samp(difference, 0).pvalue)
