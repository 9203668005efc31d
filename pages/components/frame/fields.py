"""Hyperparameter → widget. This is the only such mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import RequestError
from core.hyperparameters import Boolean, Choice, Float, Hyperparameter, Int
from core.i18n import gettext
from core.recipes.naming import plain_value
from pages.components.frame import wording
from pages.components.frame.session import field_key

# Of a field in a row with its label, in pixels.
FIELD_WIDTH = 156
# Of the buttons that change a rate or a share.
FRACTION_STEP = 0.05


def render_field(
    hyperparameter: Hyperparameter,
    *,
    owner: str,
    value: Any = None,
    on_change: Callable[[str, str, Any], None] | None = None,
    in_row: bool = False,
    after: Callable[[], None] | None = None,
) -> Any:
    """Draw the widget of a hyperparameter; its label says when the value is not the default.

    Args:
        hyperparameter: Gives label, default and bounds. A value out of bounds stays in the widget,
            with the reason below it: if the browser rejected it, the previous value would be used
            silently.
        owner: What the hyperparameter belongs to, such as a recipe's id. Each owner has a widget
            of its own, which starts at its own default.
        value: What the page has; shown unless the widget holds a rejected value. The page's is the
            one that counts: the widget only shows it, and keeps what is being typed.
        on_change: Called with the owner, the hyperparameter's name and the new value, which is
            valid; the default if the field was cleared. Not called for a rejected value.
        in_row: Whether the label is on the left of the widget instead of above it.
        after: Draws what follows the widget in a row.

    Returns:
        The validated value, or the default where the value is rejected.

    Raises:
        TypeError: There is no widget for this type of hyperparameter.
    """
    try:
        widget = WIDGETS[type(hyperparameter)]
    except KeyError:
        raise TypeError(
            f"no widget for a hyperparameter of type {type(hyperparameter).__name__}"
        ) from None
    key = field_key(owner, hyperparameter.name)
    if value is not None and not refusal(hyperparameter, st.session_state.get(key)):
        set_field(key, value)
    value = st.session_state.get(key, hyperparameter.default)
    changed = value not in (None, hyperparameter.default) and not refusal(hyperparameter, value)
    options = {
        "key": key,
        "on_change": _report if on_change else None,
        "args": (hyperparameter, owner, on_change),
    }
    label = label_of(hyperparameter, unit=True)
    if in_row:
        row = f"row {hyperparameter.name}"  # another key would take the focus from the field
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=row):
            _show_label(hyperparameter, changed)
            if not isinstance(hyperparameter, Boolean):
                options["width"] = FIELD_WIDTH
            value = widget(hyperparameter, label, label_visibility="collapsed", **options)
            if after:
                after()
    else:
        if changed:
            default = shown_value(hyperparameter.default)
            label = gettext("{label} (changed from {default})", label=label, default=default)
        help_text = gettext(hyperparameter.help) if hyperparameter.help else None
        value = widget(hyperparameter, label, help=help_text, **options)
    refused = refusal(hyperparameter, value)
    if refused:
        st.markdown(f":red[{wording.escape_markdown(refused)}]")
        return hyperparameter.default
    return hyperparameter.validate(value)


def _show_label(hyperparameter: Hyperparameter, changed: bool) -> None:
    """The label in front of a widget: which layer's it is, and the default if it is changed."""
    numbered = hyperparameter.name[-1].isdigit()
    unit = hyperparameter.group != "architecture"  # a layer's are steps, filters or units
    label = label_of(replace(hyperparameter, position=""), unit=unit)
    notes = [gettext("layer {position}", position=hyperparameter.position)] if numbered else []
    if changed:
        notes.append(gettext("recipe: {values}", values=shown_value(hyperparameter.default)))
        label = f"**{wording.escape_markdown(label)}**"
    lines = [label, *(wording.small(wording.escape_markdown(note)) for note in notes)]
    help_text = gettext(hyperparameter.help) if hyperparameter.help else None
    st.markdown("  \n".join(lines), help=help_text, width="stretch")


def _report(
    hyperparameter: Hyperparameter, owner: str, on_change: Callable[[str, str, Any], None]
) -> None:
    """Hand on a changed widget's value; a rejected one stays in the widget only."""
    value = st.session_state[field_key(owner, hyperparameter.name)]
    if not refusal(hyperparameter, value):
        value = hyperparameter.default if value is None else hyperparameter.validate(value)
        on_change(owner, hyperparameter.name, value)


def set_field(key: str, value: Any) -> None:
    """Set a widget's value if it differs; assigning an equal value would disturb typing."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def bound(
    widget: Callable[..., Any],
    label: str,
    *arguments: Any,
    key: str,
    value: Any,
    on_change: Callable[[Any], None],
    labels_change: bool = False,
    **options: Any,
) -> None:
    """Draw a widget that shows a value of the page and hands on a new one.

    Streamlit forgets a widget that is not on the page, so a page keeps its values itself.

    Args:
        widget: ``st.selectbox`` or the like, called with the label, ``arguments`` and ``options``.
        value: What the page has.
        on_change: Called with the widget's new value.
        labels_change: Whether the labels of the options differ from rerun to rerun. The browser
            sends labels, so Streamlit loses the value with the label.
    """
    if labels_change:
        st.session_state[key] = value
    else:
        set_field(key, value)
    widget(
        label,
        *arguments,
        key=key,
        on_change=lambda: on_change(st.session_state[key]),
        **options,
    )


def refusal(hyperparameter: Hyperparameter, value: Any) -> str:
    """Return why a hyperparameter rejects a value, as a sentence; "" if it accepts the value.

    A cleared field has the value None, which stands for the default.
    """
    if value is None:
        return ""
    try:
        hyperparameter.validate(value)
    except RequestError:
        return gettext(
            "{label} must be {rule}, got {value}.",
            label=label_of(hyperparameter),
            rule=hyperparameter.rule(),
            value=f"{value:g}" if isinstance(value, float) else value,
        )
    return ""


def shortened(text: str, most: int) -> tuple[str, str]:
    """As much of a typed or pasted text as fits, and a sentence if that is not all of it, or "".

    For fields without a limit of their own: Streamlit would ignore a longer text altogether.
    """
    text = text.strip()
    if len(text) <= most:
        return text, ""
    notice = gettext("Kept the first {most:,} of {count:,} characters.", most=most, count=len(text))
    return text[:most], notice


def refusals(owner: str, hyperparameters: Iterable[Hyperparameter]) -> list[str]:
    """Return why values in an owner's widgets are rejected; an empty list if all are valid."""
    values = (
        (hyperparameter, st.session_state.get(field_key(owner, hyperparameter.name)))
        for hyperparameter in hyperparameters
    )
    return [
        reason for hyperparameter, value in values if (reason := refusal(hyperparameter, value))
    ]


def label_of(hyperparameter: Hyperparameter, *, unit: bool = False) -> str:
    """A hyperparameter's label with its layer, and with its unit if that is not in it."""
    label = gettext(hyperparameter.label) if hyperparameter.label else hyperparameter.name
    if hyperparameter.position:
        return gettext("{label}, layer {position}", label=label, position=hyperparameter.position)
    if unit and hyperparameter.unit and hyperparameter.unit.removesuffix("s") not in label.lower():
        return gettext("{label} ({unit})", label=label, unit=gettext(hyperparameter.unit))
    return label


def shown_value(value: Any) -> str:
    """Format a hyperparameter's value for a page."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return plain_value(value)


def _int(hyperparameter: Int, label: str, **options: Any) -> int:
    return st.number_input(label, value=hyperparameter.default, step=1, **options)


def _float(hyperparameter: Float, label: str, **options: Any) -> float:
    step = hyperparameter.default / 10 if hyperparameter.scale == "log" else FRACTION_STEP
    return st.number_input(
        label, value=float(hyperparameter.default), step=float(step), format="%g", **options
    )


def _choice(hyperparameter: Choice, label: str, **options: Any) -> str:
    return st.selectbox(
        label,
        hyperparameter.choices,
        index=hyperparameter.choices.index(hyperparameter.default),
        **options,
    )


def _boolean(hyperparameter: Boolean, label: str, **options: Any) -> bool:
    return st.toggle(label, value=hyperparameter.default, **options)


WIDGETS: dict[type[Hyperparameter], Callable[..., Any]] = {
    Int: _int,
    Float: _float,
    Choice: _choice,
    Boolean: _boolean,
}
