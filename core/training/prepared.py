"""A recipe made ready to train: its data, its model and the functions compiled for it.

Most of the time before the first point of a small model goes into building and compiling, which is
the same for every seed. So a worker may prepare a recipe before anybody asks for a run, and keep
what it prepared for the next seed. Every seed gives the bits it gives in a process of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.architectures import summarize
from core.datasets import Samples, Splits
from core.recipes import Recipe
from core.settings import Settings
from core.training.block_lstm import BLOCK, use_block
from core.training.engine import EPOCHS_PER_CALL, Engine, Evaluator, graph_epochs
from core.training.keras_private import seed_generators
from core.training.runtime import tensorflow
from core.training.validation import split_validation


def load_splits(recipe: Recipe, settings: Settings) -> Splits:
    """Load the recipe's data, with GloVe vectors if a layer needs them."""
    preprocessing = dict(recipe.preprocessing)
    if any(item.config.get("weights") == "glove" for item in recipe.layers):
        preprocessing["embedding"] = "glove"
    return recipe.data.load(preprocessing, settings)


class Data:
    """A recipe's data, loaded while TensorFlow is being imported.

    Args:
        recipe: The recipe.
        settings: The installation's settings (threads, location of the data).
        splits: The data, if already loaded.

    Raises:
        DatasetError: The data is missing or invalid.
    """

    def __init__(self, recipe: Recipe, settings: Settings, splits: Splits | None = None):
        importing = threading.Thread(target=tensorflow, args=(settings.threads,), daemon=True)
        importing.start()
        self.splits = splits or load_splits(recipe, settings)
        importing.join()
        tensorflow(settings.threads)  # raises what the import raised
        self.train: Samples
        self.validation: Samples | None
        self.train, self.validation = split_validation(self.splits, recipe.fit)


class Prepared:
    """A recipe's model and its compiled functions, ready for a run with ``seed``.

    Args:
        recipe: The recipe; ``serves`` says for which others this is as good.
        settings: The installation's settings.
        engine_name: One of ``core.training.choice.ENGINES``.
        data: The recipe's data.
        seed: Seed of the first run.

    Attributes:
        model: The Keras model, with the initial weights of the seed.
        engine: Its training step, compiled.
        validator: Evaluates the validation split; None without one.
        tester: Evaluates the test split.
        parameters: Number of parameters.

    Raises:
        RequestError: The data's shape does not fit the model.
    """

    def __init__(self, recipe: Recipe, settings: Settings, engine_name: str, data: Data, seed: int):
        from core.training.batches import Batches
        from core.training.objective import loss_and_metric
        from core.training.optimizers import build_optimizer

        self.data, self._recipe = data, recipe
        self._kind = _kind(recipe, settings, engine_name)
        summary = summarize(recipe.layers, data.train.shape)  # raises if the data does not fit
        self.parameters = summary.parameters
        self.model = self._build(seed)
        if engine_name.endswith(BLOCK):
            use_block(self.model, recipe.layers)
        loss, batch_size = recipe.compile["loss"], recipe.fit["batch_size"]
        classes = recipe.data.classes if loss == "categorical_crossentropy" else None
        validation = Batches(data.validation, classes) if data.validation else None
        self.engine = Engine(
            self.model,
            build_optimizer(recipe.compile["optimizer"], recipe.compile["learning_rate"]),
            *loss_and_metric(loss, recipe.metric),
            Batches(data.train, classes),
            validation,
            batch_size,
            engine_name,
        )
        evaluation_batch = max(batch_size, 256)  # results are sums, so only speed and memory differ
        self.validator = None
        if validation:
            self.validator = Evaluator(self.engine, validation, evaluation_batch)
        test = Batches(data.splits.test, classes)
        self.tester = Evaluator(self.engine, test, evaluation_batch)
        self._optimizer = self.engine.state()["optimizer"]

    def serves(self, recipe: Recipe, settings: Settings, engine_name: str) -> bool:
        """Whether a run of this recipe can use it, after ``reset``."""
        return self._kind == _kind(recipe, settings, engine_name)

    def reset(self, seed: int) -> None:
        """Get ready for a run with this seed: initial weights, optimizer and dropout streams."""
        fresh = self._build(seed)
        streams = [generator.state.numpy() for generator in seed_generators(fresh)]
        self.engine.assign(fresh.get_weights(), self._optimizer, streams)
        self.model.stop_training = False

    def rehearse(self) -> None:
        """Compile what a run needs, by doing some of it: all but its test.

        It must be ``reset`` before a run uses it.
        """
        engine, batch, samples = self.engine, self._recipe.fit["batch_size"], len(self.data.train)
        order = np.arange(2 * batch, dtype=np.int32) % samples
        engine.run_steps(order.reshape(2, batch), engine.start_totals())
        if self.validator:
            self.validator.run(0, engine.start_totals())
        if engine.kind == "xla" and self._recipe.fit["epochs"] > graph_epochs(samples, batch):
            steps, rest = divmod(samples, batch)
            orders = np.zeros((EPOCHS_PER_CALL, steps, batch), np.int32)
            rests = np.zeros((EPOCHS_PER_CALL, rest), np.int32)
            engine.run_epochs(orders, rests, first=0, count=0, best=np.inf)

    def _build(self, seed: int) -> Any:
        from core.training.build import build_model

        layers, shape = self._recipe.layers, self.data.train.shape
        return build_model(layers, shape, seed, embeddings=self.data.splits.embeddings)


class Standby:
    """What a worker keeps between its runs: the last recipe it prepared, if that is small."""

    def __init__(self) -> None:
        self._prepared: Prepared | None = None

    @property
    def ready(self) -> bool:
        """Whether it holds a prepared recipe."""
        return self._prepared is not None

    def take(self, recipe: Recipe, settings: Settings, engine_name: str) -> Prepared | None:
        """What was prepared for such a recipe, or None; it must be ``reset`` before use."""
        prepared, self._prepared = self._prepared, None
        if prepared and prepared.serves(recipe, settings, engine_name):
            return prepared
        return None

    def keep(self, prepared: Prepared) -> None:
        """Keep it for the next run."""
        self._prepared = prepared

    def rehearse(self, recipe: Recipe, settings: Settings, engine_name: str) -> None:
        """Prepare a recipe for a run that may follow."""
        prepared = Prepared(recipe, settings, engine_name, Data(recipe, settings), seed=0)
        prepared.rehearse()
        self.keep(prepared)


def worth_keeping(recipe: Recipe) -> bool:
    """Whether workers keep such a recipe prepared: its data is small and never changes."""
    return recipe.data.generated


def _kind(recipe: Recipe, settings: Settings, engine_name: str) -> Sequence[Any]:
    return recipe.key_without_epochs, settings, engine_name
