"""`./firuze user second-factor|sessions|log`: what guards an account is shown and ended."""

import asyncio

import pytest
from typer.testing import CliRunner

from handoff.adapters.machine import now
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.second_factors import PostgresSecondFactors
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.domain.second_factor import SecondFactor
from handoff.wiring.operating import staff_sessions
from tests.cli.commands.staff import user


def test_a_lost_telephone_does_not_lock_anybody_out(firuze: CliRunner, migrated_url: str) -> None:
    """The second step is shown, and turned off once."""
    email = "yasmin@shop.example"
    assert user(firuze, "add", email).exit_code == 0
    assert "by password alone" in user(firuze, "second-factor", email).output
    refused = user(firuze, "second-factor", email, "--off")
    assert refused.exit_code == 1
    assert "no second step" in str(refused.exception)
    asyncio.run(_equip(migrated_url, email))
    assert "with a code since" in user(firuze, "second-factor", email).output
    assert "10 recovery codes left" in user(firuze, "second-factor", email).output
    assert "by password alone" in user(firuze, "second-factor", email, "--off").output
    assert "by password alone" in user(firuze, "second-factor", email).output


def test_sessions_are_shown_and_ended(firuze: CliRunner, migrated_url: str) -> None:
    """One by its id, or all; what has ended is not shown any more, and the log says who did it."""
    email = "shirin@shop.example"
    assert user(firuze, "add", email).exit_code == 0
    asyncio.run(_open_sessions(migrated_url, email, ["Firefox", "Chrome", "Safari"]))
    shown = user(firuze, "sessions", email).output
    row = next(line for line in shown.splitlines() if "Chrome" in line)
    assert "has ended" in user(firuze, "sessions", email, "--end", row.split()[0]).output
    shown = user(firuze, "sessions", email).output
    assert ("Chrome" in shown, "Firefox" in shown) == (False, True)
    assert user(firuze, "sessions", email, "--end", row.split()[0]).exit_code == 1
    assert "2 sessions ended" in user(firuze, "sessions", email, "--end-all").output
    assert "Firefox" not in user(firuze, "sessions", email).output
    told = user(firuze, "log", email).output
    assert told.count("session ended") == 2
    assert "operator" in told


def test_the_log_tells_of_accounts(firuze: CliRunner) -> None:
    """The command shows one account or all, from a day on, no more than wanted, the latest first."""
    email = "taraneh@shop.example"
    assert user(firuze, "add", email).exit_code == 0
    for change in (("role", email, "admin"), ("disable", email), ("enable", email)):
        assert user(firuze, *change).exit_code == 0
    lines = user(firuze, "log", email).output.splitlines()
    told = [line.split(email)[1].split()[:2] for line in lines if email in line]
    assert told == [
        ["enabled", "operator"],
        ["disabled", "operator"],
        ["role", "changed"],
        ["added", "agent"],
    ]
    assert user(firuze, "log", "--limit", "2").output.count("@shop.example") == 2
    assert email in user(firuze, "log").output
    assert email not in user(firuze, "log", email, "--since", "2999-01-01").output
    assert user(firuze, "log", email, "--since", "yesterday").exit_code == 2


async def _open_sessions(migrated_url: str, email: str, browsers: list[str]) -> None:
    engine = open_engine(migrated_url)
    found = await PostgresStaff(engine).by_email(email)
    assert found is not None
    for browser in browsers:
        await staff_sessions(engine).open(found[0], browser)
    await engine.dispose()


async def _equip(migrated_url: str, email: str) -> None:
    """As the member's own console does, in what it stores."""
    engine = open_engine(migrated_url)
    found = await PostgresStaff(engine).by_email(email)
    assert found is not None
    factor = SecondFactor(staff_id=found[0].id, sealed="x", since=now(), last_step=0)
    hashes = [str(number) for number in range(10)]
    await PostgresSecondFactors(engine).put(factor, hashes, replacing=False)
    await engine.dispose()


@pytest.mark.parametrize(
    "command", [("second-factor",), ("second-factor", "--off"), ("sessions",), ("log",)]
)
def test_nobody_s_account_is_looked_at(firuze: CliRunner, command: tuple[str, ...]) -> None:
    """An address that nobody has is named."""
    name, *more = command
    refused = user(firuze, name, "nobody@shop.example", *more)
    assert refused.exit_code == 1
    assert "nobody@shop.example" in str(refused.exception)
