"""``train --dry-run``: what a run will take, and whether this machine can hold it."""

from __future__ import annotations

import json
import sys
from typing import Any

from core.analysis.estimates import estimate
from core.analysis.expectations import basis_words, expected_words, needed_words, timed_runs
from core.i18n import gettext
from core.recipes import Recipe
from core.runs.queue.limits import REFUSE, problem, room
from core.runs.queue.needs import need
from core.runs.run import plain
from core.runs.store import Store
from core.settings import Settings


def dry_run(entry: Recipe, repeat: int, store: Store, settings: Settings, *, as_json: bool) -> int:
    """Print the estimate and train nothing; the exit code that ``train`` would begin with."""
    found = estimate(entry, list(timed_runs(store, settings.threads).values()))
    wanted, there = need(entry), room(settings)
    wrong = problem(entry, settings, there)
    refused = wrong is not None and settings.limits == REFUSE
    if as_json:
        described: dict[str, Any] = {
            "recipe": entry.id,
            "key": entry.key,
            "runs": repeat,
            "params": entry.summary.parameters,
            "epochs": found.epochs,
            "epoch_seconds": found.epoch_seconds,
            "seconds": found.run_seconds * repeat,
            "basis": found.basis,
            "memory": wanted.memory,
            "disk": wanted.disk * repeat,
            "memory_available": there.memory,
            "disk_free": there.disk,
            "fits": wrong is None,
            "reason": str(wrong) if wrong else None,
        }
        print(json.dumps(plain(described), ensure_ascii=False))
    else:
        print(gettext("{recipe}: nothing is trained.", recipe=entry.id))
        print(gettext("Parameters: {count:,}.", count=entry.summary.parameters))
        time = expected_words(found, repeat).replace("**", "")
        print(gettext("Time: {words}.", words=time))
        print(basis_words(found))
        room_words = needed_words(wanted, repeat).replace("**", "")
        print(gettext("Room: {words} (estimated).", words=room_words))
        if not wrong:
            print(gettext("This machine can hold it."))
    if wrong:
        print(str(wrong), file=sys.stderr)
    return wrong.exit_code if wrong and refused else 0
