"""One format for all lines of a gateway, those of libraries too."""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import asyncio, logging
from handoff.log_format import configure
configure("{form}")
told = logging.getLogger("aiohttp.server")
told.error("Error handling request from %s", "203.0.113.7")
told.error("Error\\nprotocol: 203.0.113.7", exc_info=ConnectionResetError("203.0.113.7"))
told.warning("x" * 5000)
told.info("203.0.113.7 is everyday")
try:
    raise ValueError("a mistake of ours")
except ValueError:
    logging.getLogger("asyncio").exception("Task was never retrieved")
"""


def _lines(form: str) -> list[str]:
    """What such a process writes to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(form=form)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_machines_read_every_line() -> None:
    """As JSON; the template stands without its arguments, in bounds, an abort without a traceback."""
    lines = _lines("json")
    reset, aborted, long, ours = [json.loads(line) for line in lines]
    assert (reset["event"], reset["logger"]) == ("library", "aiohttp.server")
    assert (reset["level"], reset["line"]) == ("error", "Error handling request from %s")
    assert (aborted["line"], aborted["error"]) == ("Error", "ConnectionResetError")
    assert len(long["line"]) == 200
    assert "a mistake of ours" in ours["exception"]
    assert not [line for line in lines if "203.0.113.7" in line]


@pytest.mark.parametrize("form", ["console", "json"])
def test_an_abort_takes_one_line(form: str) -> None:
    """However the log is read; what is our mistake keeps its traceback."""
    lines = _lines(form)
    assert sum("ConnectionResetError" in line for line in lines) == 1
    assert any("a mistake of ours" in line for line in lines)
    assert not [line for line in lines if "203.0.113.7" in line]
