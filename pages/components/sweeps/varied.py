"""The settings that a new sweep varies, and their values or ranges."""

from __future__ import annotations

import streamlit as st

from core.errors import RequestError
from core.hyperparameters import Boolean, Choice, Float, Hyperparameter, Int
from core.i18n import gettext
from core.recipes import Recipe
from core.sweeps.space import DATA, Choices, Space, Values, read_choices
from pages.components.frame.fields import label_of
from pages.components.run.form import front_names, stem
from pages.components.sweeps.choice import PAGE

# What is varied unless one chooses otherwise: the first two that there are.
FIRST = ("learning_rate", "units", "filters")


def pick_space(entry: Recipe) -> tuple[Space, list[str]]:
    """Choose which settings vary and over what.

    Returns:
        The search space, and messages on what is wrong with it.
    """
    hyperparameters = {
        name: hyperparameter
        for name, hyperparameter in entry.hyperparameters().items()
        if name not in DATA
    }
    front = front_names(hyperparameters)
    order = list(dict.fromkeys([*front, *hyperparameters]))
    names = st.multiselect(
        gettext("Settings to vary, over values such as 8, 16 or a range 0.1 .. 0.5"),
        order,
        default=sorted((name for name in front if stem(name) in FIRST), key=_first)[:2],
        key=f"{PAGE} varied {entry.key}",
        format_func=lambda name: label_of(hyperparameters[name]),
        placeholder=gettext("Choose settings"),
    )
    choices: dict[str, Choices] = {}
    problems = [] if names else [gettext("Choose at least one setting to vary.")]
    for start in range(0, len(names), 2):
        for name, place in zip(names[start : start + 2], st.columns(2), strict=False):
            try:
                with place:
                    choices[name] = _pick_choices(hyperparameters[name], entry.key)
            except RequestError as error:
                problems.append(str(error))
    return Space(choices), problems


def _first(name: str) -> int:
    return FIRST.index(stem(name))


def _pick_choices(hyperparameter: Hyperparameter, owner: str) -> Choices:
    key = f"{PAGE} {owner} {hyperparameter.name}"
    if isinstance(hyperparameter, Choice):
        chosen = st.multiselect(
            label_of(hyperparameter),
            hyperparameter.choices,
            default=list(hyperparameter.choices[:2]),
            key=key,
        )
        return read_choices(hyperparameter, ",".join(chosen))
    if isinstance(hyperparameter, Boolean):
        st.markdown(gettext("{label}: yes and no", label=label_of(hyperparameter)))
        return Values((True, False))
    text = st.text_input(
        label_of(hyperparameter),
        value=default_choices(hyperparameter),
        key=key,
        help=gettext(
            "Values such as 32, 64, 128, or a range such as 0.001 .. 0.1, drawn {scale}. Allowed: "
            "{rule}.",
            scale=gettext("evenly on a log scale")
            if getattr(hyperparameter, "scale", "") == "log"
            else gettext("evenly"),
            rule=hyperparameter.rule(),
        ),
    )
    return read_choices(hyperparameter, text)


def default_choices(hyperparameter: Hyperparameter) -> str:
    """The initial text of a setting's field: values or a range around the recipe's own value."""
    default, low, high = hyperparameter.default, hyperparameter.low, hyperparameter.high
    if isinstance(hyperparameter, Float):
        if hyperparameter.scale == "log":
            return f"{max(low, default / 10):g} .. {min(high, default * 10):g}"
        return f"{low:g} .. {min(high, max(2 * default, (high - low) / 2)):g}"
    assert isinstance(hyperparameter, Int)
    candidates = (
        (default // 2, default, default * 2)
        if hyperparameter.scale == "log"
        else (default - 1, default, default + 1)
    )
    values = sorted(
        {int(min(hyperparameter.high, max(hyperparameter.low, value))) for value in candidates}
    )
    return ", ".join(str(value) for value in values)
