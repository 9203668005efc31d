"""Shapes and parameters of a model in pure Python: a page previews it without TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.architectures.layers import Layer, Shape, ShapeError, layer_type
from core.architectures.operations import operations
from core.errors import RequestError


@dataclass(frozen=True)
class Step:
    """One layer of a summary: its place (1-based), shapes without the batch, parameters.

    ``operations`` are floating-point operations of one sample's forward pass.
    """

    position: int
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameters: int
    operations: int


@dataclass(frozen=True)
class Summary:
    """All steps of a model; ``parameters`` counts frozen ones too, as Keras' count_params does."""

    steps: tuple[Step, ...]

    @property
    def output_shape(self) -> Shape:
        return self.steps[-1].output_shape

    @property
    def parameters(self) -> int:
        return sum(step.parameters for step in self.steps)

    @property
    def operations(self) -> int:
        """Floating-point operations of one sample's forward pass."""
        return sum(step.operations for step in self.steps)

    @property
    def trainable_parameters(self) -> int:
        return sum(
            step.parameters for step in self.steps if step.layer.config.get("trainable", True)
        )


# A model beyond this could only be killed by the machine later; refuse it by name now.
MOST_PARAMETERS = 500_000_000


def summarize(layers: Sequence[Layer], input_shape: Shape) -> Summary:
    """Walk the layers from the input shape.

    Args:
        layers: The model, in order.
        input_shape: Shape of one sample.

    Raises:
        RequestError: An unknown layer, a shape a layer cannot take, or a model beyond 500 million
            parameters. The message names the layer.
    """
    steps = []
    shape = tuple(input_shape)
    for position, item in enumerate(layers, start=1):
        kind = layer_type(item.type)
        try:
            output = kind.output_shape(item.config, shape)
        except ShapeError as error:
            raise RequestError(
                "Layer {position} ({layer}) cannot follow: {reason}; change that layer or the "
                "ones before it.",
                position=position,
                layer=item.type,
                reason=error,
            ) from None
        parameters = kind.parameters(item.config, shape)
        if parameters > MOST_PARAMETERS:
            raise RequestError(
                "Layer {position} ({layer}) would have {parameters:,} parameters; at most "
                "{most:,} fit here: choose fewer units, a shorter input or a smaller vocabulary.",
                position=position,
                layer=item.type,
                parameters=parameters,
                most=MOST_PARAMETERS,
            )
        counted = operations(item.type, item.config, shape, output)
        steps.append(Step(position, item, shape, output, parameters, counted))
        shape = output
    return Summary(tuple(steps))
