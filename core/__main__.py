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
    try:
        if sys.stdout is None:  # said before anything is done of which nobody would hear
            raise _unwritable(os.strerror(errno.EBADF))
        options = parser().parse_args(arguments)
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
        return 0


class Output(io.TextIOWrapper):
    """Stdout, of which a failure is told from that of any other file.

    Raises:
        RecipeLabError: It cannot be written to. So does ``flush``.
        BrokenPipeError: Its reader left.
    """

    def write(self, text: str) -> int:
        with _explained():
            return super().write(text)

    def flush(self) -> None:
        with _explained():
            super().flush()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error.strerror or error) from None


def _unwritable(reason: object) -> RecipeLabError:
    return RecipeLabError(
        "The output cannot be written ({reason}); send it to a file or a program that takes it.",
        reason=reason,
    )


def _flush(code: int) -> int:
    """Write what is left of the output; returns the exit code, that of an error before first."""
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
    # a service manager's SIGTERM unwinds a command as Ctrl-C does: nothing half done stays
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.stdout is not None:
        sys.stdout = Output(
            sys.stdout.buffer,
            encoding=sys.stdout.encoding,
            errors=sys.stdout.errors,
            line_buffering=sys.stdout.line_buffering,
            write_through=sys.stdout.write_through,
        )
    if sys.stderr is None:  # closed: exit codes say enough
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    try:
        code = main()
    except SystemExit as asked:  # by argparse, after its help or its complaint
        code = int(asked.code or 0)
    code = _flush(code)
    sys.stderr.flush()
    # TensorFlow's pools may outlive the interpreter by seconds; everything is stored by now
    os._exit(code)
