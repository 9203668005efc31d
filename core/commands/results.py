"""``results``: measure the published recipes, and write what was measured as a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from core.i18n import gettext

RESULTS = Path(__file__).resolve().parents[2] / "RESULTS.md"


def add(commands: Any) -> None:
    command = commands.add_parser("results", help=gettext("measure recipes, write RESULTS.md"))
    command.add_argument(
        "action", nargs="?", default="table", choices=("table", "measure", "complete")
    )
    command.add_argument("names", nargs="*", metavar="RECIPE")
    command.add_argument("--print", action="store_true", help=gettext("print instead of writing"))
    command.add_argument(
        "--again", action="store_true", help=gettext("measure anew what ran on a busy machine")
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from core.results.measure import complete_all, measure_all
    from core.results.table import results_table

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    if options.action == "measure":
        measure_all(options.names, say, again=options.again)
    elif options.action == "complete":
        complete_all(options.names, say)
    text = results_table()
    if options.print:
        print(text)
    else:
        RESULTS.write_text(text, encoding="utf-8")
        print(gettext("Wrote {path}", path=RESULTS))
    return 0
