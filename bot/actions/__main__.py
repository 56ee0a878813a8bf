"""`python -m bot.actions --port 5055`: the action server, on the loopback unless told otherwise.

`FIRUZE_ACTIONS_SECRET` opens it; `FIRUZE_INTERNAL_URL` and `FIRUZE_INTERNAL_SECRET` open the gateway.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys

from bot.actions.server import action_server

NEEDED = ("FIRUZE_ACTIONS_SECRET", "FIRUZE_INTERNAL_URL", "FIRUZE_INTERNAL_SECRET")


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="bot.actions")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5055)
    given = parser.parse_args()
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        sys.exit(f"set {', '.join(missing)}")
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)-8s %(name)s - %(message)s"
    )
    app = action_server(os.environ["FIRUZE_ACTIONS_SECRET"])
    app.run(given.host, given.port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
