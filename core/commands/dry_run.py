"""``train --dry-run``: what a run needs, and whether it fits on this machine."""

from __future__ import annotations

import sys
from typing import Any

from core.analysis.estimates import estimate
from core.analysis.expectations import basis_words, expected_words, needed_words, timed_runs
from core.commands.output import print_json
from core.i18n import gettext
from core.recipes import Recipe
from core.runs.queue.limits import REFUSE, problem, room
from core.runs.queue.needs import need
from core.runs.run import plain
from core.runs.store import Store
from core.settings import Settings


def dry_run(entry: Recipe, repeat: int, store: Store, settings: Settings, *, as_json: bool) -> int:
    """Print the estimate without training anything.

    Returns:
        Exit code 2 if ``train`` would refuse the run, else 0.
    """
    timing = estimate(entry, list(timed_runs(store, settings.threads).values()))
    required, available = need(entry), room(settings)
    error = problem(entry, settings, available)
    refused = error is not None and settings.limits == REFUSE
    if as_json:
        described: dict[str, Any] = {
            "recipe": entry.id,
            "key": entry.key,
            "runs": repeat,
            "params": entry.summary.parameters,
            "epochs": timing.epochs,
            "epoch_seconds": timing.epoch_seconds,
            "seconds": timing.run_seconds * repeat,
            "basis": timing.basis,
            "memory": required.memory,
            "disk": required.disk * repeat,
            "memory_available": available.memory,
            "disk_free": available.disk,
            "fits": error is None,
            "reason": str(error) if error else None,
        }
        print_json(plain(described))
    else:
        print(gettext("{recipe}: dry run, nothing is trained.", recipe=entry.id))
        print(gettext("Parameters: {count:,}.", count=entry.summary.parameters))
        time = expected_words(timing, repeat).replace("**", "")
        print(gettext("Time: {words}.", words=time))
        print(basis_words(timing))
        space = needed_words(required, repeat).replace("**", "")
        print(gettext("Space: {words} (estimated).", words=space))
        if not error:
            print(gettext("It fits on this machine."))
    if error:
        print(str(error), file=sys.stderr)
    return error.exit_code if error and refused else 0
