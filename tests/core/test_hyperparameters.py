from __future__ import annotations

import json
import math

import pytest

from core.errors import RequestError
from core.hyperparameters import Boolean, Choice, Float, Int, grouped, validate_all

UNITS = Int(name="units", default=32, low=1, high=4_096, scale="log", unit="units")
RATE = Float(name="rate", default=0.5, low=0.0, high=0.95)
OPTIMIZER = Choice(name="optimizer", default="adam", choices=("adam", "sgd"))
KEEP = Boolean(name="keep", default=False)


@pytest.mark.parametrize(
    ("hyperparameter", "received", "value"),
    [
        (UNITS, 1, 1),
        (UNITS, 4_096, 4_096),
        (UNITS, "64", 64),
        (UNITS, 64.0, 64),
        (RATE, 0, 0.0),
        (RATE, "0.95", 0.95),
        (RATE, "1e-3", 0.001),
        (OPTIMIZER, "sgd", "sgd"),
        (KEEP, True, True),
        (KEEP, "TRUE", True),
        (KEEP, "no", False),
        (KEEP, "0", False),
    ],
)
def test_allowed_values_are_converted_to_the_right_type(hyperparameter, received, value):
    converted = hyperparameter.validate(received)
    assert converted == value and type(converted) is type(value)


@pytest.mark.parametrize(
    ("hyperparameter", "received"),
    [
        (UNITS, 0),
        (UNITS, 4_097),
        (UNITS, "4097"),
        (UNITS, 1.5),
        (UNITS, "1.5"),
        (UNITS, "many"),
        (UNITS, True),
        (UNITS, None),
        (UNITS, math.inf),
        (UNITS, math.nan),
        (UNITS, [1]),
        (RATE, -0.001),
        (RATE, 0.951),
        (RATE, "nan"),
        (RATE, "inf"),
        (RATE, False),
        (RATE, None),
        (OPTIMIZER, "Adam"),
        (OPTIMIZER, ""),
        (OPTIMIZER, None),
        (KEEP, "perhaps"),
        (KEEP, 1),
        (KEEP, None),
    ],
)
def test_other_values_are_refused_with_name_rule_and_value(hyperparameter, received):
    with pytest.raises(RequestError) as caught:
        hyperparameter.validate(received)
    text = str(caught.value)
    assert (
        text.startswith(f"{hyperparameter.name} must be {hyperparameter.rule()}")
        and repr(received) in text
    )


def test_a_wrong_declaration_is_refused():
    with pytest.raises(RequestError, match="units must be a whole number from 1 to 8, got 9"):
        Int(name="units", default=9, low=1, high=8)
    with pytest.raises(RequestError, match="in order, got 8 to 1"):
        Int(name="units", default=4, low=8, high=1)
    with pytest.raises(RequestError, match="lower bound must be above 0, got 0"):
        Float(name="rate", default=0.5, low=0, high=1, scale="log")
    with pytest.raises(RequestError, match="one of adam, sgd, got 'lion'"):
        OPTIMIZER.with_default("lion")


def test_a_group_and_another_default_keep_the_rest():
    (grouped_units,) = grouped("architecture", UNITS)
    changed = grouped_units.with_default("64")
    assert (changed.name, changed.default, changed.group) == ("units", 64, "architecture")
    assert (changed.low, changed.high, changed.scale, changed.unit) == (1, 4_096, "log", "units")
    assert UNITS.name == "units" and UNITS.default == 32


def test_descriptions_are_json_with_the_bounds():
    described = json.loads(
        json.dumps([hyperparameter.as_dict() for hyperparameter in (UNITS, RATE, OPTIMIZER, KEEP)])
    )
    assert [item["type"] for item in described] == ["int", "float", "choice", "boolean"]
    assert (described[0]["low"], described[0]["high"], described[0]["scale"]) == (1, 4_096, "log")
    assert described[2]["choices"] == ["adam", "sgd"]


def test_an_unknown_name_lists_the_valid_ones():
    declared = {hyperparameter.name: hyperparameter for hyperparameter in (UNITS, RATE)}
    assert validate_all(declared, {"units": "8"}, of="This") == {"units": 8}
    with pytest.raises(RequestError, match="This has no setting 'unit'; it has: units, rate"):
        validate_all(declared, {"unit": 8}, of="This")


@pytest.mark.parametrize("digits", [309, 4_300, 10_000])
def test_a_very_long_number_is_refused_in_a_short_sentence(digits):
    units = Int(name="units", default=1, low=1, high=10)
    rate = Float(name="rate", default=0.5, low=0, high=1)
    for hyperparameter in (units, rate):
        with pytest.raises(RequestError) as caught:
            hyperparameter.validate(10**digits)
        assert len(str(caught.value)) < 200
    for text in ("9" * digits, "9" * digits + ".0"):
        with pytest.raises(RequestError) as caught:
            units.validate(text)
        assert len(str(caught.value)) < 3_000
