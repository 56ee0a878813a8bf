"""Servers that others run are tried before the stack starts."""

import pytest

from stack.checks.reachable import check_cache, check_database, without_password
from stack.errors import CliError


async def test_running_servers_pass_the_check(postgres_url: str, valkey_url: str) -> None:
    await check_database(postgres_url)
    await check_cache(valkey_url)


async def test_a_database_that_does_not_exist_is_said_so(postgres_url: str) -> None:
    with pytest.raises(CliError, match="the database does not exist"):
        await check_database(postgres_url.replace("/firuze?", "/nowhere?"))


def test_an_address_is_shown_without_user_and_password() -> None:
    assert without_password("postgresql://u:p@db.example:5432/shop") == "db.example:5432/shop"
