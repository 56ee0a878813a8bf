"""A gateway of a run: the product's own, with the suite's witness among its reactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from faults.witness import Witness, reading
from handoff.__main__ import main
from handoff.app import Gateway, run_gateway
from handoff.settings import Settings


def serve(witness: type[Witness] = Witness) -> int:
    """Runs until stopped; returns the exit code."""

    @asynccontextmanager
    async def run(settings: Settings) -> AsyncIterator[Gateway]:
        async with run_gateway(settings) as gateway, reading(settings.database_url, witness):
            yield gateway

    return main(run)


if __name__ == "__main__":
    raise SystemExit(serve())
