"""Pictures of the staff: made, told to consoles, and gone with the account."""

import pytest
from argon2 import PasswordHasher
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.files.inspector import PillowInspector
from handoff.adapters.machine import new_key
from handoff.adapters.postgres.portraits import PostgresPortraits
from handoff.adapters.signatures import ArgonPasswords
from handoff.domain.errors import InvalidInput, NotFound
from handoff.services.inspection import Inspection
from handoff.services.portraits import Portraits
from handoff.services.signals import MemberChanged
from tests.handoff.pictures import EICAR, SVG, photo
from tests.handoff.services.accounts import Accounts
from tests.handoff.services.conftest import Clock


class Scanner:
    """Finds what the test says, in place of a scanner's signatures."""

    async def scan(self, content: bytes) -> str | None:
        return "Eicar" if EICAR in content else None


@pytest.fixture
def accounts(engine: AsyncEngine, valkey: Redis, clock: Clock) -> Accounts:
    quick = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    return Accounts(engine, valkey, clock, ArgonPasswords(quick))


@pytest.fixture
def portraits(engine: AsyncEngine, accounts: Accounts) -> Portraits:
    store, heard = PostgresPortraits(engine), accounts.heard.append
    return Portraits(store, PillowInspector(), Inspection(Scanner()), new_key, heard)


async def test_a_picture_is_shown_and_taken_away(accounts: Accounts, portraits: Portraits) -> None:
    """The member's consoles hear of both; what it opens is the small one."""
    sara = await accounts.hire()
    shown = await portraits.show(sara, photo((640, 480)))
    assert shown.portrait is not None
    assert (await portraits.open(shown.portrait))[8:12] == b"WEBP"
    bare = await portraits.take_away(shown)
    assert accounts.heard == [MemberChanged(member=shown), MemberChanged(member=bare)]
    assert bare == sara
    with pytest.raises(NotFound):
        await portraits.open(shown.portrait)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (SVG, "file_kind"), (photo() + EICAR, "file_infected")],
)
async def test_what_is_refused_leaves_the_picture_of_before(
    accounts: Accounts, portraits: Portraits, content: bytes, code: str
) -> None:
    """Nothing is stored, and nobody hears of it."""
    sara = await portraits.show(await accounts.hire(), photo())
    assert sara.portrait is not None
    before = await portraits.open(sara.portrait)
    with pytest.raises(InvalidInput) as refused:
        await portraits.show(sara, content)
    assert refused.value.code == code
    assert await portraits.open(sara.portrait) == before
    assert len(accounts.heard) == 1


async def test_a_disabled_account_has_no_picture(accounts: Accounts, portraits: Portraits) -> None:
    """It is deleted with the login, and does not come back with it."""
    sara = await portraits.show(await accounts.hire(), photo())
    assert sara.portrait is not None
    assert (await accounts.directory.disable(sara.email)).portrait is None
    assert (await accounts.directory.enable(sara.email)).portrait is None
    with pytest.raises(NotFound):
        await portraits.open(sara.portrait)
