"""Delivery and read marks over real sockets: who may set them, who gets them, what survives."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.handoff.browsers import Console, Widget
from tests.handoff.conftest import House, Written

NONE = {"delivered": 0, "read": 0}


class Chat:
    """A customer and the agent who owns the chat, after the customer's first words."""

    def __init__(self, house: House, widget: Widget, sara: Console, said: int) -> None:
        self.house, self.widget, self.sara, self.said = house, widget, sara, said

    @property
    def id(self) -> str:
        return self.widget.conversation_id

    @property
    def for_customer(self) -> dict[str, Any]:
        """The staff's mark, as the customer sees it."""
        mark: dict[str, Any] = self.widget.marks["staff"]
        return mark

    async def customer_marks(self, **mark: int) -> dict[str, Any]:
        return await self.widget.call("mark", mark)


@pytest.fixture
async def chat(open_house: House, valkey: Redis) -> AsyncIterator[Chat]:
    sara, widget = await open_house.console("Sara"), await open_house.widget()
    said = (await widget.say("is somebody there?"))["seq"]
    await sara.about("take", widget.conversation_id)
    await sara.watch(widget.conversation_id)
    yield Chat(open_house, widget, sara, said)
    await sara.leave()
    await widget.leave()


async def test_the_customer_is_told_what_the_agent_has_and_has_seen(chat: Chat) -> None:
    """First delivered, then seen; a reload knows both."""
    assert chat.for_customer == NONE
    assert await chat.sara.mark(chat.id, delivered=chat.said) == {"ok": True}
    await chat.widget.until(lambda: chat.for_customer["delivered"] == chat.said, "delivered")
    assert chat.for_customer["read"] == 0
    await chat.sara.mark(chat.id, read=chat.said)
    seen = {"delivered": chat.said, "read": chat.said}
    await chat.widget.until(lambda: chat.for_customer == seen, "seen")
    again = await chat.house.widget(token=chat.widget.token)
    assert again.marks == {"customer": NONE, "staff": seen}
    await again.leave()


async def test_the_agent_is_told_what_the_customer_has_and_has_seen(chat: Chat) -> None:
    """The same in the other direction, for a member who watches."""
    seq = (await chat.sara.say(chat.id, "I am Sara"))["seq"]
    await chat.customer_marks(delivered=seq, read=seq)
    seen = {"delivered": seq, "read": seq}
    await chat.sara.until(lambda: chat.sara.marks[chat.id]["customer"] == seen, "seen")
    await chat.sara.sync(chat.id)
    assert chat.sara.marks[chat.id] == {"customer": seen, "staff": NONE}


async def test_a_mark_needs_no_answer(chat: Chat) -> None:
    """Fire and forget: without an ack it counts the same."""
    await chat.sara.socket.emit(
        "mark", {"conversation_id": chat.id, "read": chat.said}, namespace="/staff"
    )
    await chat.widget.until(lambda: chat.for_customer["read"] == chat.said, "seen")


async def test_marks_do_not_go_back(chat: Chat) -> None:
    """The gateway answers an old mark, changes nothing, and notifies nobody."""
    seen = {"delivered": chat.said, "read": chat.said}
    await chat.sara.mark(chat.id, **seen)
    await chat.widget.until(lambda: chat.for_customer == seen, "seen")
    told = len(chat.widget.pushes)
    assert await chat.sara.mark(chat.id, delivered=chat.said - 1) == {"ok": True}
    assert await chat.sara.mark(chat.id, **seen) == {"ok": True}
    await chat.widget.sync()
    assert chat.for_customer == seen
    assert len(chat.widget.pushes) == told


async def test_nobody_has_read_what_is_not_there(chat: Chat) -> None:
    """A claim beyond the end counts up to the last public event; what comes then is unread."""
    beyond = 2**53 - 1
    await chat.customer_marks(delivered=beyond, read=beyond)
    await chat.sara.mark(chat.id, read=beyond)
    await chat.widget.sync()
    head = chat.widget.state["head"]
    end = {"delivered": head, "read": head}
    assert chat.widget.marks == {"customer": end, "staff": end}
    assert (await chat.widget.say("and this?"))["seq"] > head
    await chat.widget.sync()
    assert chat.for_customer == end


async def test_a_supervisor_who_watches_has_seen_nothing_for_the_customer(chat: Chat) -> None:
    """Watching is not answering: the mark is refused, and the customer hears nothing."""
    leila = await chat.house.console("Leila", role="supervisor")
    await leila.watch(chat.id)
    refused = await leila.mark(chat.id, delivered=chat.said, read=chat.said)
    assert refused["error"]["code"] == "not_owner"
    await chat.widget.sync()
    assert chat.for_customer == NONE
    assert "mark" not in [name for name, _ in chat.widget.pushes]
    await chat.sara.mark(chat.id, read=chat.said)
    await leila.until(
        lambda: leila.marks[chat.id]["staff"]["read"] == chat.said, "the owner's mark, to watchers"
    )
    await leila.leave()


async def test_an_agent_who_has_handed_back_reads_for_nobody(chat: Chat) -> None:
    """The mark counts while the chat is theirs, not after."""
    await chat.sara.about("return_to_bot", chat.id)
    refused = await chat.sara.mark(chat.id, read=chat.said)
    assert refused["error"]["code"] == "not_owner"


async def test_two_consoles_of_one_agent_agree(chat: Chat) -> None:
    """The second has it with its inbox, and hears of what is read at the first, unwatched."""
    await chat.sara.mark(chat.id, read=chat.said)
    email = chat.sara.me["email"]
    second = await chat.house.console("Sara", email=email)
    assert second.marks[chat.id]["staff"]["read"] == chat.said
    assert second.items[chat.id]["asked"] == chat.said
    seq = (await chat.widget.say("one more"))["seq"]
    await second.until(lambda: second.items[chat.id]["asked"] == seq, "the item")
    assert seq in second.items[chat.id]["unanswered"]
    await chat.sara.mark(chat.id, read=seq)
    await second.until(lambda: second.marks[chat.id]["staff"]["read"] == seq, "what was read")
    await second.leave()


async def test_a_visitor_marks_their_own_conversation_and_names_no_other(
    chat: Chat, written: Written
) -> None:
    """The connection says which conversation; an id in the event is refused."""
    stranger = await chat.house.widget()
    refused = await stranger.call("mark", {"conversation_id": chat.id, "read": 1})
    assert refused["error"]["code"] == "invalid_input"
    await stranger.call("mark", {"read": 1})
    await chat.sara.sync(chat.id)
    assert chat.sara.marks[chat.id]["customer"] == NONE
    assert written.codes == ["invalid_input"]
    await stranger.leave()


@pytest.mark.parametrize("bad", [-1, 1.5, "3", True, None, 2**53])
async def test_a_mark_is_a_seq(chat: Chat, bad: object) -> None:
    """Whatever else is refused, on either side."""
    for answer in (
        await chat.widget.call("mark", {"read": bad}),
        await chat.sara.call("mark", {"conversation_id": chat.id, "delivered": bad}),
    ):
        assert answer["error"]["code"] == "invalid_input"


async def test_no_mark_is_in_the_log(chat: Chat) -> None:
    """Marks are kept beside the log: its head stays where it was."""
    await chat.sara.mark(chat.id, read=chat.said)
    await chat.customer_marks(read=chat.said)
    before = [event["seq"] for event in chat.sara.logs[chat.id]]
    await chat.sara.sync(chat.id)
    assert [event["seq"] for event in chat.sara.logs[chat.id]] == before
