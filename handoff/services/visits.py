"""The customer's side: who they are, their conversation, and what they may do in it."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from handoff.domain.bot_answers import Button
from handoff.domain.consent import ConsentTerms, agrees, demand_consent, demand_current
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.events import BotSaid, Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import InvalidInput, NotAllowed, NotAuthenticated, NotFound
from handoff.domain.files import SentFile
from handoff.domain.language import Language
from handoff.domain.people import Customer
from handoff.services.conversations import Conversations
from handoff.services.identities import ClaimedIdentity, check_identity
from handoff.services.joining import Joining
from handoff.services.opinions import Opinion, rating_of
from handoff.services.ports.clock import Clock
from handoff.services.ports.customers import CustomerStore
from handoff.services.reception import Newcomer, Reception, Words
from handoff.services.signals import Committed


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visitor may do: be this customer in this conversation, nothing else. `language` is that of
    a stranger who had said nothing when the token was signed: of them nothing may be stored yet. `erased_at`: what was
    kept of whom this browser was before was deleted then, which nobody has told them yet."""

    customer_id: str
    conversation_id: str
    language: Language | None = None
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a token stands for: a visit until `ends` (Unix seconds), unless the customer's tokens have
    been revoked more often than `revocations`."""

    visit: Visit
    revocations: int
    ends: int


class Tokens(Protocol):
    def sign(self, granted: Pass) -> str: ...

    def verify(self, token: str) -> Pass:
        """Whether it is still good is for the caller to find out. Raises NotAllowed
        (`token_invalid`)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRules:
    """`patience`: how long a customer who chooses to wait without anybody here waits at most;
    `token_life`: how long the token of a visitor whom nobody vouches for is good after its last
    use; `terms`: what the customers of this channel agree to before their words are kept, as of now."""

    patience: timedelta
    token_life: timedelta
    terms: Callable[[], ConsentTerms | None] = lambda: None


class TokenErased(NotAuthenticated):
    """The token's customer was erased `at` that time."""

    def __init__(self, at: datetime) -> None:
        super().__init__("token_erased", "What was kept of the token's customer was deleted")
        self.at = at


class Visits:
    """Opens the widget for a customer, new, returning or vouched for by the shop."""

    def __init__(
        self,
        reception: Reception,
        conversations: Conversations,
        customers: CustomerStore,
        tokens: Tokens,
        identity_secret: str,
        clock: Clock,
        rules: VisitRules,
    ) -> None:
        self._rules = rules
        self._joining = Joining(conversations, customers, clock)
        self._reception = reception
        self._conversations = conversations
        self._customers = customers
        self._tokens = tokens
        self._identity_secret = identity_secret
        self._clock = clock

    async def open(
        self,
        language: Language,
        token: str | None,
        identity: ClaimedIdentity | None,
        before: str | None = None,
    ) -> tuple[str, Visit, Customer]:
        """The token, the visit and the customer. A valid `token` continues its conversation; an
        identity continues the customer's latest one, on whichever device it began. With both, what the
        guest was saying goes along.

        Of a stranger nothing is stored before they say something: the ids that they will have are in
        their token. The token of a customer whom the shop vouches for ends with that identity. Any other one is
        good for some time after its last use: here a new one takes its place.

        Where what was kept of the customer of `token`, or of the page's session `before`, was deleted, that token is
        none any more, and the visit says when.

        Raises:
            NotAllowed: `identity_invalid`, `identity_expired`, or as `admit`.
        """
        erased_at = await self._erasure_of(token)
        if erased_at is not None:
            token = None
        else:
            erased_at = await self._erasure_of(before, or_before=True)
        if identity is not None:
            customer = await self._vouched_for(identity, language)
            if token is not None:
                customer = await self._brought_along(token, customer)
            found = await self._reception.conversation_of(customer, language)
            visit, ends = Visit(customer_id=customer.id, conversation_id=found), identity.expires
            visit = replace(visit, erased_at=erased_at)
        elif token is not None:
            granted, customer = await self._admitted(token)
            vouched = customer.external_id is not None
            visit, ends = granted.visit, granted.ends if vouched else self._end_from_now()
            if visit.language is not None:
                visit = replace(visit, language=language)
        else:
            customer, first = self._reception.meet(language)
            visit = Visit(
                customer_id=customer.id,
                conversation_id=first,
                language=language,
                erased_at=erased_at,
            )
            ends = self._end_from_now()
        granted = Pass(visit=visit, revocations=customer.revocations, ends=ends)
        return self._tokens.sign(granted), visit, customer

    async def keep_or_open(self, language: Language, token: str | None) -> tuple[str, Pass]:
        """The token and what it stands for: `token` itself while it is good, else a new visitor's."""
        if token is not None:
            with suppress(NotAllowed):
                return token, await self.admit(token)
        fresh, _, _ = await self.open(language, None, None)
        return fresh, await self.admit(fresh)

    async def admit(self, token: str) -> Pass:
        """What the token stands for, if it is good now.

        Raises:
            NotAuthenticated: `token_invalid`, `token_expired` or `token_revoked`.
        """
        return (await self._admitted(token))[0]

    async def leave(self, token: str) -> Visit:
        """The customer has signed out: revokes all of their tokens. That of a stranger opens nothing but
        an empty conversation, and stays good for that. Returns the visit that has ended. Raises NotAllowed,
        as `admit`."""
        granted, customer = await self._admitted(token)
        await self._customers.revoke(customer.id)
        return granted.visit

    async def ended(self, passes: Iterable[Pass], span: timedelta) -> Collection[Pass]:
        """Those of `passes` that have run out, or were revoked within the last `span`."""
        now, revoked = self._clock().timestamp(), await self._customers.revoked_within(span)
        return {
            granted
            for granted in passes
            if granted.ends <= now
            or revoked.get(granted.visit.customer_id, 0) > granted.revocations
        }

    async def conversation_for(self, visit: Visit) -> Conversation:
        """The only way of a customer to a conversation; that of a stranger is empty. Raises
        NotFound."""
        try:
            conversation = await self._conversations.store.load(visit.conversation_id)
        except NotFound:
            if visit.language is None:
                raise
            return Conversation(
                id=visit.conversation_id, customer_id=visit.customer_id, language=visit.language
            )
        if conversation.customer_id != visit.customer_id:
            raise NotFound("not_found", "No such conversation")
        return conversation

    async def page(
        self, visit: Visit, *, after: int, limit: int
    ) -> tuple[Sequence[Event], bool, Conversation]:
        """One page of what the customer may see of the log, whether there is more, and the state,
        no older than the page. Raises NotFound."""
        events, more = await self._conversations.page(
            visit.conversation_id, after=after, limit=limit, public_only=True
        )
        return events, more, await self.conversation_for(visit)

    async def say(
        self, visit: Visit, text: str, client_id: str, button: tuple[int, int] | None
    ) -> Committed:
        """Records a message. `button` is the seq of a bot's message and an index in its buttons."""
        payload = (await self._button(visit, *button)).payload if button else None
        return await self._say(visit, Words(text=text, client_id=client_id, payload=payload))

    async def press(self, visit: Visit, seq: int, index: int, client_id: str) -> Committed:
        """Records that a button was pressed, as a message of its title: `say`, for a channel that
        cannot tell the title."""
        title = (await self._button(visit, seq, index)).title
        return await self.say(visit, title, client_id, (seq, index))

    async def send(self, visit: Visit, file: SentFile, client_id: str) -> Committed:
        """Records a file, whose bytes are stored."""
        return await self._say(visit, Words(text=file.name, client_id=client_id, file=file))

    async def execute(
        self,
        visit: Visit,
        command: c.RequestPerson | c.ContinueWithBot | c.LeaveContact | c.EndChat,
    ) -> Committed:
        return await self._execute(visit, command)

    async def asks(self, visit: Visit) -> ConsentTerms | None:
        """What the customer has to agree to before their words are kept; None: nothing. Raises NotFound."""
        terms = self._rules.terms()
        if terms is None or agrees((await self.conversation_for(visit)).consent, terms):
            return None
        return terms

    async def demand_consent(self, visit: Visit) -> None:
        """Raises IllegalMove (`consent_needed`), NotFound."""
        if (terms := await self.asks(visit)) is not None:
            demand_consent(None, terms)

    async def consent(self, visit: Visit, version: int) -> Committed:
        """The customer agrees to that version. Raises IllegalMove (`consent_changed`): it is not today's."""
        demand_current(version, self._rules.terms())
        give = c.GiveConsent(version=version)
        return await self._taken_down(
            visit,
            lambda: self._conversations.execute(
                visit.conversation_id, give, customer_id=visit.customer_id
            ),
        )

    async def open_ticket(self, visit: Visit) -> Committed:
        """The customer would rather be reached later than wait."""
        number = await self._conversations.store.next_ticket_number()
        return await self._execute(visit, c.OpenTicket(number=number))

    async def rate(self, visit: Visit, given: Opinion) -> Committed:
        """The customer says what they think of what was closed. Raises as the domain's `rate`."""
        return await self._execute(visit, await rating_of(given, self._conversations.store))

    async def keep_waiting(self, visit: Visit) -> Committed:
        """Nobody is here, and the customer would rather wait."""
        return await self._execute(visit, c.KeepWaiting(patience=self._rules.patience))

    async def _say(self, visit: Visit, words: Words) -> Committed:
        return await self._taken_down(
            visit,
            lambda: self._reception.say(
                visit.conversation_id, words, visit.customer_id, self._rules.terms()
            ),
            self._rules.terms(),
        )

    async def _execute(self, visit: Visit, command: c.Command) -> Committed:
        terms = self._rules.terms()
        return await self._taken_down(
            visit,
            lambda: self._conversations.execute(
                visit.conversation_id,
                command,
                customer_id=visit.customer_id,
                terms=None if isinstance(command, _WITHOUT_CONSENT) else terms,
            ),
            terms,
        )

    async def _taken_down(
        self,
        visit: Visit,
        act: Callable[[], Awaitable[Committed]],
        terms: ConsentTerms | None = None,
    ) -> Committed:
        """What the customer does; of a stranger it is the first thing, before which they are taken down, if
        there are no `terms` to agree to first."""
        try:
            return await act()
        except NotFound:
            if visit.language is None:
                raise
        demand_consent(None, terms)
        await self._reception.take_down(visit.customer_id, visit.conversation_id, visit.language)
        return await act()

    async def _erasure_of(self, token: str | None, *, or_before: bool = False) -> datetime | None:
        """When the token's customer was erased; `or_before`: or whom the browser was before, as the token has it."""
        if token is None:
            return None
        try:
            granted, _ = await self._admitted(token)
        except TokenErased as erased:
            return erased.at
        except NotAllowed:
            return None
        return granted.visit.erased_at if or_before else None

    async def _admitted(self, token: str) -> tuple[Pass, Customer]:
        granted = self._tokens.verify(token)
        if granted.ends <= self._clock().timestamp():
            raise NotAuthenticated("token_expired", "The token has expired")
        try:
            customer = await self._customers.get(granted.visit.customer_id)
        except NotFound:
            if granted.visit.language is None:
                raise NotAuthenticated("token_invalid", "The token's customer is gone") from None
            customer = self._stranger(granted.visit)
        if customer.erased_at is not None:
            raise TokenErased(customer.erased_at)
        if granted.revocations != customer.revocations:
            raise NotAuthenticated("token_revoked", "The token was revoked")
        return granted, customer

    def _stranger(self, visit: Visit) -> Customer:
        return self._reception.stranger(visit.customer_id, visit.language or "en")

    def _end_from_now(self) -> int:
        return int((self._clock() + self._rules.token_life).timestamp())

    async def _vouched_for(self, identity: ClaimedIdentity, language: Language) -> Customer:
        check_identity(self._identity_secret, identity, self._clock())
        known = await self._customers.by_external_id(identity.external_id)
        customer = known or await self._reception.welcome(_newcomer(identity), language)
        told = replace(
            customer,
            name=identity.name or customer.name,
            email=identity.email or customer.email,
            phone=identity.phone or customer.phone,
        )
        if told != customer:
            await self._customers.update(told)
        return told

    async def _brought_along(self, token: str, customer: Customer) -> Customer:
        """The customer, once the conversation of the guest who had `token` is theirs. A token that opens
        nothing, or is not a guest's, brings nothing."""
        with suppress(NotAllowed):
            granted, guest = await self._admitted(token)
            if guest.external_id is None:
                await self._joining.take_along(guest, granted.visit.conversation_id, customer)
        return await self._customers.get(customer.id)

    async def _button(self, visit: Visit, seq: int, index: int) -> Button:
        """Raises InvalidInput (`unknown_button`)."""
        event = await self._conversations.store.event(visit.conversation_id, seq)
        if event is None or not isinstance(event.body, BotSaid):
            raise InvalidInput("unknown_button", "No bot message with buttons at that seq")
        if index >= len(event.body.buttons):
            raise InvalidInput("unknown_button", "The message has fewer buttons")
        return event.body.buttons[index]


# With these the customer waits on, goes back to the bot or leaves: nothing that an agreement is for.
_WITHOUT_CONSENT = (c.KeepWaiting, c.ContinueWithBot, c.EndChat)


def _newcomer(identity: ClaimedIdentity) -> Newcomer:
    return Newcomer(
        external_id=identity.external_id,
        name=identity.name,
        email=identity.email,
        phone=identity.phone,
    )
