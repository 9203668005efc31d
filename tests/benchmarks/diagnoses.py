"""How often is a diagnosis right? ``python -m tests.benchmarks.diagnoses FOLDER [CASE …]``.

Trains the named cases, each on ten seeds, into FOLDER, one JSON file a case (``all`` for all that
are missing), and prints how often each rule sees what a case was made for, and how often a rule is
wrong on the reference runs that ship. All takes about ten minutes of processor time.

What is wrong is decided by other runs: a diagnosis of one seed is wrong if the same rule, on the
mean curves and the mean test result of the recipe's other seeds, does not give it. These are the
other reference runs, and further seeds if the recipe was trained into FOLDER by its id. Where seeds
disagree whether a run overfits since epoch n, the run itself decides: ``--stopped RECIPE …`` trains
it again up to epoch n, and if that is as good in the test, the later epochs were of no use.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis.board import recorded_runs
from core.analysis.diagnoses import DIAGNOSES, OVERFITS, Answers, Diagnosis, Rivals, answers
from core.analysis.diagnoses.diagnosis import SAME_ANSWER
from core.analysis.diagnoses.evidence import Evidence
from core.analysis.diagnoses.failures import FAILURES
from core.analysis.diagnoses.finer import ERROR_FLAT, FINER, FLAT
from core.analysis.diagnoses.rules import diagnose_evidence
from core.analysis.predictions import TestSet, load_test_set
from core.baselines.cached import shipped_baselines
from core.baselines.rivals import rivals_of
from core.errors import TrainingError
from core.recipes import RECIPES, Recipe, recipe
from core.results.one import rounded, samples
from core.settings import load_settings
from core.training.recorder import Recorder
from core.verdict.outcomes import unpack

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
    "2 filters": ("too small", "topics/cnn", {"filters": 2}),
    "2 units": ("too small", "digits/mlp", {"units": 2}),
    "batch size 1,024": ("few steps", "topics/cnn", {"batch_size": 1024}),
    "batch size 1,024, digits": ("few steps", "digits/mlp", {"batch_size": 1024}),
    "batch size 512, patients": ("few steps", "breast-cancer/mlp", {"batch_size": 512}),
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
    from core.training.prepared import load_splits
    from core.training.train import train

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


def train_stopped(recipe_id: str, path: Path) -> None:
    """Train the reference runs that overfit since an epoch once more, up to that epoch.

    The result is one dictionary a run: ``seed``, ``epoch``, ``same``, whether the curves up to
    there are those of the reference run, and the test results ``stopped`` and ``whole``.
    """
    from core.training.prepared import load_splits
    from core.training.train import train

    entry, settings, runs = RECIPES[recipe_id], load_settings(), []
    splits = load_splits(entry, settings)
    for run in recorded_runs(entry):
        diagnosis = overfits(entry, run)
        if diagnosis is None or diagnosis.first in (None, run["epochs"]):
            continue
        shorter = entry.with_settings({"epochs": diagnosis.first})
        result = train(shorter, run["seed"], settings=settings, splits=splits)
        loss = result.history["loss"]
        same = bool(np.allclose(loss, run["history"]["loss"][: len(loss)], rtol=1e-4))
        stopped, whole = result.test[entry.metric], run["test"][entry.metric]
        facts = {"seed": run["seed"], "epoch": diagnosis.first, "same": same}
        runs.append(facts | {"stopped": stopped, "whole": whole})
    path.write_text(json.dumps(runs), encoding="utf-8")


def overfits(entry: Recipe, run: Mapping[str, Any]) -> Diagnosis | None:
    found = diagnose_evidence(evidence(entry, run, [run]))
    return next((one for one in found if one.name == OVERFITS), None)


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


@lru_cache(maxsize=1)
def truth_of(recipe_id: str) -> TestSet:
    entry = RECIPES[recipe_id]
    return load_test_set(entry.dataset, entry.preprocessing, load_settings())


def one_answer(entry: Recipe, run: Mapping[str, Any]) -> bool | None:
    """Whether a reference run gave one answer for every test sample; None if that is unknown.

    Reference runs ship no predictions, but most say which samples were right: of one answer, all
    of a class and no others. Else the accuracy decides; a series that beats its median had several.
    """
    targets = truth_of(entry.id).targets
    if entry.metric == "mae":
        return False if run["test"]["mae"] < np.abs(targets - np.median(targets)).mean() else None
    answers_of_one = [targets == label for label in np.unique(targets)]
    if "outcomes" in run:
        hits = unpack(run["outcomes"]).values
        return any(np.array_equal(hits, one) for one in answers_of_one)
    return any(abs(run["test"]["accuracy"] - one.mean()) < 1e-6 for one in answers_of_one)


def recorded_answers(entry: Recipe) -> list[dict[str, Any]]:
    """The reference runs of a recipe, with whether they gave one answer for all."""
    runs = []
    for run in recorded_runs(entry):
        known = one_answer(entry, run)
        described = None if known is None else vars(Answers(count=2 - known, spread=1.0))
        runs.append({**run, "answers": described})
    return runs


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


def wrong(
    groups: Groups, fresh: Groups, stopped: Groups
) -> Iterator[tuple[str, int, int, list[str]]]:
    """Rule, how often it was given, runs for which it would be wrong, and where it was wrong.

    Args:
        groups: Recipe id → its runs.
        fresh: Recipe id → further seeds, which help to decide what is true.
        stopped: Recipe id → what ``train_stopped`` wrote.
    """
    given, healthy = Counter(), Counter()
    mistakes: dict[str, list[str]] = {name: [] for name in DIAGNOSES}
    for recipe_id, runs in groups.items():
        entry = RECIPES[recipe_id]
        for index, run in enumerate(runs):
            others = [*runs[:index], *runs[index + 1 :], *fresh.get(recipe_id, ())]
            mean = evidence(entry, mean_run(entry, others), others)
            truth = {one.name for rule in (*FAILURES, *FINER) if (one := rule(mean))}
            again = [one for one in stopped.get(recipe_id, ()) if one["seed"] == run["seed"]]
            if any(as_good(entry, one) for one in again):
                truth.add(OVERFITS)
            if run["answers"] and run["answers"]["count"] == 1:  # a fact, whatever other seeds do
                truth.add(SAME_ANSWER)
            names = set(names_of(entry, run, runs))
            given.update(names)
            healthy.update(set(DIAGNOSES) - truth)
            for name in names - truth:
                mistakes[name].append(f"{recipe_id} {run['seed']}")
    for name in DIAGNOSES:
        yield name, given[name], healthy[name], mistakes[name]


def as_good(entry: Recipe, run: Mapping[str, Any]) -> bool:
    """Whether a run that was stopped is as good in the test as the whole run, up to FLAT."""
    loss = run["stopped"] - run["whole"] if entry.metric == "mae" else run["whole"] - run["stopped"]
    return loss < (ERROR_FLAT * run["whole"] if entry.metric == "mae" else FLAT)


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{name.replace('/', '--')}.json"


def show_stopped(stopped: Groups) -> None:
    runs = [(RECIPES[name], run) for name, each in stopped.items() for run in each]
    worse = [f"{one.id} {run['seed']}" for one, run in runs if not as_good(one, run)]
    print(f"\nStopped where they overfit: {len(runs)}; worse in the test: {', '.join(worse)}")


def show_wrong(groups: Groups, fresh: Groups, stopped: Groups) -> None:
    count = sum(map(len, groups.values()))
    known = sum(run["answers"] is not None for runs in groups.values() for run in runs)
    print(f"\nReference runs: {count} of {len(groups)} recipes, answers known of {known}\n")
    print("| diagnosis | given | healthy runs | wrong | |\n|---|---:|---:|---:|---|")
    for name, given, healthy, mistakes in wrong(groups, fresh, stopped):
        share = f"{len(mistakes)} ({len(mistakes) / max(1, healthy):.1%})"
        print(f"| {name} | {given} | {healthy} | {share} | {', '.join(mistakes)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("cases", nargs="*", help="cases or recipes to train; all for all missing")
    parser.add_argument("--stopped", nargs="*", default=[], help="recipes to stop as they overfit")
    parser.add_argument("--first", type=int, default=0, help="first seed of the cases")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    names = [*CASES, *DISPUTED] if options.cases == ["all"] else options.cases
    for name in names:
        seeds = range(options.first, options.first + len(SEEDS)) if name in CASES else FRESH
        train_case(name, file_of(options.folder, name), seeds)
        print(f"trained {name}", flush=True)
    for name in options.stopped:
        train_stopped(name, file_of(options.folder, f"stopped {name}"))
    print("| case | made for | seen | seen first | others |\n|---|---|---:|---:|---|")
    for name, expected, count, right, first, others in seen(options.folder):
        rest = ", ".join(f"{key} {count}" for key, count in others.items())
        print(f"| {name} | {expected} | {right} of {count} | {first} of {count} | {rest} |")
    trained = {name: read(file_of(options.folder, name)) for name in RECIPES}
    fresh = {name: runs for name, runs in trained.items() if len(runs) > 1}
    stopped = {name: read(file_of(options.folder, f"stopped {name}")) for name in RECIPES}
    several = {
        name: recorded_answers(entry)
        for name, entry in RECIPES.items()
        if len(recorded_runs(entry)) + len(fresh.get(name, ())) > 1
    }
    show_stopped(stopped)
    show_wrong(several, fresh, stopped)


if __name__ == "__main__":
    main()
