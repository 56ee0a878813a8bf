"""`/api/staff/conversations/{id}/files`: agents' files, and links to those of a conversation."""

from functools import partial

from aiohttp import web

from handoff.domain.conversation import commands as c
from handoff.domain.files import SentFile
from handoff.domain.people import StaffMember
from handoff.services.access import Access
from handoff.services.desk import Desk
from handoff.services.files import Files
from handoff.services.signals import Committed
from handoff.web.endpoints import Endpoints, get, post, upload
from handoff.web.files import FileLinkLimit, shown_links
from handoff.web.http_io import json_body
from handoff.web.protocol.base import Done
from handoff.web.protocol.files import FileLinks, FileLinksRequest, FilesTaken, FileToSend
from handoff.web.socketio.commands import done
from handoff.web.staff.cookie import StaffCookie
from handoff.web.staff.routes import customer_id
from handoff.web.uploads import BY_MEMBER, Sender, Uploads


class StaffFileRoutes(Endpoints):
    def __init__(
        self,
        cookie: StaffCookie,
        access: Access,
        desk: Desk,
        files: Files,
        uploads: Uploads,
        limit: FileLinkLimit,
    ) -> None:
        self._cookie = cookie
        self._access = access
        self._desk = desk
        self._files = files
        self._uploads = uploads
        self._limit = limit

    @get("/api/staff/files", caller="staff", gives=FilesTaken)
    async def taken(self, request: web.Request) -> FilesTaken:
        """Tells what files this installation takes."""
        await self._member(request)
        return FilesTaken(most_bytes=self._uploads.most_bytes)

    @upload(
        "/api/staff/conversations/{id}/files",
        caller="staff",
        query=FileToSend,
        gives=Done,
    )
    async def send(self, request: web.Request) -> Done:
        """Takes a picture or a PDF into a conversation of the member's own. The body is its bytes."""
        member, conversation_id = await self._member(request), customer_id(request)
        asked = FileToSend.model_validate(dict(request.query))
        agent = c.Agent(id=member.id, names=member.names)
        command = c.AgentSay(agent=agent, text="", client_id=asked.client_id)
        await self._desk.demand(member, conversation_id, command)
        sender = Sender(name=member.id, files=BY_MEMBER)
        say = partial(self._say, member, conversation_id, asked.client_id)
        async with self._uploads.received(request, sender) as content:
            return done(await self._files.send(conversation_id, asked.name, content, say))

    @post(
        "/api/staff/conversations/{id}/files/links",
        caller="staff",
        takes=FileLinksRequest,
        gives=FileLinks,
    )
    async def links(self, request: web.Request) -> FileLinks:
        """Gives short-lived links to files of a conversation that the member may read."""
        member = await self._member(request)
        await self._limit.count(request, member.id)
        asked = await json_body(request, FileLinksRequest)
        conversation = await self._access.conversation_for(member, customer_id(request))
        return shown_links(await self._files.links(conversation.id, asked.files))

    async def _say(
        self, member: StaffMember, conversation_id: str, client_id: str, file: SentFile
    ) -> Committed:
        agent = c.Agent(id=member.id, names=member.names)
        command = c.AgentSay(agent=agent, text=file.name, client_id=client_id, file=file)
        return await self._desk.execute(member, conversation_id, command)

    async def _member(self, request: web.Request) -> StaffMember:
        return (await self._cookie.signed_in(request)).member
