"""Groups' scores for verdicts, read from stored predictions once and cached in memory.

A group is all completed seeds of a recipe, so that a verdict does not depend on what happens to be
on screen.
"""

from __future__ import annotations

import statistics
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.analysis.board import recorded_runs
from core.analysis.groups import completed
from core.analysis.predictions import TestSet
from core.analysis.scoring import run_outcomes
from core.errors import StoreError
from core.lru import LRUCache
from core.recipes import Recipe
from core.runs.index import RunRow
from core.settings import Settings
from core.verdict.outcomes import Outcomes, group, unpack
from core.verdict.ranking import ENOUGH, Ranking, missing_seeds, rank
from core.verdict.row import MAX_GROUPS, judge_row
from core.verdict.scores import POINT, POINTS, Scatter, Scores, stretches
from core.verdict.verdict import Verdict

RUNS_CACHED, GROUPS_CACHED = 2_000, 256
# The scatter of a model that has no seed, such as a linear model.
NO_SCATTER = Scatter(0.0, 1e9)


class ScoreCache:
    """Reads and caches groups' scores, with at most 25 kB of memory per run of 25,000 samples.

    Args:
        settings: The installation, which locates the predictions.
        truth: Returns a recipe's true test targets, or None if its data is not available.
    """

    def __init__(self, settings: Settings, truth: Callable[[Recipe], TestSet | None]):
        self._settings, self._truth = settings, truth
        self._lock = threading.Lock()
        self._runs: LRUCache[Hashable, Outcomes | None] = LRUCache(RUNS_CACHED)
        self._groups: LRUCache[Hashable, Scores] = LRUCache(GROUPS_CACHED)

    def scores(self, recipe: Recipe, rows: Iterable[RunRow], name: str) -> Scores | None:
        """Return the scores of a group's completed seeds.

        Seeds that were not tested on the newest one's samples are left out.

        Args:
            recipe: The group's recipe.
            rows: Runs with that recipe's key.
            name: The group's name in sentences.

        Returns:
            None if no completed run has predictions, or the data to compare them with is not
            available.
        """
        rows = completed(rows)
        if not rows:
            return None
        key = (name, *((row.id, row.changed) for row in rows))
        with self._lock:
            if key in self._groups:
                return self._groups[key]
            truth = self._truth(recipe)
            if truth is None:
                return None
            by_run, all_reached = self._seeds(recipe, rows, truth)
            if not by_run:
                return None
            newest = by_run[max(by_run)].digest
            scores = group([seed for seed in by_run.values() if seed.digest == newest], name)
            scores = replace(scores, known=reference_scatter(recipe, scores.unit))
            if all_reached:
                self._groups[key] = scores
            return scores

    def _seeds(
        self, recipe: Recipe, rows: Iterable[RunRow], truth: TestSet
    ) -> tuple[dict[str, Outcomes], bool]:
        """Map run ids to outcomes, and say whether every run's files could be reached."""
        by_run, all_reached = {}, True
        for row in rows:
            try:
                outcomes = self._outcomes(recipe, row, truth)
            except StoreError:  # the shared files may be reachable again later
                all_reached = False
                continue
            if outcomes is not None:
                by_run[row.id] = outcomes
        return by_run, all_reached

    def _outcomes(self, recipe: Recipe, row: RunRow, truth: TestSet) -> Outcomes | None:
        key = (row.id, row.changed)
        if key in self._runs:
            return self._runs[key]
        outcomes = run_outcomes(recipe, row, truth, self._settings)
        if outcomes is not None and outcomes.unit != POINTS:
            means = stretches(outcomes.values[None])[0]
            outcomes = replace(outcomes, values=means)
        self._runs[key] = outcomes
        return outcomes


def reference_scatter(recipe: Recipe, unit: str) -> Scatter | None:
    """How a recipe's reference runs scatter over seeds; None if there are fewer than two."""
    runs = recorded_runs(recipe)
    if len(runs) < 2:
        return None
    scales = [POINT if unit == POINTS else run.get("scale") or 1.0 for run in runs]
    figures = [run["test"][recipe.metric] * scale for run, scale in zip(runs, scales, strict=True)]
    return Scatter(statistics.variance(figures), len(figures) - 1, statistics.fmean(figures))


def recorded_scores(runs: Sequence[Mapping[str, Any]], name: str) -> Scores | None:
    """Scores of a recipe's recorded runs, one per seed; None if they ship no outcomes."""
    outcomes = [unpack(run["outcomes"]) for run in runs if "outcomes" in run]
    return group(outcomes, name) if outcomes else None


@dataclass(frozen=True)
class Judgement:
    """Verdicts on several groups and what they add up to.

    Attributes:
        scores: Group → scores of the groups that are judged, the best mean first.
        newcomers: Groups of one seed, where two or more others have several. They are not judged
            yet, so that they neither lead nor widen the others' intervals.
        elsewhere: Names of groups that were tested on other samples.
        verdicts: A verdict on each pair of the groups that are judged.
        ranking: How the first compares with the others; None with fewer than two groups.
        missing: Group → how many more seeds would settle which group is the best.
        too_many: Number of groups if it exceeds what can be judged together; else 0.
    """

    scores: Mapping[str, Scores] = field(default_factory=dict)
    newcomers: Mapping[str, Scores] = field(default_factory=dict)
    elsewhere: Sequence[str] = ()
    verdicts: Mapping[tuple[str, str], Verdict] = field(default_factory=dict)
    ranking: Ranking | None = None
    missing: Mapping[str, int] = field(default_factory=dict)
    too_many: int = 0

    def name(self, key: str) -> str:
        """A group's name, whether it is judged or not."""
        return (self.scores.get(key) or self.newcomers[key]).name


def judge_together(
    groups: Mapping[str, Scores], matters: float, *, sizes: bool = False
) -> Judgement:
    """Judge groups as Home, Compare and the command line show them.

    Args:
        groups: Key → scores.
        matters: Smallest difference that matters, in points or the series' unit.
        sizes: Whether the ranking should say by how much the first group is better.
    """
    same_test, elsewhere = comparable(groups)
    # a difference of a single test sample can never matter
    matters = max([matters, *(scores.step / scores.tested for scores in same_test.values())])
    same_test = {key: same_test[key] for key in ranked(same_test)}
    several = {key: scores for key, scores in same_test.items() if scores.seeds > 1}
    included = several if len(several) > 1 else same_test
    newcomers = {key: scores for key, scores in same_test.items() if key not in included}
    if len(included) > MAX_GROUPS:
        return Judgement(included, newcomers, elsewhere, too_many=len(included))
    by_pair, keys = verdicts(included, matters), list(included)
    # People ask which group is the best; settling the order of the others would cost many more
    # seeds.
    with_first = {pair: verdict for pair, verdict in by_pair.items() if pair[0] == keys[0]}
    return Judgement(
        scores=included,
        newcomers=newcomers,
        elsewhere=elsewhere,
        verdicts=by_pair,
        ranking=rank(keys, by_pair, sizes=sizes) if by_pair else None,
        missing=missing_seeds(with_first) | dict.fromkeys(newcomers, ENOUGH - 1),
    )


def comparable(groups: Mapping[str, Scores]) -> tuple[dict[str, Scores], list[str]]:
    """Return the groups tested on the most common test set, and the names of the others.

    Args:
        groups: Key → scores; a tie between test sets goes to the first.
    """
    count = Counter(scores.digest for scores in groups.values())
    most = max(count, key=count.get, default="")
    same_test = {key: scores for key, scores in groups.items() if scores.digest == most}
    return same_test, [scores.name for scores in groups.values() if scores.digest != most]


def ranked(groups: Mapping[str, Scores]) -> list[str]:
    """Return the keys of groups, the best mean first."""
    sign = -1 if all(scores.higher_is_better for scores in groups.values()) else 1
    return sorted(groups, key=lambda key: sign * groups[key].mean)


def verdicts(groups: Mapping[str, Scores], matters: float) -> dict[tuple[str, str], Verdict]:
    """Judge all groups together and return a verdict on each pair, the better mean first.

    Raises:
        RequestError: Two groups were not tested on the same samples, or there are too many.
    """
    keys = ranked(groups)
    if len(keys) < 2:
        return {}
    by_index = judge_row([groups[key] for key in keys], matters)
    return {(keys[first], keys[second]): verdict for (first, second), verdict in by_index.items()}


def against(scores: Scores, rival: Outcomes, name: str) -> Scores | None:
    """A rival without seeds, such as a linear model, as a group to compare with ``scores``.

    Returns:
        None if it was not tested on the same samples.
    """
    if rival.digest != scores.digest:
        return None
    return replace(group([rival] * scores.seeds, name), known=NO_SCATTER)
