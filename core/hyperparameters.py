"""Hyperparameters: declared settings of recipes, whose values are always valid.

Pages and the command line use the same declaration, and neither can set anything that is not
declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from core.errors import RequestError, look_up
from core.i18n import gettext, mark

Scale = Literal["linear", "log"]
Value = int | float | str | bool

# Longer numbers are described in errors, since Python refuses to write very long ones out.
LONGEST_BITS = 200


@dataclass(frozen=True, kw_only=True)
class Hyperparameter:
    """A declared hyperparameter; see its subclasses for the types.

    Attributes:
        name: Its name on the command line and in URLs.
        default: The recipe's own value.
        label: A few words for a form.
        help: One sentence on what it does.
        unit: What a number counts (``"words"``, ``"days"``); "" if nothing.
        group: The part it belongs to: preprocessing, architecture, compile or fit.
        position: For a layer's hyperparameter, a short text that identifies the layer.
    """

    name: str
    default: Any
    label: str = ""
    help: str = ""
    unit: str = ""
    group: str = ""
    position: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "default", self.validate(self.default))

    def validate(self, value: Any) -> Any:
        """Return ``value``, converted to the right type; it may be text of a command or a URL.

        Raises:
            RequestError: It is not allowed; the message has the name, the rule and the value.
        """
        raise NotImplementedError

    def with_default(self, value: Any) -> Hyperparameter:
        return replace(self, default=value)

    def rule(self) -> str:
        """The allowed values, as a phrase that follows "must be"."""
        raise NotImplementedError

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready description: name, type, default, bounds, scale, unit, help, group …"""
        return {"name": self.name, "type": type(self).__name__.lower(), **asdict(self)}

    def _refuse(self, value: Any) -> RequestError:
        if isinstance(value, int) and value.bit_length() > LONGEST_BITS:
            value = gettext("a number of about {count} digits", count=value.bit_length() * 3 // 10)
        return RequestError(
            "{name} must be {rule}, got {value!r}.", name=self.name, rule=self.rule(), value=value
        )


@dataclass(frozen=True, kw_only=True)
class Number(Hyperparameter):
    """A number between two bounds, both allowed."""

    low: float
    high: float
    scale: Scale = "linear"

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise RequestError(
                "The bounds of {name} must be in order, got {low} to {high}.",
                name=self.name,
                low=self.low,
                high=self.high,
            )
        if self.scale == "log" and self.low <= 0:
            raise RequestError(
                "{name} has a logarithmic scale, so its lower bound must be above 0, got {low}.",
                name=self.name,
                low=self.low,
            )
        super().__post_init__()

    def validate(self, value: Any) -> Any:
        if isinstance(value, bool):
            raise self._refuse(value)
        try:
            number = self._parse(value)
        except (TypeError, ValueError, OverflowError):
            raise self._refuse(value) from None
        if not self.low <= number <= self.high:  # also refuses NaN
            raise self._refuse(value)
        return number

    def _parse(self, value: Any) -> float:
        """The value as a number of the right type; TypeError, ValueError, OverflowError if none."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Int(Number):
    """A whole number between ``low`` and ``high``, both allowed."""

    def _parse(self, value: Any) -> int:
        number = int(value) if isinstance(value, str) and value.isascii() else value
        whole = int(number)
        if whole != number:
            raise ValueError(number)
        return whole

    def rule(self) -> str:
        return gettext("a whole number from {low:,} to {high:,}", low=self.low, high=self.high)


@dataclass(frozen=True, kw_only=True)
class Float(Number):
    """A number between ``low`` and ``high``, both allowed."""

    def _parse(self, value: Any) -> float:
        return float(value)

    def rule(self) -> str:
        return gettext("a number from {low:g} to {high:g}", low=self.low, high=self.high)


@dataclass(frozen=True, kw_only=True)
class Choice(Hyperparameter):
    """One of a few strings, ``choices``; ``help`` explains them."""

    choices: tuple[str, ...] = ()

    def validate(self, value: Any) -> str:
        if value not in self.choices:
            raise self._refuse(value)
        return value

    def rule(self) -> str:
        return gettext("one of {choices}", choices=", ".join(self.choices))


@dataclass(frozen=True, kw_only=True)
class Boolean(Hyperparameter):
    """True or false; as text, yes, no, 1 and 0 are accepted too."""

    def validate(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        words = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
        if isinstance(value, str) and value.lower() in words:
            return words[value.lower()]
        raise self._refuse(value)

    def rule(self) -> str:
        return gettext("true or false")


def grouped(group: str, *declared: Hyperparameter) -> tuple[Hyperparameter, ...]:
    """The hyperparameters as those of one group."""
    return tuple(replace(hyperparameter, group=group) for hyperparameter in declared)


def validate_all(
    declared: Mapping[str, Hyperparameter], values: Mapping[str, Any], *, of: str
) -> dict[str, Any]:
    """Validate ``values`` against the ``declared`` hyperparameters.

    Args:
        declared: Hyperparameters by name.
        values: Values by name; text is parsed.
        of: What the names belong to, such as "The recipe imdb/cnn", for the error message.

    Returns:
        The validated values by name.

    Raises:
        RequestError: A name is unknown (the message lists the valid ones), or a value is not
            allowed.
    """
    unknown = mark("{of} has no setting {name!r}; it has: {names}.")
    entries = {name: look_up(declared, name, unknown, of=of) for name in values}
    return {name: entries[name].validate(value) for name, value in values.items()}
