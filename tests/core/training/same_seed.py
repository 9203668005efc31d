"""Train one recipe of each family and print every history bit for bit, as JSON.

    python -m tests.core.training.same_seed alone|together [FAMILY …]

``alone`` runs them one after another, ``together`` in parallel threads of this process.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.architectures import FAMILIES
from core.recipes import representative
from core.settings import Settings
from core.training import engine
from core.training.points import Point
from core.training.recorder import Recorder
from core.training.train import train


class Listener(Recorder):
    """Records the reported points."""

    def __init__(self) -> None:
        self.reported: list[Point] = []

    def points(self, points: Sequence[Point]) -> None:
        self.reported += points


def history(family: str, settings: Settings) -> dict[str, list[str]]:
    entry = representative("topics", family)
    changes = {"epochs": 2, "train_samples": 400, "batch_size": 8}
    if family != "recurrent-convolutional":  # without dropout, its LSTM is computed in blocks
        dropout = [name for name in entry.values() if name.startswith(("dropout", "recurrent_d"))]
        changes |= dict.fromkeys(dropout, 0.2)
    listener = Listener()
    result = train(entry.with_settings(changes), 3, settings=settings, recorder=listener)
    assert result.engine.endswith("+block-1") == (family == "recurrent-convolutional")
    bits = {name: [value.hex() for value in values] for name, values in result.history.items()}
    bits["points"] = [
        value.hex()
        for point in listener.reported
        for value in (point.position, *point.metrics.values())
    ]
    assert len(bits["points"]) >= 3 * 21
    bits["test"] = [value.hex() for value in result.test.values()]
    bits["weights"] = [float(weight.sum(dtype="float64")).hex() for weight in result.final_weights]
    return bits


def main() -> None:
    engine.GRAPH_STEPS = 5  # small models switch to XLA in the second epoch
    families = sys.argv[2:] or list(FAMILIES)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), threads=2)
        workers = 4 if sys.argv[1] == "together" else 1
        with ThreadPoolExecutor(workers) as pool:
            histories = pool.map(lambda name: history(name, settings), families)
            results = dict(zip(families, histories, strict=True))
    print(json.dumps(results))


if __name__ == "__main__":
    main()
