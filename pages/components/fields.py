"""Hyperparameter → widget: the only such mapping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.hyperparameters import Boolean, Choice, Float, Hyperparameter, Int
from core.i18n import gettext
from pages.components.session import field_key


def render_field(
    knob: Hyperparameter,
    *,
    owner: str,
    disabled: bool = False,
    on_change: Callable[[str, str], None] | None = None,
) -> Any:
    """A widget for a hyperparameter; a value that differs from the default is marked.

    Args:
        knob: Its bounds are the widget's, so that nothing else can be entered.
        owner: Whose hyperparameter it is; each owner's widget begins with its own default.
        on_change: Called with the owner and the knob's name when somebody turned it.

    Returns:
        The value, validated.

    Raises:
        TypeError: No widget is known for its type.
    """
    try:
        widget = WIDGETS[type(knob)]
    except KeyError:
        raise TypeError(f"no widget for a hyperparameter of type {type(knob).__name__}") from None
    key = field_key(owner, knob.name)
    value = st.session_state.get(key, knob.default)
    label = gettext(knob.label) if knob.label else knob.name
    unit = getattr(knob, "unit", "")
    if unit and not knob.position and unit.removesuffix("s") not in label.lower():
        label = gettext("{label} ({unit})", label=label, unit=gettext(unit))
    if knob.position:
        label = gettext("{label}, layer {position}", label=label, position=knob.position)
    if value is not None and value != knob.default:
        label = gettext(
            "{label} (changed from {default})", label=label, default=shown_value(knob, knob.default)
        )
    options = {"help": gettext(knob.help) if knob.help else None, "disabled": disabled}
    if on_change:
        options |= {"on_change": on_change, "args": (owner, knob.name)}
    return knob.validate(widget(knob, label, key=key, **options))


def shown_value(knob: Hyperparameter, value: Any) -> str:
    """A value of a hyperparameter in words."""
    if isinstance(knob, Int):
        return f"{value:,}"
    if isinstance(knob, Boolean):
        return gettext("yes") if value else gettext("no")
    return f"{value:g}" if isinstance(knob, Float) else str(value)


def _int(knob: Int, label: str, **options: Any) -> int:
    bounds = {"min_value": int(knob.low), "max_value": int(knob.high), "step": 1}
    return st.number_input(label, value=knob.default, **bounds, **options)


def _float(knob: Float, label: str, **options: Any) -> float:
    bounds = {"min_value": float(knob.low), "max_value": float(knob.high)}
    step = knob.default / 10 if knob.scale == "log" else (knob.high - knob.low) / 100
    return st.number_input(
        label, value=float(knob.default), step=float(step), format="%g", **bounds, **options
    )


def _choice(knob: Choice, label: str, **options: Any) -> str:
    return st.selectbox(label, knob.choices, index=knob.choices.index(knob.default), **options)


def _boolean(knob: Boolean, label: str, **options: Any) -> bool:
    return st.toggle(label, value=knob.default, **options)


WIDGETS: dict[type[Hyperparameter], Callable[..., Any]] = {
    Int: _int,
    Float: _float,
    Choice: _choice,
    Boolean: _boolean,
}
