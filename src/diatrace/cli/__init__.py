"""The command line: one thin file a stage; results on stdout, progress and notes on stderr."""

from __future__ import annotations

import sys

from diatrace.cli.app import app
from diatrace.cli.output import complain
from diatrace.errors import DiatraceError


def main() -> None:
    """Run a command; errors become one line and a hint, with the exit code of their kind."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        app()
    except DiatraceError as error:
        if debug:
            raise
        complain(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        if debug:
            raise
        place = f" ({error.filename})" if error.filename else ""
        sys.stderr.write(
            f"diatrace: {error.strerror or error}{place}\n  hint: check the path and its permissions\n"
        )
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        sys.stderr.write(
            f"diatrace: a fault of the program: {type(error).__name__}: {error}\n  hint: --debug shows where\n"
        )
        sys.exit(1)
