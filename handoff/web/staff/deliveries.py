"""`/api/staff/deliveries…`: what leaves this installation, for members who may see it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from handoff.domain.deliveries import Delivery, DeliveryState, masked
from handoff.domain.errors import NotFound
from handoff.domain.people import StaffMember
from handoff.services.mail_desk import ALL, OPEN, MailDesk
from handoff.web.endpoints import Endpoints, get, post
from handoff.web.protocol.base import Uuid
from handoff.web.protocol.deliveries import (
    DeliveryCounts,
    DeliveryItem,
    DeliveryList,
    DeliveryQuery,
    ThreadMail,
    ThreadMails,
)
from handoff.web.staff.cookie import StaffCookie
from handoff.web.views import place_of, place_text

_UUID: TypeAdapter[str] = TypeAdapter(Uuid)


class DeliveryRoutes(Endpoints):
    def __init__(self, cookie: StaffCookie, desk: MailDesk) -> None:
        self._cookie = cookie
        self._desk = desk

    @get("/api/staff/deliveries", caller="staff", query=DeliveryQuery, gives=DeliveryList)
    async def deliveries(self, request: web.Request) -> DeliveryList:
        """A page of what leaves this installation, newest first."""
        member = await self._member(request)
        asked = DeliveryQuery.model_validate(dict(request.query))
        states = OPEN if asked.show == "open" else ALL
        after = place_of(asked.after) if asked.after else None
        page = await self._desk.page(member, states, after)
        return DeliveryList(
            items=[self._item(delivery) for delivery in page.deliveries],
            rest=place_text(page.rest),
            counts=self._counts(await self._desk.count(member)),
        )

    @get("/api/staff/deliveries/count", caller="staff", gives=DeliveryCounts)
    async def count(self, request: web.Request) -> DeliveryCounts:
        """How many deliveries are open, and how many have failed."""
        return self._counts(await self._desk.count(await self._member(request)))

    @post("/api/staff/deliveries/{id}/retry", caller="staff", gives=DeliveryItem)
    async def retry(self, request: web.Request) -> DeliveryItem:
        """Has a delivery that failed tried again."""
        return await self._moved(request, self._desk.retry)

    @post("/api/staff/deliveries/{id}/give_up", caller="staff", gives=DeliveryItem)
    async def give_up(self, request: web.Request) -> DeliveryItem:
        """Lets a delivery be: it is not tried again."""
        return await self._moved(request, self._desk.give_up)

    async def _moved(
        self, request: web.Request, move: Callable[[StaffMember, str], Awaitable[Delivery]]
    ) -> DeliveryItem:
        return self._item(await move(await self._member(request), _id(request)))

    async def _member(self, request: web.Request) -> StaffMember:
        return (await self._cookie.signed_in(request)).member

    def _item(self, delivery: Delivery) -> DeliveryItem:
        return DeliveryItem(
            id=delivery.id,
            kind=delivery.kind,
            to=masked(delivery.to),
            language=delivery.language,
            state=delivery.state,
            gathering=delivery.gathering,
            due_at=delivery.next_try(self._desk.grace),
            tries=delivery.tries,
            error=delivery.error,
            reply=delivery.reply,
            created_at=delivery.created_at,
            settled_at=delivery.settled_at,
            conversation_id=delivery.words.conversation_id if delivery.words else None,
            expired=self._desk.is_expired(delivery),
        )

    def _counts(self, counted: Mapping[DeliveryState, int]) -> DeliveryCounts:
        return DeliveryCounts(
            failed=counted.get("failed", 0),
            open=counted.get("waiting", 0) + counted.get("sending", 0),
            works=self._desk.works,
        )


def thread_mails(mails: Sequence[Delivery], desk: MailDesk) -> ThreadMails:
    return ThreadMails(
        mails=[_thread_mail(mail, desk.grace) for mail in mails if mail.words is not None],
        works=desk.works,
        grace_seconds=desk.grace.total_seconds(),
    )


def _thread_mail(mail: Delivery, grace: timedelta) -> ThreadMail:
    if mail.words is None:
        raise ValueError(f"The mail {mail.id} is not of a conversation")
    return ThreadMail(
        id=mail.id,
        first=mail.words.first,
        last=mail.words.last,
        state=mail.state,
        at=mail.settled_at or mail.next_try(grace),
        tries=mail.tries,
        error=mail.error,
    )


def _id(request: web.Request) -> str:
    """The id in the path. Raises NotFound for what can be nothing's."""
    try:
        return _UUID.validate_python(request.match_info["id"])
    except ValidationError:
        raise NotFound("not_found", "No such delivery") from None
