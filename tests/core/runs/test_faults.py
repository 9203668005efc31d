"""One of each fault; ``python -m tests.faults`` does a hundred."""

import pytest

from tests.core.runs.waiting import SLOWER
from tests.faults import FAULTS, try_faults


@pytest.mark.slow
def test_whatever_dies_no_epoch_is_lost_and_everything_ends(tmp_path):
    found = try_faults(tmp_path / "home", list(FAULTS))
    assert found["lost"] == 0 and found["seen"] == found["epochs"] == found["expected"]
    assert found["completed"] == found["runs"]
    assert found["orphans"] == 0 and found["slowest_end"] < SLOWER * 5
