"""The embedded servers are real: they start, answer, survive kills, and leave nothing behind."""

import os
import signal
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis.asyncio as redis

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
