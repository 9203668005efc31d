import json
import math

import pytest

from core.runs.store.strict_json import dumps, loads


@pytest.mark.parametrize(
    "value", [{}, [], {"a": [1, 0.1, None, True, "é"]}, [math.inf, {"b": -math.inf}], 5e-324]
)
def test_it_comes_back(value):
    assert loads(dumps(value)) == loads(dumps(value).encode()) == value


def test_every_program_reads_it():
    def refuse(constant):
        raise AssertionError(constant)

    text = dumps({"a": (1.0, math.nan), "b": math.inf})
    assert json.loads(text, parse_constant=refuse)["b"] == {"$number": "inf"}
    assert math.isnan(loads(text)["a"][1])


@pytest.mark.parametrize("text", ['{"$number": "1e5"}', '{"$number": ["inf"]}', "{", '"a" b'])
def test_what_is_no_such_text_is_refused(text):
    with pytest.raises((ValueError, TypeError)):
        loads(text)
