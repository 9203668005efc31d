"""The error spent over the checks of somebody who follows the advice."""

from __future__ import annotations

import pytest

from core.verdict.spending import ERROR, ERRORS, error_at, seeds_to_next_check
from core.verdict.verdict import MAX_MORE


@pytest.mark.parametrize("seeds", range(2, 31))
@pytest.mark.parametrize("extra", [0, 1, 3])
def test_all_checks_on_the_advised_way_spend_no_more_than_the_promise(seeds, extra):
    """From any number of seeds, with the fewest that are advised or a few more."""
    total = 0.0
    while seeds < 1_000:
        total += error_at(seeds)
        seeds += seeds_to_next_check(seeds) + extra
    assert total <= ERROR


def test_between_the_listed_numbers_it_is_between_their_errors():
    assert error_at(3) == pytest.approx(ERRORS[3])
    assert ERRORS[20] < error_at(15) < ERRORS[10]
    assert seeds_to_next_check(200) <= MAX_MORE
