"""Agreement before the first message, on a running gateway whose shop asks for one."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.tables import conversations, files
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House, vouched
from tests.handoff.pictures import photo
from tests.handoff.waiting import eventually
from tests.handoff.web.test_files import send

BUSINESS = Path(__file__).parents[4] / "business.yml"
TEXT = {"en": "We keep what you write for a year.", "fa": "نوشته‌هاتون رو یک سال نگه می‌داریم."}
LINK = {"en": "https://shop.example/en/privacy", "fa": "https://shop.example/fa/privacy"}


def ask_for(path: Path, version: int) -> None:
    """The shop writes its settings anew."""
    content = yaml.safe_load(BUSINESS.read_text(encoding="utf-8"))
    content["consent"] = {"version": version, "text": TEXT, "link": LINK}
    written = path.with_suffix(".new")
    written.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    written.replace(path)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "business.yml"
    ask_for(path, 1)
    return path


@pytest.fixture
async def house(closed_house: House, settings: Path) -> House:
    """A house whose shop asks for an agreement."""
    await closed_house.open_gateway(FIRUZE_BUSINESS_FILE=settings)
    return closed_house


async def opened(house: House, **request: object) -> tuple[Widget, Any]:
    """A customer's widget, and what its session asks them to agree to."""
    widget = Widget(house.base)
    house.stack.push_async_callback(widget.leave)
    _, session = await widget.ask_for_session(**request)
    widget.token, widget.conversation_id = session["token"], session["conversation_id"]
    await widget.connect()
    return widget, session["consent"]


async def code_of(widget: Widget, event: str, given: object) -> str | None:
    answer = await widget.call(event, given)
    return None if answer["ok"] else answer["error"]["code"]


async def asked(widget: Widget, **request: object) -> Any:
    return (await widget.ask_for_session(token=widget.token, **request))[1]["consent"]


async def stored(engine: AsyncEngine, conversation_id: str) -> int:
    """What the tables have of a conversation and its files."""
    async with engine.connect() as connection:
        talks = select(func.count()).where(conversations.c.id == conversation_id)
        sent = select(func.count()).where(files.c.conversation_id == conversation_id)
        return sum([(await connection.execute(query)).scalar_one() for query in (talks, sent)])


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_nothing_is_stored_before_the_agreement_and_it_is_recorded(
    house: House, engine: AsyncEngine, language: str
) -> None:
    """Neither words nor a contact, a wish or a file; then the log has the version, and the chat goes on."""
    widget, consent = await opened(house, language=language)
    assert consent == {"version": 1, "text": TEXT[language], "link": LINK[language]}
    said = {"client_id": str(uuid4()), "text": "my card number is in the mail"}
    contact = {"client_id": str(uuid4()), "email": "nika@mail.example"}
    for event, given in (("say", said), ("leave_contact", contact), ("request_person", {})):
        assert await code_of(widget, event, given) == "consent_needed"
    status, told = await send(widget, photo())
    assert (status, told["error"]["code"]) == (409, "consent_needed")
    assert await stored(engine, widget.conversation_id) == 0
    assert await code_of(widget, "give_consent", {"version": 1}) is None
    assert await code_of(widget, "give_consent", {"version": 1}) is None
    await widget.until_type("consent.given")
    assert (await widget.say("my lamp flickers"))["ok"]
    assert widget.types.count("consent.given") == 1
    assert widget.types.index("consent.given") < widget.types.index("customer.said")
    assert await asked(widget) is None


async def test_a_newer_version_asks_again(house: House, settings: Path) -> None:
    """An open chat learns it with its next message, and a text that is no longer asked cannot be agreed to."""
    widget, _ = await opened(house)
    assert await code_of(widget, "give_consent", {"version": 1}) is None
    assert (await widget.say("first"))["ok"]
    ask_for(settings, 2)

    async def asks_anew() -> bool:
        consent = await asked(widget)
        return consent is not None and consent["version"] == 2

    await eventually(asks_anew, "the newer text")
    refused = {"client_id": str(uuid4()), "text": "second"}
    assert await code_of(widget, "say", refused) == "consent_needed"
    for event in ("request_person", "open_ticket"):
        assert await code_of(widget, event, {}) == "consent_needed"
    assert await code_of(widget, "give_consent", {"version": 1}) == "consent_changed"
    assert await code_of(widget, "give_consent", {"version": 2}) is None
    assert await code_of(widget, "request_person", {}) is None
    assert (await widget.say("second", refused["client_id"]))["ok"]
    await widget.until(lambda: "second" in widget.texts, "the message")


async def test_a_customer_whom_the_shop_vouches_for_is_asked_too(house: House) -> None:
    """Once, on whichever device; another customer is asked for themselves."""
    nika = vouched(new_id())
    phone, consent = await opened(house, identity=nika)
    assert consent["version"] == 1
    assert await code_of(phone, "say", {"client_id": str(uuid4()), "text": "x"}) == "consent_needed"
    assert await code_of(phone, "request_person", {}) == "consent_needed"
    assert await code_of(phone, "give_consent", {"version": 1}) is None
    _, consent = await opened(house, identity=nika)
    assert consent is None
    _, consent = await opened(house, identity=vouched(new_id()))
    assert consent is not None


async def test_a_shop_that_has_set_nothing_asks_nothing(closed_house: House) -> None:
    """The first message is taken as it comes, and there is nothing to agree to."""
    await closed_house.open_gateway()
    widget, consent = await opened(closed_house)
    assert consent is None
    assert await code_of(widget, "give_consent", {"version": 1}) == "consent_changed"
    assert (await widget.say("hello"))["ok"]
