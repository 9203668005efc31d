"""The four recipe families."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import mark


@dataclass(frozen=True)
class Family:
    """A family: what its models can see by construction."""

    name: str
    title: str
    about: str


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "mlp",
            mark("Multilayer perceptron"),
            mark("Weighs every input at its own place; the order is just more inputs."),
        ),
        Family(
            "recurrent",
            mark("Recurrent"),
            mark("Reads step by step and remembers; what came last is easy to keep."),
        ),
        Family(
            "convolutional",
            mark("Convolutional"),
            mark("Looks for short patterns, the same ones everywhere."),
        ),
        Family(
            "recurrent-convolutional",
            mark("Recurrent-convolutional"),
            mark("Finds short patterns first, then reads their order."),
        ),
    )
}
