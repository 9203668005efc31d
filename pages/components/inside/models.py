"""The models that the page Inside can ask: a row is a recipe's runs, or its reference weights."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.errors import RecipeLabError, StoreError
from core.i18n import gettext
from core.inside.cache import ModelCache
from core.inside.models import Model, epochs_of, open_model, open_reference
from core.recipes import RECIPES, Recipe
from core.results.weights import index
from core.runs.files import BEST, FINAL
from core.runs.index import RunRow
from core.runs.run import ACTIVE, COMPLETED, SEALED, STOPPED
from pages.components.frame import session
from pages.components.live.manager import run_index, run_manager
from pages.components.live.shared import shared

FIRST_DATASET = "topics"
MOST_ROWS, MOST_SEEDS = 6, 5
PAGE = "inside"

Names = tuple[tuple[str, ...], tuple[str, ...]]
"""Ids of runs, and ids of recipes whose reference weights are meant."""


@dataclass(frozen=True)
class Row:
    """Models that answer as one.

    Attributes:
        key: Identifies the row: the key of the recipe, or its id for reference weights.
        recipe: What all of them are; its ``id`` and changes name the row.
        models: One for each seed, at least one.
        epoch: After which epoch all rows are asked; None for the end. A model that has no weights
            of it has its earlier ones, or those that were tested.
    """

    key: str
    recipe: Recipe
    models: tuple[Model, ...]
    epoch: int | None = None


@dataclass(frozen=True)
class Lost:
    """Something that cannot be asked.

    Attributes:
        id: The run's id; "" for anything else.
        reason: Why, in a sentence.
        recipe_id: What to train again; "" if the catalogue does not have it.
    """

    id: str
    reason: str
    recipe_id: str = ""


@shared
def _cache() -> ModelCache:
    return ModelCache()


def has_weights(row: RunRow) -> bool:
    """Whether a run has ended and its weights are stored."""
    if row.status not in (COMPLETED, STOPPED) or row.deleted is not None:
        return False
    settings = run_manager().settings
    if settings.shares:  # asking for them would download them
        return True
    folder = settings.artifacts / row.id
    return (folder / FINAL).exists() or (folder / BEST).exists()


def runs_of(dataset: str, *, training: bool = False) -> dict[str, list[RunRow]]:
    """Recipe key → the finished runs of it on a dataset, the newest first, one for each seed.

    Args:
        dataset: The dataset's name.
        training: Whether to include active runs that can be asked after an epoch.
    """
    groups: dict[str, dict[int, RunRow]] = {}
    for row in run_index().rows():
        if row.dataset != dataset or row.trial is not None or row.sealed:
            continue
        if has_weights(row) or (training and _is_active(row) and _epochs(row)):
            groups.setdefault(row.recipe_key, {}).setdefault(row.seed, row)
    return {key: list(seeds.values())[:MOST_SEEDS] for key, seeds in groups.items()}


def references_of(dataset: str) -> list[str]:
    """Ids of the recipes of a dataset that have reference weights."""
    return [name for name in index() if name in RECIPES and RECIPES[name].dataset == dataset]


def default_models(dataset: str) -> Names:
    """The newest recipe of each family that was trained, or else its reference weights."""
    newest: dict[str, list[RunRow]] = {}
    for runs in runs_of(dataset).values():
        newest.setdefault(runs[0].family, runs)
    references = {RECIPES[name].family: name for name in references_of(dataset)}
    runs = [row.id for name in FAMILIES for row in newest.get(name, ())]
    return tuple(runs), tuple(
        references[name] for name in FAMILIES if name in references and name not in newest
    )


def first_dataset(
    dataset: str, runs: Sequence[str], recipes: Sequence[str]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What to show for what a URL names: a dataset, runs and recipes of it.

    Without any of them, it is the dataset that other pages showed last, or that was trained last.
    What is of another dataset than the first is left out.
    """
    by_id = {row.id: row for row in run_index().rows()}
    datasets = [by_id[name].dataset for name in runs if name in by_id]
    datasets += [RECIPES[name].dataset for name in recipes if name in RECIPES]
    if datasets:
        name = datasets[0]
        known = [run for run in runs if run not in by_id or by_id[run].dataset == name]
        return name, tuple(known), tuple(it for it in recipes if _reads(it, name))
    if runs or recipes:  # unknown names, which get a sentence each
        return dataset or FIRST_DATASET, tuple(runs), tuple(recipes)
    if not dataset:
        newest = next((row.dataset for row in by_id.values() if row.dataset in DATASETS), "")
        ready = newest if newest and any(default_models(newest)) else FIRST_DATASET
        dataset = subject_dataset() or ready
    return dataset, *default_models(dataset)


def subject_dataset() -> str:
    """The dataset that another page has shown since this one, if models of it can be asked."""
    subject = session.subject_for(PAGE)
    dataset = RECIPES[subject].dataset if subject in RECIPES else ""
    return dataset if dataset and any(default_models(dataset)) else ""


def _reads(recipe_id: str, dataset: str) -> bool:
    return recipe_id not in RECIPES or RECIPES[recipe_id].dataset == dataset


def any_active(runs: Collection[str]) -> bool:
    """Whether some of these runs still train or are to, so that their weights will change."""
    return any(row.id in runs and _is_active(row) for row in run_index().rows())


def epochs_of_runs(runs: Collection[str]) -> tuple[int, ...]:
    """After which epochs some of these runs can be asked, in order, without the last of all."""
    epochs: set[int] = set()
    for row in run_index().rows():
        if row.id in runs and not row.sealed:
            most = row.epochs_done if _has_ended(row) else math.inf
            epochs |= {epoch for epoch in _epochs(row) if epoch < most}
    return tuple(sorted(epochs))


def _is_active(row: RunRow) -> bool:
    return row.status in ACTIVE and row.deleted is None


def _has_ended(row: RunRow) -> bool:
    """Whether a run was trained to its end, or stopped: it has the weights that were tested."""
    return row.status in (COMPLETED, STOPPED)


def _epochs(row: RunRow) -> tuple[int, ...]:
    try:
        return _epochs_when(row.id, row.changed)
    except StoreError:  # the shared location cannot be reached now
        return ()


@lru_cache(maxsize=1_000)
def _epochs_when(run_id: str, changed: int) -> tuple[int, ...]:
    """The epochs of a run, read once for each of its changes: this is asked at every key."""
    manager = run_manager()
    return epochs_of(manager.store.runs.get(run_id), manager.settings)


def _epoch_to_ask(row: RunRow, epoch: int | None) -> int | None:
    """The stored epoch of a run for the one that is shown; None for its tested weights."""
    if _has_ended(row) and (epoch is None or epoch >= row.epochs_done):
        return None
    return max((it for it in _epochs(row) if epoch is None or it <= epoch), default=None)


def open_rows(
    runs: Iterable[str], recipes: Iterable[str], epoch: int | None = None
) -> tuple[list[Row], list[Lost]]:
    """Open models, from memory where they are.

    Args:
        runs: Ids of runs; those of one recipe become one row.
        recipes: Ids of recipes whose reference weights are asked.
        epoch: After which epoch the runs are asked; None for their end, or the newest epoch of one
            that still trains.

    Returns:
        At most ``MOST_ROWS`` rows, by family, and what cannot be asked.
    """
    by_id = {row.id: row for row in run_index().rows()}
    groups: dict[str, list[Model]] = {}
    lost = []
    for name in dict.fromkeys(runs):
        row = by_id.get(name)
        try:
            if row is None or row.sealed:
                missing = gettext("There is no run {run!r}.", run=name)
                lost.append(Lost(name, missing if row is None else gettext(SEALED)))
                continue
            number = _epoch_to_ask(row, epoch)
            # later epochs change neither
            since = row.changed if number is None else row.started
            model = _cache().read(
                (row.id, since, number), lambda id=row.id, number=number: _open(id, number)
            )
        except RecipeLabError as error:
            ended = row.recipe_id in RECIPES and row.status not in ACTIVE
            known = row.recipe_id if ended else ""
            lost.append(Lost(name, str(error), known))
            continue
        group = groups.setdefault(row.recipe_key, [])
        if len(group) < MOST_SEEDS:
            group.append(model)
    for name in dict.fromkeys(recipes):
        try:
            groups[name] = [_cache().read(name, lambda name=name: open_reference(name))]
        except RecipeLabError as error:
            lost.append(Lost("", str(error), name if name in RECIPES else ""))
    rows = [Row(key, models[0].recipe, tuple(models), epoch) for key, models in groups.items()]
    if len(rows) > MOST_ROWS:
        lost.append(Lost("", gettext("Only the first {count} models are asked.", count=MOST_ROWS)))
        rows = rows[:MOST_ROWS]
    order = list(FAMILIES)
    rows.sort(key=lambda row: order.index(row.recipe.family))
    return rows, lost


def _open(run_id: str, epoch: int | None) -> Model:
    manager = run_manager()
    return open_model(manager.store.runs.get(run_id), manager.settings, epoch)


def group_ids(groups: dict[str, list[RunRow]], names: Collection[str]) -> tuple[str, ...]:
    """The ids of the runs of some recipe keys."""
    return tuple(row.id for name in names if name in groups for row in groups[name])
