"""Scores of groups as verdicts take them: read from stored predictions once, kept in memory.

A group is all completed seeds of a recipe, whatever else is on screen, so that a verdict does not
change with what somebody happens to look at.
"""

from __future__ import annotations

import statistics
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from core.analysis.board import recorded_runs
from core.analysis.groups import completed
from core.analysis.predictions import TestSet
from core.analysis.scoring import run_outcomes
from core.errors import StoreError
from core.recipes import Recipe
from core.runs.index import RunRow
from core.settings import Settings
from core.verdict.outcomes import Outcomes, group, unpack
from core.verdict.ranking import ENOUGH, Ranking, missing_seeds, rank
from core.verdict.row import MOST_GROUPS, judge_row
from core.verdict.scores import POINT, POINTS, Scatter, Scores, stretches
from core.verdict.verdict import Verdict

RUNS_KEPT, GROUPS_KEPT = 2_000, 256
# Of what has no seed.
NO_SCATTER = Scatter(0.0, 1e9)
Kept = TypeVar("Kept")


class ScoreCache:
    """Reads groups' scores; what it read stays in memory, 25 kB a run of 25,000 samples at most.

    Args:
        settings: Says where predictions are.
        truth: What was true of a recipe's test samples; None where its data is not here.
    """

    def __init__(self, settings: Settings, truth: Callable[[Recipe], TestSet | None]):
        self._settings, self._truth = settings, truth
        self._lock = threading.Lock()
        self._runs: OrderedDict[Hashable, Outcomes] = OrderedDict()
        self._without: set[Hashable] = set()
        self._groups: OrderedDict[Hashable, Scores] = OrderedDict()

    def scores(self, recipe: Recipe, rows: Iterable[RunRow], name: str) -> Scores | None:
        """What a group's completed seeds gave.

        Seeds tested on other samples than the newest are left out.

        Args:
            recipe: The group's.
            rows: Runs of its key.
            name: What sentences call it.

        Returns:
            None where no completed run has predictions, or the data is not here to hold them
            against.
        """
        rows = completed(rows)
        if not rows:
            return None
        known = (name, *((row.id, row.changed) for row in rows))
        with self._lock:
            if known in self._groups:
                self._groups.move_to_end(known)
                return self._groups[known]
            truth = self._truth(recipe)
            if truth is None:
                return None
            found, all_reached = self._seeds(recipe, rows, truth)
            if not found:
                return None
            newest = found[max(found)].digest
            scores = group([one for one in found.values() if one.digest == newest], name)
            scores = replace(scores, known=reference_scatter(recipe, scores.unit))
            return _put(self._groups, known, scores, GROUPS_KEPT) if all_reached else scores

    def _seeds(
        self, recipe: Recipe, rows: Iterable[RunRow], truth: TestSet
    ) -> tuple[dict[str, Outcomes], bool]:
        """Run id → what it gave; and whether every run could be asked."""
        found, all_reached = {}, True
        for row in rows:
            try:
                one = self._outcomes(recipe, row, truth)
            except StoreError:  # where they are shared may be reached again
                all_reached = False
                continue
            if one is not None:
                found[row.id] = one
        return found, all_reached

    def _outcomes(self, recipe: Recipe, row: RunRow, truth: TestSet) -> Outcomes | None:
        known = (row.id, row.changed)
        if known in self._without:
            return None
        if known in self._runs:
            self._runs.move_to_end(known)
            return self._runs[known]
        found = run_outcomes(recipe, row, truth, self._settings)
        if found is None:
            self._without.add(known)
            return None
        if found.unit != POINTS:
            short = stretches(found.values[None])[0]
            found = Outcomes(found.digest, found.unit, short, found.tested)
        return _put(self._runs, known, found, RUNS_KEPT)


def reference_scatter(recipe: Recipe, unit: str) -> Scatter | None:
    """How the reference runs of a recipe scatter over seeds; None with fewer than two."""
    runs = recorded_runs(recipe)
    if len(runs) < 2:
        return None
    each = [POINT if unit == POINTS else run.get("scale") or 1.0 for run in runs]
    figures = [run["test"][recipe.metric] * scale for run, scale in zip(runs, each, strict=True)]
    return Scatter(statistics.variance(figures), len(figures) - 1, statistics.fmean(figures))


def recorded_scores(runs: Sequence[Mapping[str, Any]], name: str) -> Scores | None:
    """What recorded runs of a recipe gave, one a seed; None where they ship no outcomes."""
    found = [unpack(run["outcomes"]) for run in runs if "outcomes" in run]
    return group(found, name) if found else None


@dataclass(frozen=True)
class Judgement:
    """What may be said of several groups.

    Attributes:
        scores: Group → what its seeds gave, the best mean first; of those that are judged.
        newcomers: Groups of one seed beside two or more that have several. They are not judged
            yet, so that they neither lead nor widen the others' intervals.
        elsewhere: Names of groups that were tested on other samples.
        verdicts: On each pair of those that are judged.
        ranking: What may be said of the first; None with fewer than two.
        missing: Group → how many more seeds would settle which one is the best.
        too_many: How many groups there are, where they are too many to be judged; else 0.
    """

    scores: Mapping[str, Scores] = field(default_factory=dict)
    newcomers: Mapping[str, Scores] = field(default_factory=dict)
    elsewhere: Sequence[str] = ()
    verdicts: Mapping[tuple[str, str], Verdict] = field(default_factory=dict)
    ranking: Ranking | None = None
    missing: Mapping[str, int] = field(default_factory=dict)
    too_many: int = 0

    def name(self, key: str) -> str:
        """What a group is called, judged or not."""
        return (self.scores.get(key) or self.newcomers[key]).name


def judge_together(
    groups: Mapping[str, Scores], matters: float, *, sizes: bool = False
) -> Judgement:
    """Judge groups as Home, Compare and the command line show them.

    Args:
        groups: Key → scores.
        matters: From how much on a difference matters, in points or the series' unit.
        sizes: Say by how much the first one is better.
    """
    kept, elsewhere = comparable(groups)
    # what one test sample is worth is no difference that could matter
    matters = max([matters, *(scores.step / scores.tested for scores in kept.values())])
    kept = {key: kept[key] for key in ranked(kept)}
    several = {key: scores for key, scores in kept.items() if scores.seeds > 1}
    judged = several if len(several) > 1 else kept
    newcomers = {key: scores for key, scores in kept.items() if key not in judged}
    if len(judged) > MOST_GROUPS:
        return Judgement(judged, newcomers, elsewhere, too_many=len(judged))
    found, keys = verdicts(judged, matters), list(judged)
    # which one is the best is what people ask for; the others' order would cost many more seeds
    asked = {pair: verdict for pair, verdict in found.items() if pair[0] == keys[0]}
    return Judgement(
        scores=judged,
        newcomers=newcomers,
        elsewhere=elsewhere,
        verdicts=found,
        ranking=rank(keys, found, sizes=sizes) if found else None,
        missing=missing_seeds(asked) | dict.fromkeys(newcomers, ENOUGH - 1),
    )


def comparable(groups: Mapping[str, Scores]) -> tuple[dict[str, Scores], list[str]]:
    """The groups with the test set that most of them have, and the names of the others.

    Args:
        groups: Key → scores; among test sets of as many groups, the first one counts.
    """
    count: dict[str, int] = {}
    for scores in groups.values():
        count[scores.digest] = count.get(scores.digest, 0) + 1
    most = max(count, key=count.get, default="")
    kept = {key: scores for key, scores in groups.items() if scores.digest == most}
    return kept, [scores.name for scores in groups.values() if scores.digest != most]


def ranked(groups: Mapping[str, Scores]) -> list[str]:
    """Keys, the best mean first."""
    sign = -1 if all(scores.higher_is_better for scores in groups.values()) else 1
    return sorted(groups, key=lambda key: sign * groups[key].mean)


def verdicts(groups: Mapping[str, Scores], matters: float) -> dict[tuple[str, str], Verdict]:
    """Verdicts on every pair, the better mean first, of all these groups together.

    Raises:
        RequestError: Two were not tested on the same samples, or there are too many.
    """
    keys = ranked(groups)
    if len(keys) < 2:
        return {}
    judged = judge_row([groups[key] for key in keys], matters)
    return {(keys[first], keys[second]): found for (first, second), found in judged.items()}


def against(scores: Scores, rival: Outcomes, name: str) -> Scores | None:
    """A rival that has no seed, such as a linear model, as a group beside ``scores``.

    Returns:
        None where it was not tested on the same samples.
    """
    if rival.digest != scores.digest:
        return None
    return replace(group([rival] * scores.seeds, name), known=NO_SCATTER)


def _put(kept: OrderedDict[Hashable, Kept], key: Hashable, value: Kept, most: int) -> Kept:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
    return value
