"""The four recipe families."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import mark


@dataclass(frozen=True)
class Family:
    """A family: which patterns its models can see by construction."""

    name: str
    title: str
    about: str


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "mlp",
            mark("Multilayer perceptron"),
            mark("Gives every input position its own weight; order means nothing to it."),
        ),
        Family(
            "recurrent",
            mark("Recurrent"),
            mark("Reads step by step and remembers; recent steps are the easiest to keep."),
        ),
        Family(
            "convolutional",
            mark("Convolutional"),
            mark("Looks for short patterns, the same ones at every position."),
        ),
        Family(
            "recurrent-convolutional",
            mark("Recurrent-convolutional"),
            mark("Finds short patterns first, then reads their order."),
        ),
    )
}
