"""Models that can be asked: the networks of runs, with their recipes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import RequestError
from core.i18n import gettext
from core.inside.network import Network
from core.recipes import Recipe, recipe, recipe_from_dict
from core.results.weights import SEED, index, reference_weights
from core.runs.files import BEST, EPOCHS, FINAL, run_folder
from core.runs.files.artifacts import load_epoch, load_weights, stored_epochs
from core.runs.run import ACTIVE, Run, RunFields
from core.settings import Settings


@dataclass(frozen=True)
class Model:
    """A trained model.

    Attributes:
        run_id: The run that trained it; "" for reference weights.
        recipe: The run's recipe, with its changes.
        seed: The run's seed.
        weights: Keras' path → float32 array, in Keras' order.
        network: The layers with these weights.
        epoch: After how many epochs it had these weights; None for those that were tested.
    """

    run_id: str
    recipe: Recipe
    seed: int
    weights: Mapping[str, np.ndarray]
    network: Network
    epoch: int | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the weights."""
        return sum(array.nbytes for array in self.weights.values())


def open_model(run: Run, settings: Settings, epoch: int | None = None) -> Model:
    """Read a run's weights.

    Args:
        run: The run.
        settings: The installation's settings.
        epoch: After how many epochs, one of ``epochs_of``; None for the weights that were tested:
            the best if its recipe restores them, otherwise the last.

    Raises:
        RequestError: The run is still active, has no such weights, no longer has them, or they do
            not fit its layers.
        StoreError: The weights are shared and the shared location cannot be reached.
    """
    entry = recipe_from_dict(run.recipe)
    if epoch is not None:
        weights = load_epoch(run_folder(settings, run.id, EPOCHS), epoch)
        return Model(run.id, entry, run.seed, weights, Network(entry.layers, weights), epoch)
    if run.status in ACTIVE:
        raise RequestError(
            "The run {run} is still {status}; it can be asked when it has ended.",
            run=run.id,
            status=gettext(run.status),
        )
    best = _tested_with_best(run, entry)
    folder = run_folder(settings, run.id, FINAL, BEST)
    if not (folder / _tested_file(run, entry)).exists():
        raise RequestError(
            "The run {run} has no stored weights; train {recipe} again to ask it.",
            run=run.id,
            recipe=entry.id,
        )
    weights = load_weights(folder, "best" if best else "final")
    return Model(run.id, entry, run.seed, weights, Network(entry.layers, weights))


def epochs_of(run: RunFields, settings: Settings) -> tuple[int, ...]:
    """After which epochs a run's weights can be asked, in order; 0 is before training.

    Those of a small model only (``core.training.epoch_weights``), also while it trains.

    Raises:
        StoreError: The weights are shared and the shared location cannot be reached.
    """
    return stored_epochs(run_folder(settings, run.id, EPOCHS))


def has_weights(run: Run, settings: Settings) -> bool:
    """Whether an ended run still has the weights it was tested with; nothing is downloaded."""
    if run.status in ACTIVE or not run.epochs_done:
        return False
    if settings.shares:
        return run.artifacts_bytes > 0
    entry = recipe_from_dict(run.recipe)
    return (settings.artifacts / run.id / _tested_file(run, entry)).exists()


def _tested_with_best(run: Run, entry: Recipe) -> bool:
    return bool(entry.fit["restore_best_weights"]) and run.best_epoch is not None


def _tested_file(run: Run, entry: Recipe) -> str:
    """The file with the tested weights; best.npz is left out where the last ones are the best."""
    apart = _tested_with_best(run, entry) and run.best_epoch != run.epochs_done - 1
    return BEST if apart else FINAL


def open_reference(recipe_id: str) -> Model:
    """The model of a recipe's reference weights, which ship with Recipe Lab.

    Raises:
        RequestError: There is no such recipe, or it has no reference weights.
        DatasetError: They are missing or damaged.
    """
    entry = recipe(recipe_id)
    weights = reference_weights(entry)
    if weights is None:
        raise RequestError(
            "{recipe} has no reference weights, so train it and ask the run; these have: {names}.",
            recipe=entry.id,
            names=", ".join(index()),
        )
    return Model("", entry, SEED, weights, Network(entry.layers, weights))
