"""``backup``: writes everything in the store, and the files of runs, into one file."""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import Any

from core.commands.options import add_backup_file
from core.i18n import gettext, ngettext
from core.runs.backup import back_up
from core.runs.files.sharing import bring_all
from core.runs.store import Store
from core.settings import load_settings
from core.sizes import size


def add(commands: Any) -> None:
    command = commands.add_parser("backup", help=gettext("back up all runs to one file"))
    add_backup_file(command, gettext("the file to create"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    with closing(Store(settings.store_url)) as store:
        if not options.no_artifacts:
            bring_all(settings)
        done = back_up(store, settings.artifacts, options.file, artifacts=not options.no_artifacts)
    print(
        gettext(
            "Backed up {store} to {path} ({size}) and verified it. Runs: {runs:,}, epochs: "
            "{epochs:,}, values: {values:,}, files: {files:,}.",
            runs=done.runs,
            epochs=done.epochs,
            values=done.values,
            files=done.files,
            store=store.database.place,
            path=options.file,
            size=size(done.bytes),
        )
    )
    if done.left_out:
        print(
            ngettext(
                "{count:,} run or sweep is not included, because its row in the store cannot be "
                "read; python -m core status names it.",
                "{count:,} runs or sweeps are not included, because their rows in the store cannot "
                "be read; python -m core status names them.",
                done.left_out,
            )
        )
    return 0
