"""``verdict``: compares recipes on all their completed seeds."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from typing import Any

from core.commands.options import add_switch
from core.commands.output import print_json
from core.errors import DatasetError, RequestError
from core.i18n import gettext, mark
from core.recipes import Recipe, recipe
from core.settings import load_settings

HELP = mark("show which recipe is better, by how much, and how certain that is")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "recipes",
        nargs="+",
        metavar="RECIPE",
        help=gettext("two or more recipes with the same test set"),
    )
    command.add_argument(
        "--matters", type=float, help=gettext("smallest difference that matters, in points or °C")
    )
    add_switch(command, "--recorded", gettext("compare the reference runs shipped with Recipe Lab"))
    add_switch(command, "--json", gettext("one JSON object per pair"))


def run(options: argparse.Namespace) -> int:
    from core.analysis.board import recorded_runs
    from core.analysis.judgement import judge_together, recorded_scores
    from core.verdict.ranking import one_seed
    from core.verdict.sentences import sentence
    from core.verdict.verdict import MATTERS

    entries = {entry.key: entry for entry in map(recipe, dict.fromkeys(options.recipes))}
    if len(entries) < 2:
        raise RequestError(
            "A verdict needs at least two recipes, got {names}.", names=", ".join(options.recipes)
        )
    if options.recorded:
        scores = {
            key: recorded_scores(recorded_runs(entry), entry.id) for key, entry in entries.items()
        }
    else:
        scores = _own_scores(entries)
    groups = {key: group for key, group in scores.items() if group is not None}
    missing = ", ".join(entry.id for key, entry in entries.items() if key not in groups)
    if missing and not options.recorded:
        raise RequestError(
            "No completed run of {names} has test predictions; train at least three seeds first.",
            names=missing,
        )
    if len(groups) < 2:
        raise RequestError(
            "A verdict needs at least two recipes, and the reference runs of {names} have no "
            "stored outcomes.",
            names=missing,
        )
    if missing:
        note = gettext("The reference runs of {names} have no stored outcomes.", names=missing)
        print(note, file=sys.stderr)
    task = next(iter(entries.values())).task
    matters = MATTERS[task] if options.matters is None else options.matters
    comparison = judge_together(groups, matters, sizes=True)
    if comparison.elsewhere:
        raise RequestError(
            "Recipes are compared on one test set, but {names} was tested on other samples.",
            names=", ".join(comparison.elsewhere),
        )
    if options.json:
        for verdict in comparison.verdicts.values():
            print_json(verdict.as_dict())
        return 0
    if len(comparison.scores) > 2:
        print(comparison.ranking.sentence())
    for verdict in comparison.verdicts.values():
        print(sentence(verdict))
    if comparison.newcomers:
        print(one_seed(comparison.newcomers.values()))
    return 0


def _own_scores(entries: dict[str, Recipe]) -> dict[str, Any]:
    """Test scores of the runs in the store, by recipe key."""
    from core.analysis.groups import by_recipe
    from core.analysis.judgement import ScoreCache
    from core.analysis.predictions import TestSet, load_test_set
    from core.runs.index import RunIndex
    from core.runs.store import Store

    settings = load_settings()

    def truth(entry: Recipe) -> TestSet | None:
        try:
            return load_test_set(entry.dataset, entry.preprocessing, settings)
        except DatasetError:
            return None

    judge = ScoreCache(settings, truth)
    with closing(Store(settings.store_url)) as store:
        groups = by_recipe(RunIndex(store).rows())
    return {
        key: judge.scores(entry, groups.get(key, ()), entry.id) for key, entry in entries.items()
    }
