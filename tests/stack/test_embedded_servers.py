"""The embedded servers are real: they start, answer, survive kills, and leave nothing behind."""

import os
import signal
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis.asyncio as redis

from handoff.adapters.postgres.migrate import migrate
from stack.embedded.account import service_account
from stack.embedded.postgres import EmbeddedPostgres
from stack.embedded.valkey import EmbeddedValkey


async def test_postgres_answers_over_its_socket_in_utf8(postgres_url: str) -> None:
    """The URL works as it stands, in UTF-8, with writes forced to disk."""
    connection = await asyncpg.connect(postgres_url)
    try:
        assert await connection.fetchval("SHOW server_encoding") == "UTF8"
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SELECT 'سلام'::text") == "سلام"
        assert str(await connection.fetchval("SHOW server_version")).startswith("18")
    finally:
        await connection.close()


async def test_each_module_has_a_database_of_its_own(database_url: str, postgres_url: str) -> None:
    assert database_url != postgres_url
    connection = await asyncpg.connect(database_url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM pg_stat_user_tables") == 0
    finally:
        await connection.close()


async def test_valkey_answers_over_its_socket(valkey_url: str) -> None:
    client = redis.from_url(valkey_url)
    try:
        await client.set("greeting", "سلام")
        assert await client.get("greeting") == "سلام".encode()
        assert (await client.info("server"))["server_name"] == "valkey"
    finally:
        await client.aclose()


def test_postgres_comes_back_with_its_data_after_kill_9(servers_folder: Path) -> None:
    """A killed postmaster leaves its lock file; the next start survives it and loses nothing."""
    home = servers_folder / "killed"
    first = EmbeddedPostgres(home, account=service_account())
    first.start()
    first.sql("CREATE TABLE kept AS SELECT 42 AS answer", database="firuze")
    os.kill(first.pid or 0, signal.SIGKILL)
    first.stop()
    assert (home / "postgres-18" / "postmaster.pid").exists()

    second = EmbeddedPostgres(home, account=service_account())
    second.start()
    try:
        assert second.sql("SELECT answer FROM kept", database="firuze").strip() == "42"
    finally:
        second.stop()


def test_a_lock_with_a_number_now_used_by_another_program_is_stale(servers_folder: Path) -> None:
    home = servers_folder / "reused"
    server = EmbeddedPostgres(home, account=service_account())
    server.prepare()
    (home / "postgres-18" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}\n")
    server.start()
    try:
        assert server.is_ready()
    finally:
        server.stop()


def test_a_deep_folder_gets_a_short_socket_path(servers_folder: Path) -> None:
    """Unix sockets allow about a hundred bytes; a checkout may lie deeper than that."""
    deep = servers_folder / ("d" * 60) / ("e" * 60) / "with space"
    server = EmbeddedValkey(deep, account=service_account())
    server.start()
    try:
        assert server.is_ready()
        assert len(os.fsencode(server.socket)) < 104
    finally:
        server.stop()
        server.socket.parent.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to switch to")
def test_root_runs_them_as_someone_else(postgres_server: EmbeddedPostgres) -> None:
    process = psutil.Process(postgres_server.pid)
    assert process.uids().effective != 0


def test_stop_leaves_no_process(servers_folder: Path) -> None:
    server = EmbeddedValkey(servers_folder / "short", account=service_account())
    server.start()
    pid = server.pid
    server.stop()
    assert pid is not None
    assert not psutil.pid_exists(pid)


async def test_a_gateway_connects_as_a_plain_role(database_url: str) -> None:
    """It owns its database and makes its tables; other roles, programs and files are out of reach."""
    await migrate(database_url)
    connection = await asyncpg.connect(database_url)
    try:
        assert await connection.fetchval("SHOW is_superuser") == "off"
        owners = await connection.fetch(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        )
        assert [row[0] for row in owners] == ["firuze"]
        for forbidden in (
            "CREATE ROLE another",
            "CREATE DATABASE another",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT pg_read_file('/etc/hostname')",
            "ALTER SYSTEM SET fsync = off",
            "SET ROLE postgres",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)
    finally:
        await connection.close()


async def test_a_database_of_the_superuser_is_handed_over(servers_folder: Path) -> None:
    """A data folder from before the role: with the next start everything in it is the role's, and the
    gateway goes on with its tables, sequences and triggers."""
    home = servers_folder / "old"
    server = EmbeddedPostgres(home, account=service_account())
    server.start()
    server.sql("DROP DATABASE firuze")
    server.sql("DROP ROLE firuze")
    server.sql("CREATE DATABASE firuze")
    await migrate(server.url.replace("//firuze@", "//postgres@"))
    server.stop()

    server = EmbeddedPostgres(home, account=service_account())
    server.start()
    try:
        left = server.sql(
            "SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND pg_get_userbyid(c.relowner) = 'postgres'",
            "firuze",
        )
        assert left.strip() == "0"
        await migrate(server.url)
        connection = await asyncpg.connect(server.url)
        try:
            await connection.execute("ALTER FUNCTION audit_is_append_only() RENAME TO mine_now")
            assert await connection.fetchval("SELECT nextval('ticket_numbers')") == 1001
        finally:
            await connection.close()
    finally:
        server.stop()
