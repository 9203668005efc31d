"""Data preparation, compilation and training of a recipe in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.hyperparameters import Hyperparameter
from core.i18n import gettext, mark
from core.recipes import Recipe
from core.recipes.recipe import OWN_VALIDATION
from pages.components.frame.fields import label_of, shown_value
from pages.components.live.place import settings_of

# Preprocessing of every sample that no setting describes.
PREPARED: Mapping[str, str] = {
    "noise": mark("The 12 numbers, between 0 and 1, are used as generated."),
    "breast-cancer": mark(
        "Each measurement is z-scored: its mean is subtracted and it is divided by its standard "
        "deviation, both taken from the training patients."
    ),
    "imdb": mark("Each word is replaced by its rank; the most frequent words rank first."),
    "imdb-raw": mark(
        "Reviews are lower-cased, stripped of punctuation and split at spaces; each word is "
        "replaced by its rank in the 25,000 training reviews."
    ),
    "reuters": mark("Each word is replaced by its rank; the most frequent words rank first."),
    "mnist": mark("Each pixel, a whole number from 0 to 255, is divided by 255."),
    "digits": mark("Each pixel, a whole number from 0 to 16, is divided by 16."),
    "jena": mark("Each measurement is z-scored by its mean and standard deviation."),
    "series": mark("Each measurement is z-scored by its mean and standard deviation."),
}
GENERATED_TOKENS = mark("The tokens are generated as numbers and used as they are.")

OPTIMIZERS: Mapping[str, str] = {
    "adam": "Adam",
    "rmsprop": "RMSprop",
    "sgd": "SGD",
    "adamw": "AdamW",
    "nadam": "Nadam",
    "adagrad": "Adagrad",
    "adamax": "Adamax",
}
LOSSES: Mapping[str, str] = {
    "binary_crossentropy": mark("the binary cross-entropy"),
    "categorical_crossentropy": mark("the categorical cross-entropy"),
    "mae": mark("the mean absolute error"),
}


def data_sentences(recipe: Recipe) -> list[str]:
    """How the data is prepared, and each preprocessing setting with its value."""
    prepared = gettext(PREPARED.get(recipe.dataset, GENERATED_TOKENS))
    return [prepared, *map(_setting, settings_of(recipe).values())]


def fit_sentences(recipe: Recipe) -> list[str]:
    """How a recipe is compiled and trained."""
    compile, fit = recipe.compile, recipe.fit
    optimizer = gettext(
        "{optimizer}, learning rate {rate:g}, minimises {loss}.",
        optimizer=OPTIMIZERS.get(compile["optimizer"], compile["optimizer"]),
        rate=compile["learning_rate"],
        loss=gettext(LOSSES.get(compile["loss"], compile["loss"])),
    )
    text = mark("{epochs:,} epochs through the training data, in batches of {batch:,} samples.")
    if "steps_per_epoch" in fit:
        text = mark(
            "{epochs:,} epochs, each of {steps:,} batches of {batch:,} samples drawn at random."
        )
    epochs = gettext(
        text,
        epochs=fit["epochs"],
        steps=fit.get("steps_per_epoch"),
        batch=fit["batch_size"],
    )
    return [optimizer, epochs, _validation(recipe), *_stopping(fit)]


def _validation(recipe: Recipe) -> str:
    fit = recipe.fit
    if recipe.dataset in OWN_VALIDATION:
        return gettext("Validated on the dataset's own validation samples.")
    if fit.get("validation_data") == "test":
        return gettext("Validated on the test samples themselves, as the source did.")
    if fit.get("validation_split"):
        return gettext(
            "Validated on the last {share:.3g} % of the training data, which is held out.",
            share=100 * fit["validation_split"],
        )
    return gettext("Not validated during training: there is no validation data.")


def _stopping(fit: Mapping[str, Any]) -> list[str]:
    if not fit.get("patience"):
        return []
    if fit.get("restore_best_weights"):
        text = mark(
            "Stops after {patience:,} epochs without a better validation loss and restores the "
            "weights of the best epoch."
        )
    else:
        text = mark("Stops after {patience:,} epochs without a better validation loss.")
    return [gettext(text, patience=fit["patience"])]


def _setting(hyperparameter: Hyperparameter) -> str:
    words = {
        "label": label_of(hyperparameter),
        "value": shown_value(hyperparameter.default),
        "help": gettext(hyperparameter.help) if hyperparameter.help else "",
    }
    if hyperparameter.unit:
        return gettext(
            "{label}: {value} {unit}. {help}", unit=gettext(hyperparameter.unit), **words
        )
    return gettext("{label}: {value}. {help}", **words)
