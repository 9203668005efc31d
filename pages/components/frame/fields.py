"""Hyperparameter → widget: the only such mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from core.errors import RequestError
from core.hyperparameters import Boolean, Choice, Float, Hyperparameter, Int
from core.i18n import gettext
from pages.components.frame import wording
from pages.components.frame.session import field_key


def render_field(
    knob: Hyperparameter,
    *,
    owner: str,
    disabled: bool = False,
    on_change: Callable[[str, str], None] | None = None,
) -> Any:
    """A widget for a hyperparameter; a value that differs from the default is marked.

    Args:
        knob: What it takes. A value out of its bounds stays in the widget, with the reason under
            it: a browser that refused it would go on with the value before.
        owner: Whose hyperparameter it is; each owner's widget begins with its own default.
        on_change: Called with the owner and the knob's name when somebody turned it.

    Returns:
        The value, validated; the default in place of one that is refused.

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
    if value is not None and value != knob.default and not refusal(knob, value):
        label = gettext(
            "{label} (changed from {default})", label=label, default=shown_value(knob, knob.default)
        )
    options = {"help": gettext(knob.help) if knob.help else None, "disabled": disabled}
    if on_change:
        options |= {"on_change": on_change, "args": (owner, knob.name)}
    value = widget(knob, label, key=key, **options)
    refused = refusal(knob, value)
    if refused:
        st.markdown(f":red[{wording.markdown(refused)}]")
        return knob.default
    return knob.validate(value)


def refusal(knob: Hyperparameter, value: Any) -> str:
    """Why a hyperparameter does not take a value, as a sentence; "" where it does.

    A field that was cleared has None, which stands for the default.
    """
    if value is None:
        return ""
    try:
        knob.validate(value)
    except RequestError:
        return gettext(
            "{label} must be {rule}, got {value}.",
            label=gettext(knob.label) if knob.label else knob.name,
            rule=knob.rule(),
            value=f"{value:g}" if isinstance(value, float) else value,
        )
    return ""


def refusals(owner: str, knobs: Iterable[Hyperparameter]) -> list[str]:
    """Why values that stand in an owner's widgets are refused; nothing where all are taken."""
    values = ((knob, st.session_state.get(field_key(owner, knob.name))) for knob in knobs)
    return [reason for knob, value in values if (reason := refusal(knob, value))]


def shown_value(knob: Hyperparameter, value: Any) -> str:
    """A value of a hyperparameter in words."""
    if isinstance(knob, Int):
        return f"{value:,}"
    if isinstance(knob, Boolean):
        return gettext("yes") if value else gettext("no")
    return f"{value:g}" if isinstance(knob, Float) else str(value)


def _int(knob: Int, label: str, **options: Any) -> int:
    return st.number_input(label, value=knob.default, step=1, **options)


def _float(knob: Float, label: str, **options: Any) -> float:
    step = knob.default / 10 if knob.scale == "log" else (knob.high - knob.low) / 100
    return st.number_input(
        label, value=float(knob.default), step=float(step), format="%g", **options
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
