"""The command line: ``python -m core COMMAND``. See ``python -m core --help``."""

from __future__ import annotations

import argparse
import errno
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module

from core.errors import RecipeLabError
from core.i18n import gettext
from core.logs import set_up
from core.settings import load_settings

INTERRUPTED = 130
COMMANDS = (
    *("recipes", "data", "train", "runs", "run", "ask", "inside", "sweep", "verdict"),
    *("status", "backup", "restore", "results", "baselines", "check"),
)
"""The modules of ``core.commands`` that are commands, in the order of the help."""


def parser() -> argparse.ArgumentParser:
    """The argument parser with all commands."""
    top = argparse.ArgumentParser(
        prog="python -m core",
        description=gettext("Recipe Lab: train, compare and check Keras model recipes."),
        epilog=gettext(
            "Exit codes: 0 done, 1 failure, 2 invalid request, 130 interrupted. Settings are "
            "RECIPE_LAB_* environment variables; docs/settings.md lists them."
        ),
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = import_module(f"core.commands.{name}")
        command = commands.add_parser(name, help=gettext(module.HELP))
        command.set_defaults(run=module.run)
        module.add(command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        if sys.stdout is None:  # fail before doing work whose result nobody would see
            raise _unwritable(os.strerror(errno.EBADF))
        options = parser().parse_args(arguments)
        with suppress(RecipeLabError):  # invalid settings: a command that needs them reports it
            set_up(load_settings(), "command")
        return options.run(options)
    except RecipeLabError as error:
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(gettext("Interrupted."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output closed it, as `head` does
        return 0


class Output(io.TextIOWrapper):
    """Stdout whose write errors can be distinguished from those of other files.

    ``write`` and ``flush`` raise RecipeLabError if the output cannot be written, and
    BrokenPipeError if its reader closed it.
    """

    def write(self, text: str) -> int:
        with _report_output_errors():
            return super().write(text)

    def flush(self) -> None:
        with _report_output_errors():
            super().flush()


@contextmanager
def _report_output_errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error.strerror or error) from None


def _unwritable(reason: object) -> RecipeLabError:
    return RecipeLabError(
        "The output cannot be written ({reason}); redirect it to another file or program.",
        reason=reason,
    )


def _flush(code: int) -> int:
    """Flush the output; returns ``code`` if it is not 0, else the exit code of the flush."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        pass
    except RecipeLabError as error:
        if not code:
            print(f"{error}", file=sys.stderr)
        return code or error.exit_code
    return code


if __name__ == "__main__":
    # Treat a service manager's SIGTERM like Ctrl-C, so that nothing half done is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.stdout is not None:
        sys.stdout = Output(
            sys.stdout.buffer,
            encoding=sys.stdout.encoding,
            errors=sys.stdout.errors,
            line_buffering=sys.stdout.line_buffering,
            write_through=sys.stdout.write_through,
        )
    if sys.stderr is None:  # closed: the exit code has to do
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    try:
        code = main()
    except SystemExit as exited:  # by argparse, after printing its help or an error
        code = int(exited.code or 0)
    code = _flush(code)
    sys.stderr.flush()
    # TensorFlow's thread pools may outlive the interpreter by seconds; everything is saved by now.
    os._exit(code)
