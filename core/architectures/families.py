"""The four recipe families."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import mark


@dataclass(frozen=True)
class Family:
    """A family: which patterns its models can see by construction."""

    title: str
    about: str


FAMILIES: dict[str, Family] = {
    "mlp": Family(
        mark("Multilayer perceptron"),
        mark("Gives every input position its own weight; order means nothing to it."),
    ),
    "recurrent": Family(
        mark("Recurrent"),
        mark("Reads step by step and remembers; recent steps are the easiest to keep."),
    ),
    "convolutional": Family(
        mark("Convolutional"),
        mark("Looks for short patterns, the same ones at every position."),
    ),
    "recurrent-convolutional": Family(
        mark("Recurrent-convolutional"),
        mark("Finds short patterns first, then reads their order."),
    ),
}
