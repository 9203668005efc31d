"""The verdict on two groups: which is better, by how much, how certainly, what would settle it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.errors import RequestError
from core.verdict.chance import chance, weighted_margin
from core.verdict.scores import POINTS, Scores
from core.verdict.spending import ERROR, seeds_to_next_check
from core.verdict.tails import Tail, student

PROMISE = 1 - ERROR
"""Share of comparisons that are right for somebody who trains what is advised until they end."""
A, B, SAME, OPEN = "a", "b", "same", "open"
LEAN = 0.90
"""Confidence level of the seeds-only interval that a difference must exceed for a group to lead."""
CLEAR, LEANING, EARLY = "clear", "leaning", "early"
SEEDS, SAMPLES, SCATTER, ONE_SEED = "seeds", "samples", "scatter", "one seed"
# With one seed the scatter is unknown; advise this many more to start with.
FIRST = 2
USUAL_ERROR = 0.03
"""Share of usual seeds that are taken for failed ones."""
MAX_MORE = 100
"""The most further seeds a verdict asks for."""

# The smallest difference that matters, in the verdict's unit: one that a test set of the task's
# usual size can show, and no smaller than what people act upon.
MATTERS: Mapping[str, float] = {
    "numeric-binary": 1.0,
    "text-binary": 0.5,
    "text-multiclass": 1.0,
    "image-multiclass": 0.2,
    "series-regression": 0.05,
}


@dataclass(frozen=True)
class Verdict:
    """What the data support saying about two groups, in the unit people read.

    Attributes:
        outcome: ``a`` or ``b`` (that group is better), ``same`` (no difference that matters) or
            ``open`` (too early to say).
        a: Name of the first group.
        b: Name of the second.
        unit: ``points`` (hundredths of accuracy) or a series' unit.
        higher_is_better: Whether more of ``unit`` is better.
        difference: A's mean minus B's mean.
        low: Lower end of the interval.
        high: Upper end of the interval.
        level: Share of comparisons in which every interval, from the first seeds to the last,
            contains the true difference.
        matters: Smallest difference that matters.
        a_mean: A's mean over its seeds.
        b_mean: B's mean over its seeds.
        a_seeds: Number of A's seeds.
        b_seeds: Number of B's seeds.
        samples: Number of test samples.
        more_seeds: About how many more seeds per group would settle it, and no fewer than keep the
            promise; None when it is settled or when no number of seeds would settle it.
        missing: What an open verdict lacks: ``seeds``, ``samples`` (the test set is too small for
            any number of seeds), ``scatter`` (the test set suffices, but the seeds scatter so much
            that ``MAX_MORE`` more would not be enough) or ``one seed`` (a group has only one, so
            the effect of the seed is unknown).
        paired: How often two equally good models would differ on this test set as much as these
            two runs do: McNemar's exact p, or Student's over stretches of a series. Only where both
            groups have one seed; else None.
        seeds_margin: Half the interval's width from the seeds alone; NaN with one seed.
        samples_margin: Half the interval's width from the test set alone.
        leans: Whether these networks differ on this test set by more than seeds of their recipes
            usually do.
        compared: How many groups were compared at once; the interval is widened accordingly.
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
        """``clear``; ``leaning`` if the outcome is open but one group leads; else ``early``."""
        return CLEAR if self.outcome != OPEN else LEANING if self.leans else EARLY

    @property
    def better(self) -> str | None:
        """Name of the better group; None if neither is declared better."""
        return {A: self.a, B: self.b}.get(self.outcome)

    @property
    def surely_matters(self) -> bool:
        """Whether the whole interval lies beyond the smallest difference that matters."""
        return min(abs(self.low), abs(self.high)) >= self.matters and self.low * self.high > 0

    def as_dict(self) -> dict[str, Any]:
        """As a dictionary ready for JSON, with None for NaN."""
        derived = ("state", "better", "surely_matters")
        fields = asdict(self) | {name: getattr(self, name) for name in derived}
        fields["sure"] = self.level  # its name in earlier versions, whose level was another
        return {name: None if value != value else value for name, value in fields.items()}


def judge(
    a: Scores,
    b: Scores,
    matters: float,
    *,
    tail: Tail = student,
    lean: Tail = student,
    compared: int = 2,
) -> Verdict:
    """Return the verdict on two groups tested on one test set.

    Args:
        a: The first group, with one seed or more.
        b: The second group.
        matters: Smallest difference that matters, in the scores' unit.
        tail: Replaces Student's t where several pairs are judged together.
        lean: Replaces Student's t in the interval that a leading group must exceed.
        compared: How many groups are judged together.

    Raises:
        RequestError: The groups were not tested on the same samples, or ``matters`` is negative.

    Example:
        >>> hits = np.zeros((2, 3, 1_000), bool)  # groups, seeds, test samples
        >>> hits[0, :, :950] = hits[1, :, :500] = True
        >>> judge(of_hits(hits[0], name="CNN"), of_hits(hits[1], name="MLP"), 0.5).better
        'CNN'
    """
    _check(a, b, matters)
    spread = chance(a, b)
    difference = a.mean - b.mean
    single_seed = a.seeds == 1 or b.seeds == 1
    samples = spread.of_samples(tail)
    margin = samples if single_seed else float(spread.margin(tail)[0])
    outcome, missing, more_seeds = OPEN, ONE_SEED, max(FIRST, abs(a.seeds - b.seeds))
    if not single_seed:
        outcome = _outcome(difference, margin, matters, a.higher_is_better)
        more_seeds, missing = None, ""
        if outcome == OPEN:
            least = seeds_to_next_check(min(a.seeds, b.seeds))
            margins = spread.margin(tail, np.arange(least, MAX_MORE + 1))
            more_seeds = _seeds_needed(margins, difference, matters, least)
            best_margin = np.atleast_1d(spread.at_best(tail))
            reachable = _seeds_needed(best_margin, difference, matters, least)
            missing = SEEDS if more_seeds else SCATTER if reachable else SAMPLES
    return Verdict(
        outcome=outcome,
        a=a.name,
        b=b.name,
        unit=a.unit,
        higher_is_better=a.higher_is_better,
        difference=difference,
        low=difference - margin,
        high=difference + margin,
        level=PROMISE,
        matters=matters,
        a_mean=a.mean,
        b_mean=b.mean,
        a_seeds=a.seeds,
        b_seeds=b.seeds,
        samples=a.tested,
        more_seeds=more_seeds,
        missing=missing,
        paired=_paired_p(a, b) if a.seeds == b.seeds == 1 else None,
        seeds_margin=float("nan") if single_seed else spread.of_seeds(tail),
        samples_margin=samples,
        leans=abs(difference) > max(samples, _usual_margin(a, b, lean)),
        compared=compared,
    )


def _usual_margin(a: Scores, b: Scores, tail: Tail) -> float:
    """How far apart two groups of equal recipes can be from their seeds alone.

    Infinite where the scatter is unknown, or where a single seed is not typical of its recipe.
    """
    if a.scatter is None or b.scatter is None or not (_is_usual(a) and _is_usual(b)):
        return math.inf
    parts = np.array([[group.scatter.variance / group.seeds] for group in (a, b)])
    freedom = np.array([[group.scatter.freedom] for group in (a, b)], np.float64)
    return float(weighted_margin(parts, tail(freedom, 1 - LEAN))[0])


def _is_usual(scores: Scores) -> bool:
    """Whether a single seed is close to its recipe's other seeds; one that failed to train says
    nothing about the recipe."""
    scatter = scores.scatter
    if scores.seeds > 1 or scatter.mean is None:
        return True
    count = scatter.freedom + 1
    variance = max(scatter.variance, (scores.step / scores.tested) ** 2) * (1 + 1 / count)
    margin = float(student(np.array([scatter.freedom]), USUAL_ERROR)[0]) * math.sqrt(variance)
    return abs(scores.mean - scatter.mean) <= margin


def _check(a: Scores, b: Scores, matters: float) -> None:
    if a.digest != b.digest or len(a.per_sample) != len(b.per_sample) or a.unit != b.unit:
        raise RequestError(
            "{a} and {b} were not tested on the same samples, so there is no verdict on them; "
            "choose two recipes that share a test set.",
            a=a.name,
            b=b.name,
        )
    if not matters >= 0:
        raise RequestError(
            "A verdict needs a smallest difference that matters of at least 0; got {matters}.",
            matters=matters,
        )


def _outcome(difference: float, margin: float, matters: float, higher_is_better: bool) -> str:
    if abs(difference) + margin < matters:
        return SAME
    if abs(difference) > margin:
        return A if (difference > 0) == higher_is_better else B
    return OPEN


def _seeds_needed(margins: np.ndarray, difference: float, matters: float, least: int) -> int | None:
    """The fewest further seeds that would settle a difference of this size; None if none would.

    Args:
        margins: (n,) half the interval's width with ``least``, ``least`` + 1, … further seeds.
    """
    settled = (abs(difference) > margins) | (abs(difference) + margins < matters)
    return least + int(settled.argmax()) if settled.any() else None


def _paired_p(a: Scores, b: Scores) -> float:
    from scipy import stats  # takes half a second to import: no page should wait for it

    difference = a.per_sample - b.per_sample
    if a.unit == POINTS:
        only_a, only_b = int((difference > 0).sum()), int((difference < 0).sum())
        return float(stats.binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0
    if not difference.any():
        return 1.0
    return float(stats.ttest_1samp(difference, 0).pvalue)
