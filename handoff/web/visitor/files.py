"""`/api/visitor/files`: the customer's files, and links to those of the conversation."""

from functools import partial

from aiohttp import web

from handoff.domain.errors import NotAuthenticated
from handoff.services.earlier_talks import EarlierTalks
from handoff.services.files import Files
from handoff.services.visits import Visit, Visits
from handoff.web.endpoints import Endpoints, post, upload
from handoff.web.files import FileLinkLimit, shown_links
from handoff.web.http_io import json_body
from handoff.web.protocol.base import Done
from handoff.web.protocol.files import FileLinks, FileToSend
from handoff.web.protocol.visitor import VisitorFileLinksRequest
from handoff.web.socketio.commands import done
from handoff.web.uploads import BY_CONVERSATION, Sender, Uploads

_BEARER = "Bearer "


class VisitorFileRoutes(Endpoints):
    def __init__(
        self,
        visits: Visits,
        earlier: EarlierTalks,
        files: Files,
        uploads: Uploads,
        limit: FileLinkLimit,
    ) -> None:
        self._visits = visits
        self._earlier = earlier
        self._files = files
        self._uploads = uploads
        self._limit = limit

    @upload(
        "/api/visitor/files",
        caller="visitor",
        query=FileToSend,
        gives=Done,
        preflight=True,
    )
    async def send(self, request: web.Request) -> Done:
        """Takes a picture or a PDF into the customer's conversation. The body is its bytes, and `name` the
        name under which it goes."""
        visit = await self._visit(request)
        await self._visits.demand_consent(visit)
        asked = FileToSend.model_validate(dict(request.query))
        sender = Sender(name=visit.conversation_id, files=BY_CONVERSATION)
        say = partial(self._visits.send, visit, client_id=asked.client_id)
        async with self._uploads.received(request, sender) as content:
            return done(await self._files.send(visit.conversation_id, asked.name, content, say))

    @post(
        "/api/visitor/files/links",
        caller="visitor",
        takes=VisitorFileLinksRequest,
        gives=FileLinks,
        preflight=True,
    )
    async def links(self, request: web.Request) -> FileLinks:
        """Gives short-lived links to files of the customer's conversation, or of an earlier one of theirs."""
        visit = await self._visit(request)
        await self._limit.count(request, visit.conversation_id)
        asked = await json_body(request, VisitorFileLinksRequest)
        found = visit.conversation_id
        if asked.conversation_id not in (None, found):
            found = (await self._earlier.conversation(visit, asked.conversation_id)).id
        return shown_links(await self._files.links(found, asked.files))

    async def _visit(self, request: web.Request) -> Visit:
        """Raises NotAuthenticated, NotFound."""
        told = request.headers.get("Authorization", "")
        if not told.startswith(_BEARER):
            raise NotAuthenticated("token_invalid", "A visitor's token is needed")
        visit = (await self._visits.admit(told.removeprefix(_BEARER))).visit
        await self._visits.conversation_for(visit)
        return visit
