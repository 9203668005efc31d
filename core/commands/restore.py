"""``restore``: add the runs of a backup that the store does not have."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.i18n import gettext
from core.runs.backup.restore import restore
from core.runs.files.sharing import share_all
from core.runs.store import Store
from core.runs.store.unowned import note_store
from core.settings import load_settings

MOST_NAMED = 20


def add(commands: Any) -> None:
    command = commands.add_parser("restore", help=gettext("add the runs of a backup to the store"))
    command.add_argument("file", metavar="FILE", type=Path, help=gettext("what `backup` wrote"))
    command.add_argument(
        "--no-artifacts",
        action="store_true",
        help=gettext("without weights, predictions, checkpoints and logs"),
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = Store(settings.store_url)
    try:
        note_store(store, settings)
        done = restore(store, settings.artifacts, options.file, artifacts=not options.no_artifacts)
        share_all(settings)
    finally:
        store.close()
    print(
        gettext(
            "Restored {runs:,} runs with {epochs:,} epochs, {values:,} values and {files:,} files "
            "from {path} to {store}; they were read back and are right.",
            runs=done.runs,
            epochs=done.epochs,
            values=done.values,
            files=done.files,
            path=options.file,
            store=store.place,
        )
    )
    if done.refused:
        more = ["…"] if len(done.refused) > MOST_NAMED else []
        print(
            gettext(
                "{count:,} rows of the backup are not what they must be and were left out: {rows}.",
                count=len(done.refused),
                rows="; ".join([*done.refused[:MOST_NAMED], *more]),
            )
        )
    if done.existing:
        print(
            gettext(
                "{count:,} runs of the backup were there already and stay as they are.",
                count=done.existing,
            )
        )
    if done.interrupted:
        print(
            gettext(
                "{count:,} of the restored runs had not ended and are interrupted now; they can be "
                "resumed.",
                count=done.interrupted,
            )
        )
    return 0
