"""An architecture: a named model of a family, described by layers and hyperparameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.architectures.declared import DEPTH, DROPOUT_LAYER, OUTPUT_ACTIVATION, TRAINABLE
from core.architectures.layers import Layer, layer, layer_type
from core.hyperparameters import Hyperparameter, validate_all
from core.i18n import gettext

PASSES_SEQUENCES = ("Dropout", "Activation")


@dataclass(frozen=True)
class Block:
    """Which layers ``depth`` repeats: ``length`` layers from index ``start``, ``copies`` times."""

    start: int
    length: int = 1
    copies: int = 1

    @property
    def stop(self) -> int:
        return self.start + self.length * self.copies


@dataclass(frozen=True)
class Architecture:
    """A model of a family.

    Attributes:
        name: Stable name, a key of ARCHITECTURES.
        family: One of FAMILIES.
        layers: The layers in order; fixed ones (the output) declare no hyperparameters.
        block: The part that ``depth`` repeats; None if the architecture has no depth.
        open_output: Whether the output's activation can be changed, because the source got it
            wrong.
        open_dropout: Whether a Dropout layer can be added before the output.
    """

    name: str
    family: str
    layers: tuple[Layer, ...]
    block: Block | None = None
    open_output: bool = False
    open_dropout: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", connect(self.layers))

    def hyperparameters(self) -> dict[str, Hyperparameter]:
        """Every hyperparameter by its name on the command line.

        A hyperparameter that occurs once has Keras' name; one that occurs several times is
        numbered in layer order. Each default is this architecture's value.
        """
        return {
            name: replace(hyperparameter, name=name, group="architecture")
            for name, hyperparameter, _ in self._hyperparameters()
        }

    def settings_of_layers(self) -> dict[int, dict[str, str]]:
        """For each layer that has settings, by its 0-based index: Keras' name → setting."""
        names: dict[int, dict[str, str]] = {}
        for name, hyperparameter, index in self._hyperparameters():
            if name != DEPTH.name:
                names.setdefault(index, {})[hyperparameter.name] = name
        return names

    def with_values(self, values: Mapping[str, Any]) -> Architecture:
        """The same architecture with some hyperparameters changed.

        ``depth`` is applied first, so the layers it adds can be set in the same call.

        Raises:
            RequestError: A name is unknown or a value is out of bounds.
        """
        values = dict(values)
        changed = self
        if "depth" in values and self.block:
            changed = self._with_depth(DEPTH.validate(values.pop("depth")))
        declared = changed.hyperparameters()
        valid = validate_all(
            declared, values, of=gettext("The architecture {architecture}", architecture=self.name)
        )
        layers = list(changed.layers)
        for name, hyperparameter, index in changed._hyperparameters():
            if name in valid and name not in (DEPTH.name, DROPOUT_LAYER.name):
                layers[index] = _with_setting(layers[index], hyperparameter.name, valid[name])
        if DROPOUT_LAYER.name in valid:
            layers = _with_dropout(layers, valid[DROPOUT_LAYER.name])
        return replace(changed, layers=tuple(layers))

    def _with_depth(self, depth: int) -> Architecture:
        block = self.block
        body = self.layers[block.start : block.stop]
        last = body[-block.length :]
        copies = body[: depth * block.length] + last * max(0, depth - block.copies)
        layers = self.layers[: block.start] + copies + self.layers[block.stop :]
        return replace(self, layers=layers, block=replace(block, copies=depth))

    def _hyperparameters(self) -> Iterator[tuple[str, Hyperparameter, int]]:
        """Name on the command line, hyperparameter under Keras' name, index of its layer."""
        if self.block:
            yield "depth", DEPTH.with_default(self.block.copies), self.block.start
        tunable = [
            (index, hyperparameter)
            for index, item in enumerate(self.layers)
            if not (item.fixed or item.added)
            for hyperparameter in _tunable(item)
        ]
        names = [hyperparameter.name for _, hyperparameter in tunable]
        for number, (index, hyperparameter) in enumerate(tunable, start=1):
            name = hyperparameter.name
            value = _wrapped_layer(self.layers[index]).config[name]
            position = f"{index + 1} · {self.layers[index].type}"
            declared = replace(hyperparameter, default=value, position=position)
            several = names.count(name) > 1
            yield f"{name}_{names[:number].count(name)}" if several else name, declared, index
        if self.open_output:
            last = len(self.layers) - 1
            value = self.layers[last].config["activation"]
            yield "output_activation", OUTPUT_ACTIVATION.with_default(value), last
        added = next((index for index, item in enumerate(self.layers) if item.added), None)
        if self.open_dropout or added is not None:
            rate = DROPOUT_LAYER.default if added is None else self.layers[added].config["rate"]
            index = _output(self.layers) if added is None else added
            yield DROPOUT_LAYER.name, DROPOUT_LAYER.with_default(rate), index


def connect(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Set ``return_sequences`` of each recurrent layer: True if the next layer reads a sequence."""
    connected = []
    for index, item in enumerate(layers):
        inner = _wrapped_layer(item)
        if inner.type in ("LSTM", "GRU", "SimpleRNN"):
            following = (
                later for later in layers[index + 1 :] if later.type not in PASSES_SEQUENCES
            )
            next_layer = next(following, None)
            needed = next_layer is not None and layer_type(next_layer.type).needs_sequence
            item = _with_setting(item, "return_sequences", needed)
        connected.append(item)
    return tuple(connected)


def head(task: str, classes: int | None) -> tuple[Layer, ...]:
    """The output layer of a task: one probability, one per class, or a number."""
    if task == "series-regression":
        units, activation = 1, "linear"
    else:
        units, activation = (1, "sigmoid") if classes == 2 else (classes, "softmax")
    return (layer("Dense", units=units, activation=activation, fixed=True),)


def complete(
    architecture: Architecture,
    *,
    vocabulary: int | None,
    input_shape: tuple[int, ...] = (),
    output: tuple[Layer, ...] = (),
) -> Architecture:
    """Adapt an architecture of the table to a dataset: vocabulary, channel and output.

    Args:
        architecture: An entry of ARCHITECTURES.
        vocabulary: Number of tokens, the ``input_dim`` of an Embedding.
        input_shape: Shape of one sample; a Reshape without a target adds a channel to it.
        output: The fixed layers at the end of the model.
    """
    layers = []
    for item in architecture.layers:
        if item.type == "Embedding":
            item = item.with_config(input_dim=vocabulary)
        elif item.type == "Reshape" and not item.config["target_shape"]:
            item = item.with_config(target_shape=(*input_shape, 1))
        layers.append(item)
    return replace(architecture, layers=(*layers, *output))


def _wrapped_layer(item: Layer) -> Layer:
    return item.config["layer"] if item.type == "Bidirectional" else item


def _tunable(item: Layer) -> tuple[Hyperparameter, ...]:
    inner = _wrapped_layer(item)
    if inner.config.get("weights"):  # given vectors fix the width; only their training is a choice
        return (TRAINABLE,)
    return layer_type(inner.type).tunable


def _with_dropout(layers: Sequence[Layer], rate: float) -> list[Layer]:
    """The layers with a Dropout layer before the output; without one if the rate is 0."""
    layers = [item for item in layers if not item.added]
    if rate:
        layers.insert(_output(layers), Layer("Dropout", {"rate": rate}, added=True))
    return layers


def _output(layers: Sequence[Layer]) -> int:
    """Number of the first fixed layer; the number of layers if none is fixed."""
    return next((index for index, item in enumerate(layers) if item.fixed), len(layers))


def _with_setting(item: Layer, name: str, value: Any) -> Layer:
    if item.type == "Bidirectional":
        return item.with_config(layer=item.config["layer"].with_config(**{name: value}))
    return item.with_config(**{name: value})
