"""`/api/visitor/…`: the widget's session."""

from aiohttp import web
from pydantic import ValidationError

from handoff.domain.errors import NotAllowed
from handoff.domain.people import called
from handoff.services.data_requests import DataRequests, copy_name
from handoff.services.earlier_talks import EarlierTalks
from handoff.services.identities import ClaimedIdentity
from handoff.services.ports.settings import ShopSettings
from handoff.services.transcripts import Transcripts, file_name
from handoff.services.typing_and_marks import TypingAndMarks
from handoff.services.visits import Visits
from handoff.web.endpoints import Endpoints, post
from handoff.web.errors import what_is_wrong
from handoff.web.http_io import json_body
from handoff.web.protocol.visitor import (
    CopyRequest,
    Identity,
    LeaveRequest,
    SessionReply,
    SessionRequest,
    TranscriptFile,
    TranscriptRequest,
)
from handoff.web.views import consent_face
from handoff.web.visitor.session_limit import SessionLimit
from handoff.web.visitor.sightings import Sightings


class VisitorRoutes(Endpoints):
    def __init__(
        self,
        visits: Visits,
        earlier: EarlierTalks,
        transcripts: Transcripts,
        limit: SessionLimit,
        sightings: Sightings,
        settings: ShopSettings,
        file_bytes: int = 0,
    ) -> None:
        self._visits = visits
        self._earlier = earlier
        self._transcripts = transcripts
        self._limit = limit
        self._sightings = sightings
        self._settings = settings
        self._file_bytes = file_bytes

    @post(
        "/api/visitor/session",
        caller="anybody",
        takes=SessionRequest,
        gives=SessionReply,
        preflight=True,
    )
    async def open_session(self, request: web.Request) -> SessionReply:
        """Opens a customer's session, or continues the one of `token`."""
        await self._limit.count(request)
        await self._sightings.begun(request)
        asked = await _session_request(request)
        token, visit, customer = await self._visits.open(
            asked.language, asked.token, _claimed(asked.identity), asked.before
        )
        shop, language = self._settings.current().shop, asked.language
        return SessionReply(
            token=token,
            conversation_id=visit.conversation_id,
            language=language,
            shop_name=shop.name[language],
            customer_name=customer.name and called(customer.name, shop.calls[language]),
            file_bytes=self._file_bytes,
            earlier=await self._earlier.any(visit),
            consent=consent_face(await self._visits.asks(visit), language),
            erased_at=visit.erased_at,
        )

    @post(
        "/api/visitor/transcript",
        caller="anybody",
        takes=TranscriptRequest,
        gives=TranscriptFile,
        preflight=True,
    )
    async def transcript(self, request: web.Request) -> TranscriptFile:
        """The customer's own words and the answers, as a file to save: a page, or plain text."""
        await self._limit.count(request)
        asked = await json_body(request, TranscriptRequest)
        granted = await self._visits.admit(asked.token)
        conversation = await self._visits.conversation_for(granted.visit)
        text = await self._transcripts.document(conversation, asked.form)
        return TranscriptFile(name=file_name(asked.form), text=text)


class CopyRoutes(Endpoints):
    def __init__(self, visits: Visits, data: DataRequests, limit: SessionLimit) -> None:
        self._visits = visits
        self._data = data
        self._limit = limit

    @post(
        "/api/visitor/copy",
        caller="anybody",
        takes=CopyRequest,
        gives=TranscriptFile,
        preflight=True,
    )
    async def copy(self, request: web.Request) -> TranscriptFile:
        """The copy of what is kept of the customer, which the staff has given out, as a file to save."""
        await self._limit.count(request)
        asked = await json_body(request, CopyRequest)
        granted = await self._visits.admit(asked.token)
        text = await self._data.copy(granted.visit, asked.form, asked.language)
        return TranscriptFile(name=copy_name(asked.form), text=text)


class SignOutRoutes(Endpoints):
    def __init__(
        self, visits: Visits, typing_and_marks: TypingAndMarks, limit: SessionLimit
    ) -> None:
        self._visits = visits
        self._typing_and_marks = typing_and_marks
        self._limit = limit

    @post("/api/visitor/leave", caller="anybody", takes=LeaveRequest, preflight=True)
    async def leave(self, request: web.Request) -> None:
        """The customer has signed out of the shop: their tokens end, in every browser.

        What they were looking at is kept no longer."""
        await self._limit.count(request)
        visit = await self._visits.leave((await json_body(request, LeaveRequest)).token)
        await self._typing_and_marks.customer_left(visit.conversation_id)


async def _session_request(request: web.Request) -> SessionRequest:
    """The request. A malformed identity is refused by a code of its own, by which the widget knows
    that the chat can go on as a visitor's.

    Raises:
        NotAllowed: `identity_invalid`.
        InvalidInput, pydantic.ValidationError: as `json_body`.
    """
    try:
        return await json_body(request, SessionRequest)
    except ValidationError as error:
        if all(problem["loc"][:1] == ("identity",) for problem in error.errors()):
            raise NotAllowed("identity_invalid", what_is_wrong(error)) from None
        raise


def _claimed(identity: Identity | None) -> ClaimedIdentity | None:
    if identity is None:
        return None
    return ClaimedIdentity(external_id=identity.id, **identity.model_dump(exclude={"id"}))
