"""What the bot may do with an order for its customer: cancel it, register a return.

    verified? ──► possible? ──► permitted? ──► begin (commit) ──► the order system ──► finish (commit)

Beginning is refused once the bot's turn is over: a person who has taken the conversation by then
is not overruled. A gateway that dies in between leaves a turn which another takes again; it sees what
was begun, asks the order system what came of it, and finishes it. A write is never just repeated:
after one that failed the order is read, for it may have come through.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import BotAction
from handoff.domain.errors import IllegalMove, NotFound
from handoff.domain.shop.orders import (
    OUTCOME,
    Order,
    OrderAction,
    OrderChange,
    ReturnReason,
    Verdict,
    normal_number,
    verdict,
)
from handoff.services.conversations import Conversations
from handoff.services.errors import ActionRefused, OrderSystemDown
from handoff.services.order_lookup import Lookup, LookupResult, OrderLookup
from handoff.services.order_permits import Applicant, OrderPermits
from handoff.services.ports.clock import Clock
from handoff.services.ports.orders import OrderSource
from handoff.services.ports.settings import ShopSettings

# `with_code`: possible once the customer has typed a code that is sent to the order's address;
# `sign_in_needed`: for customers whom the shop vouches for.
Prospect = Verdict | Literal["by_person", "with_code", "sign_in_needed"]
_WAYS: Mapping[str, Prospect] = {
    "free": "possible",
    "code": "with_code",
    "sign_in": "sign_in_needed",
}


ActionResult = (
    Literal[
        "done", "refused", "taken_over", "sign_in_needed", "code_sent", "code_wrong", "code_expired"
    ]
    | LookupResult
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer wants done, in the message `message_id`, which the bot is answering. `code` is
    what they have typed for the code that was sent to them."""

    conversation_id: str
    segment: int
    message_id: str
    kind: OrderAction
    number: str
    contact: str | None
    reason: ReturnReason | None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOutcome:
    """`refused`: by the present state of the `order`, or by the order system; `taken_over`: the
    conversation is no longer the bot's. `sent_to` is the address that a code went to, masked."""

    result: ActionResult
    order: Order | None = None
    owner: bool = False
    sent_to: str | None = None


class OrderActions:
    def __init__(
        self,
        conversations: Conversations,
        lookup: OrderLookup,
        permits: OrderPermits,
        orders: OrderSource,
        clock: Clock,
        settings: ShopSettings,
    ) -> None:
        self._conversations = conversations
        self._lookup = lookup
        self._permits = permits
        self._orders = orders
        self._clock = clock
        self._settings = settings

    def prospects(self, order: Order, *, owner: bool) -> Mapping[OrderAction, Prospect]:
        """What may be done with the order now, by the bot or by a person, and what not and why."""
        kinds: tuple[OrderAction, ...] = get_args(OrderAction)
        found = {kind: self._verdict(kind, order) for kind in kinds}
        way = _WAYS[self._permits.way(order, owner=owner)]
        return {kind: way if told == "possible" else told for kind, told in found.items()}

    def _verdict(self, kind: OrderAction, order: Order) -> Verdict | Literal["by_person"]:
        found = verdict(
            kind,
            order.card.state,
            arrived_at=order.card.arrived_at,
            window=self._settings.current().shop.return_window,
            now=self._clock(),
        )
        able = kind in self._orders.actions
        return "by_person" if found == "unclear" or (found == "possible" and not able) else found

    async def act(self, wish: Wish) -> ActionOutcome:
        """Does what is wished, once, however often it is asked.

        Raises:
            NotFound: no such conversation or message.
            OrderSystemDown: it cannot be done now; or nobody knows whether it was.
        """
        reply_to = await self._message(wish)
        before = await self._begun(wish, reply_to)
        if before is not None and before.done:
            return ActionOutcome(result="done")
        found = await self._lookup.look_up(wish.conversation_id, wish.number, wish.contact)
        order = found.order
        if order is None:
            return ActionOutcome(result=found.result)
        # After the order: if somebody else has just changed it for this wish, this shows it.
        begun = await self._begun(wish, reply_to) is not None
        through = begun and order.card.state == OUTCOME[wish.kind]
        if not through and self._verdict(wish.kind, order) != "possible":
            return ActionOutcome(result="refused", order=order, owner=found.owner)
        if not begun and (refusal := await self._unpermitted(wish, found, order)) is not None:
            return refusal
        return await self._carry_out(wish, order, reply_to, through=through)

    async def _unpermitted(self, wish: Wish, found: Lookup, order: Order) -> ActionOutcome | None:
        """None if this customer may have it done."""
        conversation = await self._conversations.store.load(wish.conversation_id)
        applicant = Applicant(
            conversation_id=wish.conversation_id,
            message_id=wish.message_id,
            language=conversation.language,
            owner=found.owner,
        )
        permit = await self._permits.ask(applicant, order, wish.code)
        if permit.result == "granted":
            return None
        return ActionOutcome(
            result=permit.result, order=order, owner=found.owner, sent_to=permit.sent_to
        )

    async def _carry_out(
        self, wish: Wish, order: Order, reply_to: int, *, through: bool
    ) -> ActionOutcome:
        try:
            await self._begin(wish, order, reply_to)
            if not through:
                await self._change(wish, order, reply_to)
        except IllegalMove:
            return ActionOutcome(result="taken_over")
        except ActionRefused:
            return ActionOutcome(result="refused", order=order)
        await self._conversations.execute(wish.conversation_id, c.FinishAction(reply_to=reply_to))
        return ActionOutcome(result="done")

    async def _message(self, wish: Wish) -> int:
        """Its seq. Raises NotFound."""
        store = self._conversations.store
        message = await store.find_message(wish.conversation_id, wish.message_id)
        if message is None:
            raise NotFound("not_found", "No such message")
        return message.seq

    async def _begun(self, wish: Wish, reply_to: int) -> BotAction | None:
        """What was begun of this wish in this turn."""
        action = (await self._conversations.store.load(wish.conversation_id)).action
        if action is None or not action.is_of(reply_to) or action.begun.kind != wish.kind:
            return None
        same = normal_number(action.begun.order) == normal_number(wish.number)
        return action if same else None

    async def _begin(self, wish: Wish, order: Order, reply_to: int) -> None:
        command = c.BeginAction(
            kind=wish.kind,
            order=order.number,
            reply_to=reply_to,
            segment=wish.segment,
            reason=wish.reason,
        )
        await self._conversations.execute(wish.conversation_id, command)

    async def _change(self, wish: Wish, order: Order, reply_to: int) -> None:
        key = f"{wish.conversation_id}:{reply_to}"
        change = OrderChange(kind=wish.kind, order=order, reason=wish.reason, key=key)
        try:
            await self._orders.change(change)
        except OrderSystemDown:
            after = await self._orders.by_number(order.number)
            if after is None or after.card.state != OUTCOME[wish.kind]:
                raise
