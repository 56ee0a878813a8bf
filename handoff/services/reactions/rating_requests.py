"""Customers who have left an address are asked for an opinion by mail, some time after the close, unless they
have given one by then."""

from datetime import timedelta

from handoff.domain.conversation.events import ConversationClosed
from handoff.domain.conversation.ratings import RATED_WITHIN
from handoff.domain.deliveries import Delivery, Excerpt, rating_request_id
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.deliveries import DeliveryStore
from handoff.services.ports.settings import ShopSettings
from handoff.services.ports.subscriptions import Logged, StartFrom

# A customer who was asked by mail so lately is not asked again, however often the conversation is closed.
NOT_AGAIN_WITHIN = timedelta(days=7)


class RatingRequests:
    """Implements `Reaction`. The id of the mail follows from the close: asked twice, it is one mail."""

    name = "rating_requests"
    handles = (ConversationClosed,)
    start: StartFrom = "now"

    def __init__(
        self,
        conversations: ConversationStore,
        deliveries: DeliveryStore,
        settings: ShopSettings,
        clock: Clock,
        *,
        mails: bool,
    ) -> None:
        self._conversations = conversations
        self._deliveries = deliveries
        self._settings = settings
        self._clock = clock
        self._mails = mails

    async def handle(self, logged: Logged) -> None:
        closed, pause = logged.event.body, self._settings.current().shop.rating_mail_after
        asks = isinstance(closed, ConversationClosed) and closed.asks == "full"
        if not asks or pause is None or not self._mails:
            return
        state = await self._conversations.load(logged.conversation_id)
        ending, to = state.ending, state.contact.email
        if ending is None or ending.seq != logged.event.seq or to is None:
            return  # open again, or nowhere to ask
        if await self._was_asked(logged):
            return
        await self._deliveries.add(
            Delivery(
                id=rating_request_id(state.id, ending.seq),
                kind="rating",
                to=to,
                language=state.language,
                state="waiting",
                due_at=ending.at + pause,
                expires_at=ending.at + RATED_WITHIN,
                created_at=ending.at,
                words=Excerpt(conversation_id=state.id, first=ending.seq, last=ending.seq),
            )
        )

    async def _was_asked(self, logged: Logged) -> bool:
        mails = await self._deliveries.of_conversation(logged.conversation_id)
        since = logged.event.at - NOT_AGAIN_WITHIN
        return any(
            mail.kind == "rating" and mail.state != "withdrawn" and mail.created_at > since
            for mail in mails
        )
