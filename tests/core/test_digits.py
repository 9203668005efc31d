"""Numbers are rounded to significant digits, without exponents."""

from __future__ import annotations

import pytest

from core.digits import significant


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 3, "0"),
        (2.5, 3, "2.5"),
        (0.012345, 3, "0.0123"),
        (0.0000123, 2, "0.000012"),
        (99.6, 2, "100"),
        (999.7, 3, "1,000"),
        (12_345, 3, "12,300"),
        (1e6, 3, "1,000,000"),
        (-1_234.5, 3, "-1,230"),
    ],
)
def test_digits(value, digits, text):
    assert significant(value, digits) == text
