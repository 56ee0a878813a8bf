"""`./firuze audit`: what was read, as an operator asks for it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.commands.audit import audit
from handoff.adapters.machine import new_id
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.people import Names, Role, StaffMember
from handoff.services.ports.audit import AuditedRead

CHAT, CUSTOMER = new_id(), new_id()


def _member(name: str, role: Role) -> StaffMember:
    return StaffMember(
        id=new_id(),
        email=f"{name.lower()}@shop.example",
        names=Names.written(name),
        role=role,
        capacity=0,
        available=False,
        disabled=False,
    )


async def _fill(database_url: str) -> None:
    """Leila read Sara's chat yesterday and a customer's file a month ago."""
    await migrate(database_url)
    engine = open_engine(database_url)
    leila, sara = _member("Leila", "supervisor"), _member("Sara", "agent")
    for member in (leila, sara):
        await PostgresStaff(engine).add(member, "no password")
    now = datetime.now(UTC)
    read = AuditedRead(
        at=now - timedelta(days=30), staff_id=leila.id, kind="customer", subject=CUSTOMER
    )
    chat = AuditedRead(
        at=now - timedelta(days=1),
        staff_id=leila.id,
        kind="conversation",
        subject=CHAT,
        holder=sara.id,
    )
    await PostgresAudit(engine).append([read, chat])
    await engine.dispose()


@pytest.fixture(scope="module")
def filled(database_url: str) -> str:
    asyncio.run(_fill(database_url))
    return database_url


@pytest.fixture
def firuze(filled: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", filled)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()


def _audit(firuze: CliRunner, *words: str) -> Result:
    app = typer.Typer()
    app.command()(audit)
    return firuze.invoke(app, list(words))


def test_the_last_week_is_shown(firuze: CliRunner) -> None:
    """The command shows readers, what they read, and whose it was, by their addresses."""
    shown = _audit(firuze).output
    (line,) = [line for line in shown.splitlines() if CHAT in line]
    assert line.split()[2:] == ["leila@shop.example", "conversation", CHAT, "sara@shop.example"]
    assert CUSTOMER not in shown


def test_it_is_asked_for_a_reader_a_matter_and_a_time(firuze: CliRunner) -> None:
    """One, some or all of them."""
    assert CUSTOMER in _audit(firuze, "--days", "60").output
    assert CUSTOMER in _audit(firuze, "--days", "60", "--what", CUSTOMER).output
    assert CHAT not in _audit(firuze, "--days", "60", "--what", CUSTOMER).output
    assert CHAT in _audit(firuze, "--who", "Leila@shop.example").output
    assert CHAT not in _audit(firuze, "--who", "sara@shop.example").output


def test_an_address_that_nobody_has_is_named(firuze: CliRunner) -> None:
    """Instead of an empty list, which would say that they read nothing."""
    refused = _audit(firuze, "--who", "nobody@shop.example")
    assert refused.exit_code == 1
    assert "nobody@shop.example" in str(refused.exception) + refused.output
