"""A recipe: dataset, preprocessing, architecture, compile and fit. Immutable and always valid."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from core.architectures import (
    ARCHITECTURES,
    Architecture,
    Block,
    Layer,
    Summary,
    complete,
    summarize,
)
from core.datasets import Dataset, dataset
from core.errors import RequestError
from core.hyperparameters import Hyperparameter, validate_all
from core.i18n import gettext
from core.recipes.declared import COMPILE, FIT


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Figures that a source printed for a recipe; None where it printed nothing.

    Losses are values of the recipe's own loss function; accuracies are fractions from 0 to 1; for
    series the loss is the mean absolute error in standard deviations. Epochs are 1-based, as
    printed.
    """

    loss: float | None = None
    accuracy: float | None = None
    val_loss: float | None = None
    val_accuracy: float | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None
    first_epoch: Mapping[str, float] = field(default_factory=dict)
    seconds_per_epoch: float | None = None
    parameters: int | None = None
    best_epoch: int | None = None
    stopped_epoch: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value not in (None, {})}


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """A known flaw of a source, and the settings that correct it (empty if none do)."""

    text: str
    correction: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A dataset, its preprocessing, a model, how to compile it and how to fit it.

    Attributes:
        id: The catalogue's id; a recipe with changed settings keeps it but has another ``key``.
        dataset: Name of the dataset.
        architecture: The model, including its output layer.
        preprocessing: The dataset's settings by name.
        compile: optimizer, learning_rate, loss and metrics, under Keras' names.
        fit: epochs, batch_size, validation and early stopping settings.
        published: Whether it is one of the 28 taken from a source.
        represents: Whether it is the one that represents its dataset and family.
        reference: The figures its source printed.
        source: Where it was published.
        flaws: Its known flaws and their corrections.
        notes: Other things worth knowing.

    Example:
        >>> cnn = recipe("imdb/cnn")
        >>> cnn.summary.parameters
        2691585
        >>> cnn.with_settings({"kernel_size": "7"}).summary.parameters
        2822657
    """

    id: str
    dataset: str
    architecture: Architecture
    preprocessing: Mapping[str, Any]
    compile: Mapping[str, Any]
    fit: Mapping[str, Any]
    published: bool = False
    represents: bool = False
    reference: Reference = Reference()
    source: str = ""
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise RequestError if early stopping lacks validation data or the shapes do not fit."""
        validates = self.fit.get("validation_split", 0) > 0
        validates |= self.fit.get("validation_data") == "test"
        validates |= self.dataset in OWN_VALIDATION
        if self.fit.get("patience") and not validates:
            raise RequestError(
                "patience={patience} needs validation data, but {recipe} has none; set "
                "validation_split above 0 or patience to 0.",
                patience=self.fit["patience"],
                recipe=self.id,
            )
        _ = self.summary  # raises if the layers' shapes do not fit together

    @property
    def data(self) -> Dataset:
        return dataset(self.dataset)

    @property
    def task(self) -> str:
        return self.data.task

    @property
    def family(self) -> str:
        return self.architecture.family

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self.architecture.layers

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one sample as the dataset declares it; loads nothing."""
        return self.data.shape(self.preprocessing)

    @property
    def metric(self) -> str:
        """The metric it is evaluated by: ``accuracy``, or ``mae`` for series."""
        return "mae" if self.task == "series-regression" else "accuracy"

    @cached_property
    def summary(self) -> Summary:
        return summarize(self.layers, self.input_shape)

    @cached_property
    def key(self) -> str:
        """Digest (12 hex digits) of everything except the seed that determines a run's history."""
        return _digest(self._content())

    @cached_property
    def key_without_epochs(self) -> str:
        """Like ``key``, but ignoring the number of epochs, so that an extended run keeps it."""
        content = self._content()
        content["fit"].pop("epochs")
        return _digest(content)

    def hyperparameters(self, model: Architecture | None = None) -> dict[str, Hyperparameter]:
        """Every setting that can be changed, by name; each default is the recipe's own value.

        Args:
            model: Another architecture whose hyperparameters to give; its shapes need not fit.
        """

        def own(declared: Sequence[Hyperparameter], values: Mapping[str, Any]) -> dict:
            names = (entry for entry in declared if entry.name in values)
            return {entry.name: entry.with_default(values[entry.name]) for entry in names}

        return (
            own(self.data.settings, self.preprocessing)
            | (model or self.architecture).hyperparameters()
            | own(COMPILE, self.compile)
            | own(FIT, self.fit)
        )

    def values(self) -> dict[str, Any]:
        """The value of every hyperparameter, by name."""
        return {
            name: hyperparameter.default for name, hyperparameter in self.hyperparameters().items()
        }

    def with_settings(self, values: Mapping[str, Any]) -> Recipe:
        """The recipe with some settings changed; text values are parsed.

        Raises:
            RequestError: A setting is unknown (the message lists the valid ones), a value is out
                of bounds, or the shapes of the layers do not fit together.
        """
        if not values:
            return self
        architecture = self.architecture
        if "depth" in values and architecture.block:
            architecture = architecture.with_values({"depth": values["depth"]})
        declared = self.hyperparameters(architecture)
        valid = validate_all(declared, values, of=gettext("The recipe {recipe}", recipe=self.id))
        groups: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for name, value in valid.items():
            groups[declared[name].group][name] = value
        preprocessing = {**self.preprocessing, **groups["preprocessing"]}
        architecture = self.architecture.with_values(groups["architecture"])
        if "num_words" in preprocessing:
            architecture = complete(architecture, vocabulary=preprocessing["num_words"])
        return replace(
            self,
            architecture=architecture,
            preprocessing=preprocessing,
            compile={**self.compile, **groups["compile"]},
            fit={**self.fit, **groups["fit"]},
        )

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready description, sufficient to run it again; see ``recipe_from_dict``."""
        block = self.architecture.block
        return self._content() | {
            "id": self.id,
            "architecture": self.architecture.name,
            "family": self.family,
            "block": [block.start, block.length, block.copies] if block else None,
            "open_output": self.architecture.open_output,
        }

    def _content(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset,
            "preprocessing": dict(self.preprocessing),
            "layers": [item.as_dict() for item in self.layers],
            "compile": dict(self.compile),
            "fit": dict(self.fit),
        }


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# Datasets whose source prescribes the validation samples; their recipes have no validation_split.
OWN_VALIDATION = ("jena", "series", "imdb-raw")


def recipe_from_dict(data: Mapping[str, Any]) -> Recipe:
    """The recipe that ``as_dict`` described, without its reference, source and flaws.

    Raises:
        RequestError: Part of the description is missing, unknown or impossible.
    """
    try:
        layers = tuple(Layer.from_dict(item) for item in data["layers"])
        block = Block(*data["block"]) if data.get("block") else None
        original = ARCHITECTURES.get(data["architecture"])
        model = Architecture(
            data["architecture"],
            data["family"],
            layers,
            block,
            open_output=bool(data.get("open_output")),
            open_dropout=bool(original and original.open_dropout),
        )
        return Recipe(
            id=data["id"],
            dataset=data["dataset"],
            architecture=model,
            preprocessing=dict(data["preprocessing"]),
            compile=dict(data["compile"]),
            fit=dict(data["fit"]),
        )
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise RequestError(
            "A recipe needs its dataset, preprocessing, layers, compile and fit; {reason} is "
            "missing or wrong.",
            reason=error,
        ) from None
