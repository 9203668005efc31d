"""A model as stacked blocks: what each layer does, its output shape and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from types import MappingProxyType
from typing import Any

import streamlit as st

from core.architectures import receptive_fields
from core.architectures.layers import Layer, Shape, layer_type
from core.architectures.summary import Step
from core.charts import FAMILY_STYLES
from core.digits import significant
from core.i18n import gettext, mark, ngettext
from core.recipes import Recipe
from pages.components.frame.fields import shown_value
from pages.components.frame.reader import theme

Links = Mapping[str, Sequence[tuple[str, str]]]
"""Layer type → address and label of each link in the blocks of such layers."""


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


# Task → how much of a sample a layer sees.
SEES: Mapping[str, str] = {
    "numeric-binary": mark("sees {size} of {whole} numbers"),
    "text-binary": mark("sees {size} of {whole} tokens"),
    "text-multiclass": mark("sees {size} of {whole} tokens"),
    "image-multiclass": mark("sees {size} of {whole} rows"),
    "series-regression": mark("sees {size} of {whole} readings"),
}
SEES_PIXELS = mark("sees {size} of {whole} pixels")


def show_blocks(
    recipe: Recipe,
    *,
    operations: bool = True,
    original: Recipe | None = None,
    links: Links | None = None,
) -> None:
    """Draw the layers of a recipe, from input to output.

    Args:
        operations: Whether each layer's operations are shown below its parameters.
        original: The recipe before its changes: what they add or take away is shown with a sign.
        links: Layer type → address and label of each link in its block.
    """
    html = blocks_html(
        recipe, theme=theme(), operations=operations, original=original, links=links or {}
    )
    st.html(html)


def blocks_html(
    recipe: Recipe,
    *,
    theme: str = "light",
    operations: bool = True,
    original: Recipe | None = None,
    links: Links = MappingProxyType({}),
) -> str:
    """Return the blocks as HTML, with every value escaped."""
    total, steps = recipe.summary.parameters, recipe.summary.steps
    before = _matches(original, recipe) if original else list(steps)
    blocks = [
        _block(step, old, sees_words(recipe, sees), total, theme, operations, links)
        for step, old, sees in zip(steps, before, receptive_fields(steps), strict=True)
    ]
    return f'<div class="blocks" role="list">{_input(recipe, theme)}{"".join(blocks)}</div>'


def _matches(original: Recipe, recipe: Recipe) -> list[Step | None]:
    """For each layer of a recipe the same one of the original; None for one that was added."""
    steps = original.summary.steps
    kinds = [[(item.type, item.fixed) for item in each.layers] for each in (original, recipe)]
    matches: list[Step | None] = [None] * len(kinds[1])
    for start, first, size in SequenceMatcher(None, *kinds, autojunk=False).get_matching_blocks():
        matches[first : first + size] = steps[start : start + size]
    return matches


def shape_words(shape: Shape) -> str:
    """A shape without batch axis: ``"200 steps × 128"``, ``"28 × 28 × 1"``, ``"64 numbers"``."""
    if len(shape) == 2:
        return gettext("{steps:,} steps × {width:,}", steps=shape[0], width=shape[1])
    if len(shape) == 1:
        return ngettext("{count:,} number", "{count:,} numbers", shape[0])
    return " × ".join(f"{length:,}" for length in shape)


def sees_words(recipe: Recipe, field: Shape) -> str:
    """What decides one output of a layer with this receptive field: ``"sees 5 of 60 tokens"``."""
    size, whole = (
        " × ".join(f"{length:,}" for length in lengths)
        for lengths in (field, recipe.input_shape[: len(field)])
    )
    text = SEES_PIXELS if len(field) == 2 else SEES[recipe.task]
    return gettext(text, size=size, whole=whole)


def input_words(recipe: Recipe) -> str:
    """The shape of a sample, as the model receives it, in words."""
    if recipe.task == "image-multiclass":  # rows are steps only if a layer reads them as such
        return " × ".join(f"{length:,}" for length in recipe.input_shape)
    return shape_words(recipe.input_shape)


def operations_words(count: int) -> str:
    """Operations of a forward pass of one sample: ``"13 million operations"``; "" for none."""
    if not count:
        return ""
    return gettext("{count} operations", count=scaled(count))


def scaled(count: int) -> str:
    """A number with its scale as a word: ``"9,800"``, ``"512 thousand"``, ``"13 million"``."""
    if abs(count) < 10_000:
        return f"{count:,}"
    if abs(count) < 999_500:
        return gettext("{count:,.0f} thousand", count=count / 1e3)
    return gettext("{count} million", count=significant(count / 1e6))


def signed(count: int) -> str:
    """A difference, scaled: ``"+3,072"``, ``"−12 thousand"``."""
    return f"{'−' if count < 0 else '+'}{scaled(abs(count))}"


def exactly(count: int) -> str:
    """A difference with all its digits: ``"+31,072"``."""
    return f"{'−' if count < 0 else '+'}{abs(count):,}"


def _input(recipe: Recipe, theme: str) -> str:
    about = gettext(
        "One sample of {dataset}, as the model receives it.", dataset=gettext(recipe.data.title)
    )
    what = _paragraph(gettext("Input"), "", INPUT) + f"<p>{escape(about)}</p>"
    return _row(INPUT, theme, what, escape(input_words(recipe)), "")


def _block(
    step: Step,
    before: Step | None,
    sees: str,
    total: int,
    theme: str,
    operations: bool,
    links: Links,
) -> str:
    kind = KINDS[step.layer.type]
    about = gettext(layer_type(step.layer.type).about)
    settings = settings_words(step.layer)
    what = _paragraph(f"{step.position} {step.layer.type}", settings, kind)
    what += f"<p>{escape(about)}</p>"
    pairs = links.get(step.layer.type, ())
    anchors = (f'<a href="{escape(href)}">{escape(label)}</a>' for href, label in pairs)
    what += f"<p>{' · '.join(anchors)}</p>" if pairs else ""
    shape = f"<p>{escape(f'→ {shape_words(step.output_shape)}')}</p><p>{escape(sees)}</p>"
    more = step.parameters - (before.parameters if before else 0)
    count = f"<p>{escape(_parameters(step))}{_change(more, exactly)}</p>"
    if step.parameters:
        share = 100 * step.parameters / max(1, total)
        title = gettext("{share:.1f} % of the model's parameters", share=share)
        count += (
            f'<span class="bar" title="{escape(title)}"><i style="width:{share:.1f}%"></i></span>'
        )
    if operations and step.operations:
        more = step.operations - (before.operations if before else 0)
        count += f"<p>{escape(operations_words(step.operations))}{_change(more, signed)}</p>"
    return _row(kind, theme, what, shape, count)


def _change(more: int, words: Callable[[int], str]) -> str:
    return f" <strong>({escape(words(more))})</strong>" if more else ""


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
