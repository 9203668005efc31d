"""Where an open run is, in words."""

from __future__ import annotations

from core import sizes
from core.i18n import gettext, mark
from core.machine import memory
from core.recipes import recipe_from_dict
from core.runs.queue.manager import RunManager
from core.runs.queue.needs import need
from core.runs.run import Run
from core.runs.workers.base import WARM
from pages.components.frame import wording
from pages.components.live.pace import Pace, pace
from pages.components.live.runs import SeenRun

PHASES = {
    "prepare": mark("Loading TensorFlow and the data…"),
    "build": mark("Building the model…"),
    "first_epoch": mark("Compiling the first epoch…"),
    "train": mark("Compiling the first epoch…"),
    "evaluate": mark("Testing…"),
}
LONG_EPOCH_SECONDS = 1.0
QUEUE_SHOWN = 1_000


def describe_queued(run: Run, manager: RunManager) -> str:
    """What a queued run waits for."""
    waiting = manager.store.next_queued(QUEUE_SHOWN)
    ids = [other.id for other in waiting]
    ahead = ids.index(run.id) if run.id in ids else 0
    if run.id in manager.waiting_for_memory:
        return gettext(
            "Queued until there is memory for it: it will take {needed}, and {free} are "
            "available now.",
            needed=sizes.roughly(need(recipe_from_dict(run.recipe)).memory),
            free=wording.size(memory().available),
        )
    if not ahead and manager.warm != WARM:
        return gettext(
            "Queued until the workers are warm: TensorFlow is being loaded, which takes about 10 s "
            "after the server's start."
        )
    if not ahead:
        return gettext("Queued, next in line.")
    first = gettext("{recipe}, seed {seed}", recipe=waiting[0].title, seed=waiting[0].seed)
    return gettext("Queued, {count:,} before it; next is {first}.", count=ahead, first=first)


def describe_running(run: Run, seen: SeenRun) -> tuple[float, str]:
    """How much of a running run is done, 0 to 1, and what it does."""
    phase = run.progress.get("phase", "")
    at = pace(run, seen.epoch_seconds, seen.first_seen)
    if run.stop_requested:
        return at.share, gettext("Stopping…")
    if phase == "evaluate":
        return 1.0, gettext(PHASES[phase])
    if not (run.epochs_done or at.batch):
        return 0.0, gettext(PHASES.get(phase, mark("Starting a worker…")))
    text = _epochs(run, at)
    return at.share, " · ".join([text, *_in_degrees(run, seen)])


def _in_degrees(run: Run, seen: SeenRun) -> list[str]:
    """For a series: where validation stands, in standard deviations and in its unit."""
    values = seen.metrics.get("val_mae", ())
    if not run.scale or not len(values):
        return []
    value = float(values[-1])
    return [
        gettext(
            "validation {value} sd = {degrees:.2f} {unit}",
            value=wording.figure(value),
            degrees=value * run.scale,
            unit=run.unit,
        )
    ]


def _epochs(run: Run, at: Pace) -> str:
    parts = [gettext("Epoch {epoch:,} of {epochs:,}", epoch=at.epoch, epochs=at.epochs)]
    if at.batches and (at.epoch_seconds is None or at.epoch_seconds > LONG_EPOCH_SECONDS):
        parts.append(gettext("batch {batch:,} of {batches:,}", batch=at.batch, batches=at.batches))
    if at.epoch_seconds is not None:
        parts.append(gettext("{time} an epoch", time=wording.duration(at.epoch_seconds)))
    if at.samples_a_second is not None:
        speed = float(f"{at.samples_a_second:.2g}")
        parts.append(gettext("{speed:,.0f} samples/s", speed=speed))
    if at.seconds_left is not None:
        left = wording.duration(max(1.0, at.seconds_left))
        early = run.recipe["fit"].get("patience")
        parts.append(
            gettext("at most {time} left", time=left)
            if early
            else gettext("about {time} left", time=left)
        )
    return " · ".join(parts)
