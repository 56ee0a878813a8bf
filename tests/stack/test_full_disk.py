"""The embedded PostgreSQL without room even for its write-ahead log: it ends, and comes back."""

from pathlib import Path

import pytest

from cli.commands.doctor import lack_of_room
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from stack.errors import CliError
from stack.services import server_service
from stack.supervisor import Supervisor
from tests.handoff.waiting import eventually
from tests.small_disk import SmallDisk, can_mount

pytestmark = pytest.mark.skipif(not can_mount(), reason="a small disk cannot be mounted here")


async def test_it_says_why_and_comes_back_by_itself_once_there_is_room(
    servers_folder: Path,
) -> None:
    """Committed data is there; nobody had to start anything."""
    said: list[str] = []
    supervisor = Supervisor(said.append, longest_pause=0.5)
    with SmallDisk.at(servers_folder / "full"):
        postgres = EmbeddedPostgres(servers_folder / "full", account=service_account())
        disk = SmallDisk(postgres)
        postgres.prepare()
        await supervisor.start(server_service(postgres))
        try:
            postgres.finish_start()
            postgres.sql("CREATE TABLE kept AS SELECT 1 AS line", "firuze")
            disk.fill()
            kept = _write_until_it_ends(postgres)
            await eventually(lambda: _any(said, "its disk is full"), "the reason", within=30)
            short = lack_of_room(postgres.home)
            assert short is not None
            assert short.is_failure
            disk.make_room()
            await eventually(lambda: _any(said, "PostgreSQL is back"), "its return", within=60)
            assert int(postgres.sql("SELECT count(*) FROM kept", "firuze")) >= kept
        finally:
            await supervisor.stop()


def _write_until_it_ends(postgres: EmbeddedPostgres) -> int:
    """Each line begins a new segment of the log, for which there is soon no room; returns how many
    were acknowledged."""
    kept = 0
    try:
        while True:
            postgres.sql("INSERT INTO kept VALUES (1)", "firuze")
            kept += 1
            postgres.sql("SELECT pg_switch_wal()", "firuze")
    except CliError:
        return kept


async def _any(said: list[str], words: str) -> bool:
    return any(words in line for line in said)
