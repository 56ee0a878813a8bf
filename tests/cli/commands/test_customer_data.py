"""`./firuze customer export|erase`: everything of a customer, handed out and erased."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from cli.commands.customer import customers
from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.migrate import migrate
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer
from stack.errors import CliError


@pytest.fixture(scope="module")
async def migrated(database_url: str) -> str:
    await migrate(database_url)
    return database_url


@pytest.fixture
def firuze(migrated: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on this module's database."""
    monkeypatch.setenv("DATABASE_URL", migrated)
    return CliRunner()


@pytest.fixture
def nika(migrated: str) -> Customer:
    """A customer with a conversation in which she left a number."""
    return asyncio.run(_customer(migrated))


async def _customer(url: str, *commands: c.Command) -> Customer:
    customer = Customer(
        id=new_id(),
        external_id=f"nika-{uuid4()}",
        name="Nika",
        email=f"{uuid4()}@mail.example",
        phone=None,
        language="fa",
        created_at=now(),
    )
    engine = open_engine(url, pool_size=1)
    await PostgresCustomers(engine).add(customer)
    start = c.Start(customer_id=customer.id, customer_name="Nika", language="fa")
    said = c.CustomerSay(text="بسته‌ام کجاست؟", client_id=str(uuid4()))
    before = state = Conversation(id=new_id())
    log = list[Event]()
    for command in (start, said, *commands):
        state, recorded = append(state, command, now())
        log.extend(recorded)
    await PostgresConversations(engine).commit(before, state, log)
    await engine.dispose()
    return customer


async def _name_of(url: str, customer: Customer) -> str | None:
    engine = open_engine(url, pool_size=1)
    try:
        return (await PostgresCustomers(engine).get(customer.id)).name
    finally:
        await engine.dispose()


def test_everything_is_written_to_standard_output(firuze: CliRunner, nika: Customer) -> None:
    """One JSON document, with what was said as fields and as sentences of the customer's language."""
    done = firuze.invoke(customers, ["export", str(nika.external_id)])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["customer"]["email"] == nika.email
    (talk,) = document["conversations"]
    assert talk["events"][1]["body"]["text"] == "بسته‌ام کجاست؟"
    assert talk["events"][1]["what"] == "شما نوشتید: بسته‌ام کجاست؟"


def test_a_page_is_written_to_a_file_of_ones_own(
    firuze: CliRunner, nika: Customer, tmp_path: Path
) -> None:
    """In the language that was asked for, readable by its owner alone, never over another file."""
    page, wanted = tmp_path / "nika.html", ["--format", "html", "--language", "en"]
    command = ["export", "--email", str(nika.email).upper(), *wanted, "--output", str(page)]
    done = firuze.invoke(customers, command)
    assert done.exit_code == 0, done.output
    assert "You wrote: بسته‌ام کجاست؟" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o777 == 0o600
    again = firuze.invoke(customers, command)
    assert again.exit_code == 1
    assert "there already" in str(again.exception)


def test_a_dry_run_tells_what_would_go_and_changes_nothing(
    firuze: CliRunner, nika: Customer, migrated: str
) -> None:
    """Names, numbers of conversations, events, mails, orders."""
    done = firuze.invoke(customers, ["erase", nika.id, "--dry-run"])
    assert done.exit_code == 0, done.output
    assert "Nika" in done.output
    assert "1 conversation with 2 events" in done.output
    assert "Nothing was changed" in done.output
    assert asyncio.run(_name_of(migrated, nika)) == "Nika"


def test_a_customer_is_erased_once_it_is_meant(
    firuze: CliRunner, nika: Customer, migrated: str
) -> None:
    """Without anybody to ask nothing happens without --yes; a second time is no error."""
    unasked = firuze.invoke(customers, ["erase", nika.id])
    assert unasked.exit_code == 1
    assert asyncio.run(_name_of(migrated, nika)) == "Nika"
    for _ in range(2):
        done = firuze.invoke(customers, ["erase", nika.id, "--yes"])
        assert done.exit_code == 0, done.output
    assert asyncio.run(_name_of(migrated, nika)) is None
    assert firuze.invoke(customers, ["export", str(nika.external_id)]).exit_code == 1


def test_a_conversation_under_way_is_named_with_the_way_out(
    firuze: CliRunner, migrated: str
) -> None:
    """Refused at first, ended where it is meant."""
    waiting = asyncio.run(_customer(migrated, c.RequestPerson()))
    refused = firuze.invoke(customers, ["erase", waiting.id, "--yes"])
    assert isinstance(refused.exception, CliError)
    assert "--under-way" in str(refused.exception.way_out)
    assert asyncio.run(_name_of(migrated, waiting)) == "Nika"
    done = firuze.invoke(customers, ["erase", waiting.id, "--yes", "--under-way"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "one way"),
        (["nobody"], "no customer nobody"),
        (["--email", "nobody@mail.example"], "no customer"),
        (["x", "--phone", "09120000000"], "one way"),
    ],
)
def test_who_is_meant_must_be_clear(firuze: CliRunner, arguments: list[str], told: str) -> None:
    """Nobody, or nobody known, is said so."""
    done = firuze.invoke(customers, ["erase", *arguments, "--yes"])
    assert done.exit_code == 1
    assert told in str(done.exception)


def test_several_customers_of_one_number_are_named(firuze: CliRunner, migrated: str) -> None:
    """A person who came twice without being known is two: each is chosen by its id."""
    left = c.LeaveContact(client_id=str(uuid4()), phone="09127778899")
    both = [asyncio.run(_customer(migrated, left)) for _ in range(2)]
    done = firuze.invoke(customers, ["erase", "--phone", "+98 912 777 8899", "--dry-run"])
    assert isinstance(done.exception, CliError)
    assert all(customer.id in str(done.exception.way_out) for customer in both)
