"""The command line: ``python -m core COMMAND``. See ``python -m core --help``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from core.commands import (
    backup,
    baselines,
    check,
    data,
    recipes,
    restore,
    results,
    run,
    runs,
    status,
    sweep,
    train,
    verdict,
)
from core.errors import RecipeLabError
from core.i18n import gettext
from core.logs import set_up
from core.settings import load_settings

INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="python -m core",
        description=gettext("Recipe Lab: train, compare and check Keras model recipes."),
        epilog=gettext(
            "Exit codes: 0 done, 2 a wrong request, 1 a failure, 130 interrupted. Settings come "
            "from RECIPE_LAB_* variables; the README lists them."
        ),
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in (
        recipes,
        data,
        train,
        runs,
        run,
        sweep,
        verdict,
        status,
        backup,
        restore,
        results,
        baselines,
        check,
    ):
        command.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        with suppress(RecipeLabError):  # wrong settings: the command says it, if it needs them
            set_up(load_settings(), "command")
        return options.run(options)
    except RecipeLabError as error:
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(gettext("Interrupted."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    # a service manager's SIGTERM unwinds a command as Ctrl-C does: nothing half done stays
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # TensorFlow's pools may outlive the interpreter by seconds; everything is stored by now
    os._exit(code)
