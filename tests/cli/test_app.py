"""The command line answers at once: what is slow to load is loaded by the command that needs it."""

import subprocess
import sys

from stack.checkout import this_checkout

SLOW = ("aiohttp", "alembic", "handoff.adapters", "redis", "socketio", "sqlalchemy")


def test_the_gateway_is_not_loaded_for_a_command_that_does_without() -> None:
    """A person who asks for help waits for none of the gateway's libraries."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, cli.app; print('\\n'.join(sys.modules))"],
        cwd=this_checkout().root,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.splitlines()
    assert "cli.commands.faults" in loaded
    assert [name for name in loaded if name.startswith(SLOW)] == []
