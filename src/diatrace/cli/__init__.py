"""The command line: one thin file a stage; results on stdout, progress and notes on stderr."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from diatrace.cli.app import app
from diatrace.cli.output import complain
from diatrace.errors import DiatraceError


def main() -> None:
    """Run a command; errors become one line and a hint, with the exit code of their kind."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # not every terminal shows every script, nor is every file name text
            stream.reconfigure(errors="backslashreplace")
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        told = error if isinstance(error, DiatraceError) else _explained(error)
        complain(told)
        sys.exit(told.exit_code)


def _explained(error: Exception) -> DiatraceError:
    if isinstance(error, OSError):
        place = str(error.filename or "")
        return DiatraceError(
            error.strerror or str(error), where=place, hint="check the path and its permissions"
        )
    return DiatraceError(
        f"a fault of the program: {type(error).__name__}: {error}",
        hint="--debug shows where; `diatrace verify STUDY` tells whether the study is whole",
    )
