"""Files in conversations: received, looked into, stored, shown for a while, and deleted.

The bytes are stored before the log has the file, so that nobody sees one which is not there. A gateway that
dies in between leaves a record by which another one finds out what the log says (`sweep`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Protocol

import structlog

from handoff.domain.conversation.events import AgentSaid, CustomerSaid
from handoff.domain.errors import NotFound, Refusal, TooManyAttempts
from handoff.domain.files import SentFile, clean_name, is_picture
from handoff.services.errors import FileStoreDown
from handoff.services.inspection import Inspection
from handoff.services.ports.clock import Clock
from handoff.services.ports.files import (
    FileInspector,
    FileRecord,
    FileRecords,
    FileStore,
    Prepared,
    Size,
)
from handoff.services.signals import Committed

log = structlog.get_logger()

CONVERSATION_BYTES = 200 * 1024 * 1024  # of all files of one conversation
BATCH = 100  # doomed files that are read at once
FAILURES = 3  # files in a row that cannot be deleted, after which a pass takes the store to be away
LINK_LIFE = timedelta(minutes=10)
SETTLED = timedelta(minutes=15)  # an upload that began so long ago has come to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that is being sent to somebody who may see it."""

    record: FileRecord
    size: Size
    content: AsyncIterator[bytes]
    seconds: int  # until the link ends


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """What a link opens until `ends` (Unix seconds)."""

    file_id: str
    size: Size
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """Signed links to one file; a document has no thumbnail."""

    file_id: str
    whole: str
    thumbnail: str | None


class FileLinkSigner(Protocol):
    def sign(self, linked: LinkedFile) -> str: ...

    def verify(self, link: str) -> LinkedFile:
        """Whether it has ended is for the caller to find out. Raises NotFound."""
        ...


def no_file() -> NotFound:
    """The refusal that tells nothing: forged, ended and erased links get the same."""
    return NotFound("not_found", "No such file, or the link has ended")


class Files:
    def __init__(
        self,
        store: FileStore,
        records: FileRecords,
        inspector: FileInspector,
        inspection: Inspection,
        signer: FileLinkSigner,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._records = records
        self._inspector = inspector
        self._inspection = inspection
        self._signer = signer
        self._clock = clock
        self._new_id = new_id
        self._swept: str | None = None  # where a pass that broke off has come to

    async def send(
        self,
        conversation_id: str,
        name: str,
        content: bytes,
        say: Callable[[SentFile], Awaitable[Committed]],
    ) -> Committed:
        """Stores the bytes and says the file by `say`, which commits it to the log. If the log has had the
        same message before, the earlier file stays and this one goes.

        Raises:
            InvalidInput: what the bytes are, or `file_infected`.
            TooManyAttempts: `files_full`, the conversation holds as much as it may.
            FileStoreDown, ScannerDown: and nothing was said.
            Refusal: any that `say` raises.
        """
        await self._demand_room(conversation_id, len(content))
        prepared = await self._inspection.of(content, self._inspector.prepare)
        sent = await self._stored(conversation_id, name, prepared)
        try:
            committed = await say(sent)
        except Refusal:  # after anything else the log may have it: `sweep` looks
            await self._records.doom(sent.id)
            raise
        ours = sent.id in _files_in(committed)
        await (self._records.keep(sent.id) if ours else self._records.doom(sent.id))
        return committed

    async def links(self, conversation_id: str, file_ids: Sequence[str]) -> Sequence[FileLink]:
        """Links to those of the files that belong to this conversation, for `LINK_LIFE`; of any other it
        tells nothing."""
        ends = int((self._clock() + LINK_LIFE).timestamp())
        return [
            FileLink(
                file_id=record.id,
                whole=self._signer.sign(LinkedFile(record.id, "whole", ends)),
                thumbnail=self._signer.sign(LinkedFile(record.id, "thumbnail", ends))
                if is_picture(record.kind)
                else None,
            )
            for record in await self._records.find(file_ids)
            if record.conversation_id == conversation_id
        ]

    async def open(self, link: str) -> Opened:
        """Raises NotFound: it is no link of ours, has ended, or the file is erased; FileStoreDown."""
        linked = self._signer.verify(link)
        left = linked.ends - self._clock().timestamp()
        found = await self._records.find([linked.file_id]) if left > 0 else ()
        if not found:
            raise no_file()
        content = await self._store.read(_key(found[0], linked.size))
        return Opened(record=found[0], size=linked.size, content=content, seconds=int(left))

    async def sweep(self) -> None:
        """Settles uploads that nobody has ended, and deletes the bytes of doomed files. What cannot be deleted
        now stays doomed, and is tried again; a pass that meets too many of these in a row ends, and the
        next one goes on behind them.

        A doomed file may have its bytes still on their way to the store, so it is forgotten only once its
        upload has come to its end: until then every pass deletes what has arrived."""
        settled = self._clock() - SETTLED
        await self._records.settle(settled)
        failures = 0
        while found := await self._records.doomed(self._swept, BATCH):
            for record in found:
                self._swept = record.id
                failures = 0 if await self._deleted(record) else failures + 1
                if failures == FAILURES:
                    return
                if not failures and record.created_at < settled:
                    await self._records.forget([record.id])
        self._swept = None

    async def _deleted(self, record: FileRecord) -> bool:
        try:
            await self._store.delete(_key(record, "whole"))
            await self._store.delete(_key(record, "thumbnail"))
        except FileStoreDown:
            log.exception("file.undeleted", file_id=record.id)
            return False
        return True

    async def _demand_room(self, conversation_id: str, more: int) -> None:
        if await self._records.bytes_of(conversation_id) + more > CONVERSATION_BYTES:
            raise TooManyAttempts(
                "files_full",
                "This conversation holds as many files as it may",
                {"retry_after": 86400},
            )

    async def _stored(self, conversation_id: str, name: str, prepared: Prepared) -> SentFile:
        sent = SentFile(
            id=self._new_id(),
            name=clean_name(name, prepared.kind),
            kind=prepared.kind,
            bytes=len(prepared.content),
            width=prepared.width,
            height=prepared.height,
            sha256=sha256(prepared.content).hexdigest(),
        )
        record = FileRecord(
            id=sent.id,
            conversation_id=conversation_id,
            name=sent.name,
            kind=sent.kind,
            bytes=sent.bytes,
            created_at=self._clock(),
        )
        await self._records.begin(record)
        try:
            await self._store.put(_key(record, "whole"), prepared.content)
            if prepared.thumbnail is not None:
                await self._store.put(_key(record, "thumbnail"), prepared.thumbnail)
        except FileStoreDown:
            await self._records.doom(record.id)
            raise
        return sent


def _key(record: FileRecord, size: Size) -> str:
    """Where the bytes are: ids alone, nothing that anybody has typed."""
    return f"{record.conversation_id}/{record.id}" + (".thumbnail" if size == "thumbnail" else "")


def _files_in(committed: Committed) -> set[str]:
    bodies = (event.body for event in committed.events)
    said = (body.file for body in bodies if isinstance(body, CustomerSaid | AgentSaid))
    return {file.id for file in said if file is not None}
