"""The product's own gateway at another time of day, so that answers do not depend on when it is asked.

    python -m cli.evaluation.dialogues.gateway 2026-11-30T07:30:00+00:00

The time given is that of its start; from then on it goes on as any clock does.
"""

import sys
import time
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from handoff.__main__ import main
from handoff.app import Gateway, run_gateway
from handoff.settings import Settings


def serve(at: datetime) -> int:
    """Runs until stopped; returns the exit code."""
    began = time.monotonic()

    async def measure() -> datetime:
        return at + timedelta(seconds=time.monotonic() - began)

    def run(settings: Settings) -> AbstractAsyncContextManager[Gateway]:
        return run_gateway(settings, measure)

    return main(run)


if __name__ == "__main__":
    raise SystemExit(serve(datetime.fromisoformat(sys.argv[1])))
