"""The progress bar of a run, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from core.i18n import gettext
from core.recipes import Recipe
from core.runs.run import describe_phase
from core.training.recorder import Recorder


class ProgressBar(Recorder):
    """A Recorder that draws epochs and batches on stderr, if that is a terminal."""

    def __init__(self, recipe: Recipe, seed: int):
        from tqdm import tqdm

        self._epochs = recipe.fit["epochs"]
        self._bar = tqdm(
            total=float(self._epochs),
            desc=f"{recipe.id} · {seed}",
            file=sys.stderr,
            disable=None,
            leave=False,
            bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}<{remaining} {postfix}",
        )

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def phase(self, name: str) -> None:
        self._bar.set_postfix_str(describe_phase(name))

    def progress(self, epoch: int, batch: int, batches: int, metrics: Mapping[str, float]) -> None:
        self._move(epoch + batch / max(batches, 1))
        self._bar.set_postfix_str(
            gettext(
                "epoch {epoch} of {epochs}, batch {batch} of {batches} {metrics}",
                epoch=epoch + 1,
                epochs=self._epochs,
                batch=batch,
                batches=batches,
                metrics=_format_metrics(metrics),
            )
        )

    def epochs(self, first: int, rows: list[Mapping[str, float]], seconds: list[float]) -> None:
        done = first + len(rows)
        self._move(done)
        self._bar.set_postfix_str(
            gettext(
                "epoch {epoch} of {epochs} {metrics}",
                epoch=done,
                epochs=self._epochs,
                metrics=_format_metrics(rows[-1]),
            )
        )

    def _move(self, position: float) -> None:
        self._bar.update(max(0.0, position - self._bar.n))


def _format_metrics(metrics: Mapping[str, Any]) -> str:
    return " ".join(f"{name} {value:.4f}" for name, value in metrics.items())
