"""Conversations written straight into the store, command by command."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Customer, Names

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SARA = c.Agent(id=new_id(), names=Names(en="Sara"))


class Pen:
    """Writes conversations into the store, command by command."""

    def __init__(self, store: PostgresConversations, customers: PostgresCustomers) -> None:
        self.store = store
        self.customers = customers

    async def customer(self, name: str | None = "Nika") -> Customer:
        customer = replace(Customer.visitor(new_id(), "en", NOON), name=name)
        await self.customers.add(customer)
        return customer

    async def conversation(
        self,
        *commands: c.Command,
        customer: Customer | None = None,
        at: datetime = NOON,
        channel: ChannelKind = WIDGET,
    ) -> Conversation:
        customer = customer or await self.customer()
        start = c.Start(
            customer_id=customer.id,
            customer_name=customer.name,
            language="en",
            channel=channel,
        )
        return await self.write(Conversation(id=new_id()), start, *commands, at=at)

    async def write(
        self, state: Conversation, *commands: c.Command, at: datetime = NOON
    ) -> Conversation:
        for command in commands:
            after, recorded = append(state, command, at)
            if recorded:
                await self.store.commit(state, after, recorded)
            state = after
        return state


def say(text: str = "hello") -> c.CustomerSay:
    return c.CustomerSay(text=text, client_id=str(uuid4()))
