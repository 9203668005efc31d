"""How often is a diagnosis right? ``python -m tests.benchmarks.diagnoses FOLDER [CASE …]``.

Trains the named cases, each on ten seeds, into FOLDER, one JSON file a case (``all`` for all that
are missing), and prints how often each rule sees what a case was made for, and how often a rule is
wrong on the reference runs that ship. All takes about ten minutes of processor time.

What is wrong is decided by other runs: a diagnosis of one seed is wrong if the same rule, on the
mean curves and the mean test result of the recipe's other seeds, does not give it. These are the
other reference runs, and further seeds if the recipe was trained into FOLDER by its id.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis.board import recorded_runs
from core.analysis.diagnoses import DIAGNOSES, Answers, Rivals, answers
from core.analysis.diagnoses.evidence import Evidence
from core.analysis.diagnoses.rules import FAILURES, FINER, diagnose_evidence
from core.baselines.cached import shipped_baselines
from core.baselines.rivals import rivals_of
from core.errors import TrainingError
from core.recipes import RECIPES, Recipe, recipe
from core.results.one import rounded, samples
from core.settings import load_settings
from core.training.recorder import Recorder

SEEDS, FRESH = range(10), range(10, 15)
"""Of the cases, and of recipes: other seeds than those of the reference runs."""
GROUP = 5
"""Seeds that are shown together where a rule compares seeds."""
# Case → what it was made for, the recipe and its changed settings.
CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "rate 10": ("rate too high", "topics/cnn", {"learning_rate": 10.0}),
    "rate 1": ("rate too high", "digits/mlp", {"learning_rate": 1.0}),
    "rate 1, series": ("rate too high", "series/dense", {"learning_rate": 1.0}),
    "rate 0.1, six layers": (
        "rate too high",
        "digits/mlp",
        {"learning_rate": 0.1, "depth": 6, "epochs": 10},
    ),
    "rate 0.000001": ("not learning", "topics/cnn", {"learning_rate": 1e-6}),
    "rate 0.000001, digits": ("not learning", "digits/mlp", {"learning_rate": 1e-6}),
    "dead relu": ("same answer", "topics/cnn", {"learning_rate": 0.1}),
    "200 samples": ("overfits", "topics/mlp", {"train_samples": 200, "epochs": 30}),
    "200 samples, cnn": ("overfits", "topics/cnn", {"train_samples": 200, "epochs": 150}),
    "MLP, last": ("overfits", "probe-last/mlp", {}),
    "one epoch": ("still improving", "topics/mlp", {"epochs": 1}),
    "one epoch, digits": ("still improving", "digits/mlp", {"epochs": 1}),
    "five epochs": ("still improving", "topics/cnn", {"epochs": 5}),
    "one epoch, series": ("still improving", "series/dense", {"epochs": 1}),
    "linear model wins": ("no better", "topics/mlp", {}),
    "linear model wins, patients": ("no better", "breast-cancer/cnn", {}),
    "guessing is as good": ("no better", "probe-motif/mlp", {}),
    "rate 0.3, digits": ("unstable", "digits/mlp", {"learning_rate": 0.3}),
}
# Recipes whose three reference runs disagree: further seeds decide who is right.
DISPUTED = (
    *("probe-last/cnn", "probe-order/cnn", "series/conv1d"),
    *("probe-place/rcnn", "probe-order/lstm"),
)


class _Epochs(Recorder):
    """Keeps the epochs of a run that diverges."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}

    def epochs(self, first: int, rows: list[Mapping[str, float]], seconds: list[float]) -> None:
        for row in rows:
            for name, value in row.items():
                self.history.setdefault(name, []).append(value)


def train_case(name: str, path: Path, seeds: range) -> None:
    """Train a case, or a recipe by its id, on the seeds that the file still lacks."""
    from core.training.train import load_splits, train

    entry, settings = recipe_of(name), load_settings()
    splits = load_splits(entry, settings)
    facts, runs = samples(entry, splits), read(path)
    for seed in seeds[len(runs) :]:
        run: dict[str, Any] = {"seed": seed, "test": {}, "answers": None, **facts}
        recorder = _Epochs()
        try:
            result = train(entry, seed, settings=settings, splits=splits, recorder=recorder)
            spread = answers(result.predictions, series=entry.metric == "mae")
            run |= {"history": result.history, "test": result.test, "answers": vars(spread)}
        except TrainingError:  # it diverged: the epoch that was not kept
            run["history"] = {"loss": [*recorder.history.get("loss", ()), float("nan")]}
        run["history"] = {key: rounded(values) for key, values in run["history"].items()}
        runs.append(run)
        path.write_text(json.dumps(runs), encoding="utf-8")


def read(path: Path) -> list[dict[str, Any]]:
    """The runs of a case that are trained already."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def recipe_of(name: str) -> Recipe:
    if name in RECIPES:
        return RECIPES[name]
    _, recipe_id, settings = CASES[name]
    return recipe(recipe_id).with_settings(settings)


def rivals(entry: Recipe, run: Mapping[str, Any]) -> Rivals:
    """What a run has to beat: the shipped baselines of the recipe's own preparation."""
    original = RECIPES[entry.id].preprocessing  # fewer training samples, the same test set
    known = shipped_baselines(entry.dataset, original) or []
    return rivals_of(known, run.get("baselines", {}).get("persistence_test"))


def evidence(entry: Recipe, run: Mapping[str, Any], group: Sequence[Mapping[str, Any]]) -> Evidence:
    """What is known of a run, together with the other seeds that are shown with it."""
    known = run.get("answers")
    return Evidence(
        entry,
        run["history"],
        run["test"],
        rivals(entry, run),
        run["test_samples"],
        [one["test"].get(entry.metric, np.nan) for one in group],
        Answers(**known) if known else None,
    )


def names_of(
    entry: Recipe, run: Mapping[str, Any], group: Sequence[Mapping[str, Any]]
) -> list[str]:
    return [diagnosis.name for diagnosis in diagnose_evidence(evidence(entry, run, group))]


def mean_run(entry: Recipe, runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The mean curves and results of several seeds, tested on as many samples as all of them."""
    length = min(len(run["history"]["loss"]) for run in runs)
    names = set.intersection(*(set(run["history"]) for run in runs))
    history = {
        name: np.mean([run["history"][name][:length] for run in runs], axis=0) for name in names
    }
    test = {
        name: float(np.mean([run["test"][name] for run in runs]))
        for name in ("loss", entry.metric)
        if all(run["test"].get(name) is not None for run in runs)
    }
    count = sum(run["test_samples"] for run in runs)
    return {**runs[0], "history": history, "test": test, "test_samples": count, "answers": None}


def seen(folder: Path) -> Iterator[tuple[str, str, int, int, int, Counter]]:
    """Case, what it was made for, seeds, those that show it, at all and first, and what else."""
    for name, (expected, _, _) in CASES.items():
        entry, runs = recipe_of(name), read(file_of(folder, name))
        right = first = 0
        others: Counter = Counter()
        for index, run in enumerate(runs):
            group = [runs[(index + more) % len(runs)] for more in range(GROUP)]
            names = names_of(entry, run, group)
            right += expected in names
            first += names[:1] == [expected]
            others.update(set(names) - {expected} or () if expected in names else names or ["none"])
        if runs:
            yield name, expected, len(runs), right, first, others


Groups = Mapping[str, Sequence[Mapping[str, Any]]]


def wrong(groups: Groups, fresh: Groups) -> Iterator[tuple[str, int, int, list[str]]]:
    """Rule, how often it was given, runs for which it would be wrong, and where it was wrong.

    Args:
        groups: Recipe id → its runs.
        fresh: Recipe id → further seeds, which help to decide what is true.
    """
    given, healthy = Counter(), Counter()
    mistakes: dict[str, list[str]] = {name: [] for name in DIAGNOSES}
    for recipe_id, runs in groups.items():
        entry = RECIPES[recipe_id]
        for index, run in enumerate(runs):
            others = [*runs[:index], *runs[index + 1 :], *fresh.get(recipe_id, ())]
            mean = evidence(entry, mean_run(entry, others), others)
            truth = {one.name for rule in (*FAILURES, *FINER) if (one := rule(mean))}
            names = set(names_of(entry, run, runs))
            given.update(names)
            healthy.update(set(DIAGNOSES) - truth)
            for name in names - truth:
                mistakes[name].append(f"{recipe_id} {run['seed']}")
    for name in DIAGNOSES:
        yield name, given[name], healthy[name], mistakes[name]


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{name.replace('/', '--')}.json"


def show_wrong(groups: Groups, fresh: Groups) -> None:
    count = sum(map(len, groups.values()))
    print(f"\nReference runs: {count} of {len(groups)} recipes\n")
    print("| diagnosis | given | healthy runs | wrong | |\n|---|---:|---:|---:|---|")
    for name, given, healthy, mistakes in wrong(groups, fresh):
        share = f"{len(mistakes)} ({len(mistakes) / max(1, healthy):.1%})"
        print(f"| {name} | {given} | {healthy} | {share} | {', '.join(mistakes)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("cases", nargs="*", help="cases or recipes to train; all for all missing")
    parser.add_argument("--first", type=int, default=0, help="first seed of the cases")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    names = [*CASES, *DISPUTED] if options.cases == ["all"] else options.cases
    for name in names:
        seeds = range(options.first, options.first + len(SEEDS)) if name in CASES else FRESH
        train_case(name, file_of(options.folder, name), seeds)
        print(f"trained {name}", flush=True)
    print("| case | made for | seen | seen first | others |\n|---|---|---:|---:|---|")
    for name, expected, count, right, first, others in seen(options.folder):
        rest = ", ".join(f"{key} {count}" for key, count in others.items())
        print(f"| {name} | {expected} | {right} of {count} | {first} of {count} | {rest} |")
    trained = {name: read(file_of(options.folder, name)) for name in RECIPES}
    fresh = {name: runs for name, runs in trained.items() if len(runs) > 1}
    recorded = {name: recorded_runs(entry) for name, entry in RECIPES.items()}
    several = {
        name: runs for name, runs in recorded.items() if len(runs) + len(fresh.get(name, ())) > 1
    }
    show_wrong(several, fresh)


if __name__ == "__main__":
    main()
