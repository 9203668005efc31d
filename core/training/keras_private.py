"""What we use of Keras although it is not public: check it first for a new version of Keras."""

from __future__ import annotations

from typing import Any


def seed_generators(model: Any) -> list[Any]:
    """The seed generators (dropout streams) of a model, in layer order."""
    generators = (vars(item).get("seed_generator") for item in model._flatten_layers())
    return [generator for generator in generators if generator is not None]


def variable_index(optimizer: Any, variable: Any) -> int:
    """The place of a variable among those an optimizer was built with."""
    return optimizer._get_variable_index(variable)


def momentum(optimizer: Any, variable: Any) -> Any:
    """Adam's first moment of a variable, a TensorFlow variable."""
    return optimizer._momentums[variable_index(optimizer, variable)].value


def velocity(optimizer: Any, variable: Any) -> Any:
    """Adam's or RMSprop's second moment of a variable, a TensorFlow variable."""
    return optimizer._velocities[variable_index(optimizer, variable)].value
