"""The probes are ground truth: the family suited to a probe wins it, or we have a bug.

One seed and the cheapest loser here; ``python -m tests.benchmarks.probes`` runs every family on
every probe over three seeds.
"""

from __future__ import annotations

import pytest

from core.recipes import recipe
from tests.benchmarks.probes import BEHIND, REACHED

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize(
    ("probe", "winner", "loser"),
    [
        ("probe-motif", "cnn", "mlp"),
        ("probe-place", "mlp", "cnn"),
        ("probe-last", "lstm", "mlp"),
        ("probe-order", "rcnn", "mlp"),
    ],
)
def test_who_must_win_wins(probe, winner, loser, settings):
    from core.training.train import train

    accuracy = {}
    for family in (winner, loser):
        result = train(recipe(f"{probe}/{family}"), 0, settings=settings)
        accuracy[family] = result.test["accuracy"]
    assert accuracy[winner] >= REACHED, accuracy
    assert accuracy[loser] <= accuracy[winner] - BEHIND, accuracy
