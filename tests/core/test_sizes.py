from __future__ import annotations

import pytest

from core.sizes import roughly, size


@pytest.mark.parametrize(
    ("count", "exact", "rough"),
    [
        (0, "0 kB", "about 1 kB"),
        (12_345, "13 kB", "about 12 kB"),
        (825_600_000, "825.6 MB", "about 830 MB"),
        (999_900_000, "999.9 MB", "about 1 GB"),
        (1_149_000_000, "1.1 GB", "about 1.1 GB"),
    ],
)
def test_sizes_as_text(count, exact, rough):
    assert size(count) == exact and roughly(count) == rough
