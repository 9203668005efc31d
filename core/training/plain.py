"""Plain Keras, as in a source's own script: ``Sequential`` + ``compile`` + ``fit``.

This uses nothing from our engine, so the two can be compared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from core.architectures import Layer
from core.datasets import Samples, Splits
from core.recipes import Recipe
from core.training.validation import split_validation


def plain_layer(item: Layer) -> Any:
    """One layer as in a script: Keras' defaults, unseeded."""
    import keras

    config = {name: value for name, value in item.config.items() if name != "weights"}
    if item.type == "Bidirectional":
        return keras.layers.Bidirectional(plain_layer(config["layer"]))
    return getattr(keras.layers, item.type)(**config)


def plain_model(recipe: Recipe, splits: Splits) -> Any:
    """The recipe's model, built and compiled as its source does."""
    import keras

    model = keras.Sequential([keras.Input(splits.train.shape)])
    for item in recipe.layers:
        model.add(plain_layer(item))
        if item.config.get("weights") and splits.embeddings is not None:
            model.layers[-1].set_weights([splits.embeddings])
    compile_plain(model, recipe)
    return model


def compile_plain(model: Any, recipe: Recipe) -> None:
    """Compile a model as the recipe's source does."""
    import keras

    optimizer = keras.optimizers.get(recipe.compile["optimizer"])
    optimizer.learning_rate = recipe.compile["learning_rate"]
    metrics = ["accuracy"] if recipe.metric == "accuracy" else ["mae"]
    model.compile(optimizer=optimizer, loss=recipe.compile["loss"], metrics=metrics)


def fit_plain(
    recipe: Recipe, splits: Splits, *, epochs: int | None = None, evaluate: bool = True
) -> dict[str, Any]:
    """Fit and evaluate with plain Keras.

    Args:
        recipe: The recipe to fit.
        splits: Its data.
        epochs: Number of epochs; the recipe's by default.
        evaluate: Whether to evaluate on the test split.

    Returns:
        ``history`` by metric, ``epoch_seconds`` and ``test``.
    """
    import keras

    train, validation = split_validation(splits, recipe.fit)
    model = plain_model(recipe, splits)
    batch = recipe.fit["batch_size"]
    classes = recipe.data.classes if recipe.compile["loss"] == "categorical_crossentropy" else None
    began: list[float] = []
    seconds: list[float] = []
    times = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda *_: began.append(time.perf_counter()),
        on_epoch_end=lambda *_: seconds.append(time.perf_counter() - began[-1]),
    )
    callbacks = [times]
    if recipe.fit.get("patience"):
        patience, restore = recipe.fit["patience"], recipe.fit["restore_best_weights"]
        stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=restore)
        callbacks.append(stopping)
    arguments: dict[str, Any] = {"epochs": epochs or recipe.fit["epochs"], "verbose": 0}
    if train.starts is None:
        arguments |= {"batch_size": batch}
        data: Sequence[Any] = (train.inputs, _targets(train, classes))
        if validation:
            arguments["validation_data"] = (validation.inputs, _targets(validation, classes))
    else:
        data = (window_generator(train, batch, shuffle=True),)
        arguments |= {"steps_per_epoch": recipe.fit["steps_per_epoch"]}
        if validation:
            arguments["validation_data"] = window_generator(validation, batch)
            arguments["validation_steps"] = max(1, len(validation) // batch)
    fitted = model.fit(*data, callbacks=callbacks, **arguments)
    result = {
        "history": {name: [float(v) for v in fitted.history[name]] for name in fitted.history},
        "epoch_seconds": seconds,
    }
    if evaluate:
        result["test"] = evaluate_plain(model, splits.test, classes, batch)
    return result


def evaluate_plain(model: Any, test: Samples, classes: int | None, batch: int) -> dict[str, float]:
    """Loss and metric on the test split from ``Model.evaluate``."""
    if test.starts is None:
        data = {"x": test.inputs, "y": _targets(test, classes), "batch_size": batch}
    else:
        data = {"x": window_generator(test, batch), "steps": -(-len(test) // batch)}
    values = model.evaluate(**data, verbose=0, return_dict=True)
    return {name: float(value) for name, value in values.items()}


def window_generator(
    samples: Samples, batch_size: int, *, shuffle: bool = False
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Endless batches of windows, sliced one by one in Python as in the source's generator."""
    rng = np.random.default_rng()
    position = 0
    while True:
        if shuffle:
            chosen = rng.integers(0, len(samples), batch_size)
        else:
            if position >= len(samples):
                position = 0
            chosen = np.arange(position, min(position + batch_size, len(samples)))
            position += len(chosen)
        windows = np.zeros((len(chosen), *samples.shape))
        targets = np.zeros((len(chosen),))
        for row, sample in enumerate(chosen):
            windows[row] = samples.inputs[samples.starts[sample] + samples.offsets]
            targets[row] = samples.targets[sample]
        yield windows, targets


def _targets(samples: Samples, classes: int | None) -> np.ndarray:
    if classes:
        return np.eye(classes, dtype="float32")[samples.targets]
    return samples.targets.astype("float32")[:, None]
