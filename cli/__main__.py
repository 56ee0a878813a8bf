"""Runs a command and turns every failure into words: no traceback ever reaches the terminal."""

import io
import os
import sys
import traceback
import uuid
from datetime import UTC, datetime

from cli.app import app
from stack.checkout import this_checkout
from stack.errors import CliError
from stack.logs import open_log
from stack.screen import show_error

INTERRUPTED = 130  # as in shells: 128 + SIGINT
UNEXPECTED = 70  # EX_SOFTWARE


def main() -> None:
    """Runs the command line; ends the process with its exit code."""
    try:
        app(prog_name="./firuze")
    except CliError as error:
        show_error(error)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if os.environ.get("FIRUZE_DEBUG"):
            raise
        show_error(_unexpected(error))
        sys.exit(UNEXPECTED)


def _unexpected(error: Exception) -> CliError:
    """Writes the traceback to a log, and names its id."""
    mark = uuid.uuid4().hex[:8]
    log = this_checkout().log("cli")
    with io.TextIOWrapper(open_log(log), encoding="utf-8") as stream:
        stream.write(f"{datetime.now(UTC).isoformat()} {mark} {' '.join(sys.argv[1:2])}\n")
        traceback.print_exception(error, file=stream)
    return CliError(
        f"Something went wrong inside Firuze (id {mark}).",
        way_out=f"What happened is in {log}; please report it.",
    )


if __name__ == "__main__":
    main()
