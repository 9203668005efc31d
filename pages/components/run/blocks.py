"""A model as stacked blocks: what each layer does, its output shape and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from core.architectures.layers import Layer, Shape, layer_type
from core.architectures.summary import Step
from core.charts import FAMILY_STYLES
from core.digits import significant
from core.i18n import gettext, mark, ngettext
from core.recipes import Recipe
from pages.components.frame.fields import shown_value
from pages.components.frame.reader import theme


@dataclass(frozen=True)
class Kind:
    """Layers of one kind share a label and a colour for each theme."""

    word: str
    light: str
    dark: str


def _as_family(word: str, family: str) -> Kind:
    return Kind(word, FAMILY_STYLES[family].light, FAMILY_STYLES[family].dark)


# Layers that define a family have its colour.
DENSE = _as_family(mark("dense"), "mlp")
RECURRENT = _as_family(mark("recurrent"), "recurrent")
CONVOLUTION = _as_family(mark("convolution"), "convolutional")
POOLING = _as_family(mark("pooling"), "convolutional")
EMBEDDING = Kind(mark("embedding"), "#7a6200", "#d9bf4e")
RESHAPING = Kind(mark("reshaping"), "#6b6b6b", "#a8a5a0")
DROPOUT = Kind(mark("training only"), "#6b6b6b", "#a8a5a0")
FUNCTION = Kind(mark("function"), "#6b6b6b", "#a8a5a0")
INPUT = Kind(mark("input"), "#1d1d1f", "#f0efed")

KINDS: Mapping[str, Kind] = {
    "Embedding": EMBEDDING,
    "Dense": DENSE,
    "Activation": FUNCTION,
    "Dropout": DROPOUT,
    "Flatten": RESHAPING,
    "Reshape": RESHAPING,
    "Conv1D": CONVOLUTION,
    "Conv2D": CONVOLUTION,
    "MaxPooling1D": POOLING,
    "MaxPooling2D": POOLING,
    "GlobalMaxPooling1D": POOLING,
    "SimpleRNN": RECURRENT,
    "GRU": RECURRENT,
    "LSTM": RECURRENT,
    "Bidirectional": RECURRENT,
}


def show_blocks(recipe: Recipe, *, operations: bool = True) -> None:
    """Draw the layers of a recipe, from input to output.

    Args:
        operations: Whether each layer's operations are shown below its parameters.
    """
    st.html(blocks_html(recipe, theme=theme(), operations=operations))


def blocks_html(recipe: Recipe, *, theme: str = "light", operations: bool = True) -> str:
    """Return the blocks as HTML, with every value escaped."""
    total = recipe.summary.parameters
    blocks = [_block(step, total, theme, operations) for step in recipe.summary.steps]
    return f'<div class="blocks" role="list">{_input(recipe, theme)}{"".join(blocks)}</div>'


def shape_words(shape: Shape) -> str:
    """A shape without batch axis: ``"200 steps × 128"``, ``"28 × 28 × 1"``, ``"64 numbers"``."""
    if len(shape) == 2:
        return gettext("{steps:,} steps × {width:,}", steps=shape[0], width=shape[1])
    if len(shape) == 1:
        return ngettext("{count:,} number", "{count:,} numbers", shape[0])
    return " × ".join(f"{length:,}" for length in shape)


def input_words(recipe: Recipe) -> str:
    """The shape of a sample, as the model receives it, in words."""
    if recipe.task == "image-multiclass":  # rows are steps only if a layer reads them as such
        return " × ".join(f"{length:,}" for length in recipe.input_shape)
    return shape_words(recipe.input_shape)


def operations_words(count: int) -> str:
    """Operations of a forward pass of one sample: ``"13 million operations"``; "" for none."""
    if not count:
        return ""
    if count < 10_000:
        return gettext("{count:,} operations", count=count)
    if count < 999_500:
        return gettext("{count:,.0f} thousand operations", count=count / 1e3)
    return gettext("{count} million operations", count=significant(count / 1e6))


def _input(recipe: Recipe, theme: str) -> str:
    about = gettext(
        "One sample of {dataset}, as the model receives it.", dataset=gettext(recipe.data.title)
    )
    what = _paragraph(gettext("Input"), "", INPUT) + f"<p>{escape(about)}</p>"
    return _row(INPUT, theme, what, escape(input_words(recipe)), "")


def _block(step: Step, total: int, theme: str, operations: bool) -> str:
    kind = KINDS[step.layer.type]
    about = gettext(layer_type(step.layer.type).about)
    settings = settings_words(step.layer)
    what = _paragraph(f"{step.position} {step.layer.type}", settings, kind)
    what += f"<p>{escape(about)}</p>"
    shape = escape(f"→ {shape_words(step.output_shape)}")
    count = f"<p>{escape(_parameters(step))}</p>"
    if step.parameters:
        share = 100 * step.parameters / max(1, total)
        title = gettext("{share:.1f} % of the model's parameters", share=share)
        count += (
            f'<span class="bar" title="{escape(title)}"><i style="width:{share:.1f}%"></i></span>'
        )
    if operations and step.operations:
        count += f"<p>{escape(operations_words(step.operations))}</p>"
    return _row(kind, theme, what, shape, count)


def _row(kind: Kind, theme: str, what: str, shape: str, count: str) -> str:
    colour = kind.dark if theme == "dark" else kind.light
    return (
        f'<div class="block" role="listitem" style="--kind:{colour}"><div>{what}</div>'
        f'<div class="shape">{shape}</div><div class="count">{count}</div></div>'
    )


def _paragraph(name: str, settings: str, kind: Kind) -> str:
    word = "" if kind is INPUT else f' <span class="kind">{escape(gettext(kind.word))}</span>'
    more = f' <span class="settings">{escape(settings)}</span>' if settings else ""
    return f"<p><strong>{escape(name)}</strong>{word}{more}</p>"


def _parameters(step: Step) -> str:
    if not step.parameters:
        return gettext("no parameters")
    if step.layer.config.get("trainable", True):
        return gettext("{count:,} parameters", count=step.parameters)
    return gettext("{count:,} parameters, frozen", count=step.parameters)


def settings_words(item: Layer) -> str:
    """A layer's settings by their Keras names: ``"units 64 · activation relu"``."""
    words = []
    for name, value in item.config.items():
        if isinstance(value, Layer):
            words.append(f"{value.type} ({settings_words(value)})")
        elif value is not None and value not in DEFAULTS.get(name, ()):
            words.append(f"{name} {_value(value)}")
    return " · ".join(words)


# Settings shown only when they differ from these defaults.
DEFAULTS: Mapping[str, tuple[Any, ...]] = {
    "padding": ("valid",),
    "strides": (1, (1, 1)),
    "dropout": (0, None),
    "recurrent_dropout": (0, None),
    "return_sequences": (False,),
    "trainable": (True,),
}


def _value(value: Any) -> str:
    return " × ".join(map(str, value)) if isinstance(value, tuple) else shown_value(value)
