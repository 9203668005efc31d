"""``verdict``: which of some recipes is better, on all their completed seeds."""

from __future__ import annotations

import argparse
import json
from typing import Any

from core.errors import DatasetError, RequestError
from core.i18n import gettext
from core.recipes import Recipe, recipe
from core.settings import load_settings


def add(commands: Any) -> None:
    command = commands.add_parser(
        "verdict", help=gettext("say which recipe is better, by how much, and how sure that is")
    )
    command.add_argument(
        "recipes", nargs="+", metavar="RECIPE", help=gettext("two or more, on one test set")
    )
    command.add_argument(
        "--matters", type=float, help=gettext("from how many points or °C on a difference matters")
    )
    command.add_argument(
        "--recorded", action="store_true", help=gettext("the runs that come with the project")
    )
    command.add_argument("--json", action="store_true", help=gettext("one JSON object a pair"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from core.analysis.board import recorded_runs
    from core.analysis.judgement import judge_together, recorded_scores
    from core.verdict.ranking import one_seed
    from core.verdict.sentences import sentence
    from core.verdict.verdict import MATTERS

    entries = {entry.key: entry for entry in map(recipe, dict.fromkeys(options.recipes))}
    if len(entries) < 2:
        raise RequestError(
            "A verdict needs two recipes or more; got {names}.", names=", ".join(options.recipes)
        )
    if options.recorded:
        found = {
            key: recorded_scores(recorded_runs(entry), entry.id) for key, entry in entries.items()
        }
    else:
        found = _own(entries)
    missing = [entry.id for key, entry in entries.items() if found[key] is None]
    if missing:
        raise RequestError(
            "No completed run of {names} has kept its test predictions; train it first, with three "
            "seeds or more.",
            names=", ".join(missing),
        )
    task = next(iter(entries.values())).task
    matters = MATTERS[task] if options.matters is None else options.matters
    judged = judge_together(found, matters, sizes=True)
    if judged.elsewhere:
        raise RequestError(
            "Recipes are judged on one test set; {names} was tested on other samples.",
            names=", ".join(judged.elsewhere),
        )
    if options.json:
        for verdict in judged.verdicts.values():
            print(json.dumps(verdict.as_dict(), ensure_ascii=False))
        return 0
    if len(judged.scores) > 2:
        print(judged.ranking.sentence())
    for verdict in judged.verdicts.values():
        print(sentence(verdict))
    if judged.newcomers:
        print(one_seed(judged.newcomers.values()))
    return 0


def _own(entries: dict[str, Recipe]) -> dict[str, Any]:
    """What people's own runs of the recipes gave, by recipe key."""
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

    store = Store(settings.store_url)
    try:
        groups, judge = by_recipe(RunIndex(store).rows()), ScoreCache(settings, truth)
        return {
            key: judge.scores(entry, groups.get(key, ()), entry.id)
            for key, entry in entries.items()
        }
    finally:
        store.close()
