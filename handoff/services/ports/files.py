"""What files need from outside: a place for their bytes, records of them, somebody who looks into them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from handoff.domain.files import FileKind

Size = Literal["whole", "thumbnail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Bytes as they are kept. A picture has its size in pixels and a thumbnail, which is a JPEG or a PNG
    like the picture."""

    kind: FileKind
    content: bytes
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None


class FileInspector(Protocol):
    async def prepare(self, content: bytes) -> Prepared:
        """Tells by the bytes alone what they are, and makes of a picture one that is nothing else.

        Raises:
            InvalidInput: `file_kind`, `file_polyglot`, `file_broken` or `picture_large`.
        """
        ...


class VirusScanner(Protocol):
    async def scan(self, content: bytes) -> str | None:
        """The name of what was found, None if nothing was. Raises ScannerDown."""
        ...


class FileStore(Protocol):
    """Bytes by a key. Raises FileStoreDown from everywhere."""

    async def put(self, key: str, content: bytes) -> None: ...

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """The bytes, a piece at a time. Raises NotFound."""
        ...

    async def delete(self, key: str) -> None:
        """Deletes what is there; what is not there is no error."""
        ...

    async def check(self) -> None:
        """Returns if the store can be used now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """What the gateway needs to serve a file, and to be rid of it again."""

    id: str
    conversation_id: str
    name: str
    kind: FileKind
    bytes: int
    created_at: datetime


class FileRecords(Protocol):
    async def begin(self, record: FileRecord) -> None:
        """The bytes are about to be stored; whoever dies now leaves a trace of them."""
        ...

    async def keep(self, file_id: str) -> None:
        """The log has the file."""
        ...

    async def doom(self, file_id: str) -> None:
        """The log will never have the file."""
        ...

    async def find(self, file_ids: Sequence[str]) -> Sequence[FileRecord]:
        """Those of the files that are there and not doomed."""
        ...

    async def bytes_of(self, conversation_id: str) -> int:
        """How many bytes the files of the conversation have together."""
        ...

    async def settle(self, before: datetime) -> None:
        """Keeps uploads from before then which the log has, and dooms the others."""
        ...

    async def doomed(self, after: str | None, limit: int) -> Sequence[FileRecord]:
        """Files whose bytes are to be deleted, in the order of their ids: those behind `after`."""
        ...

    async def forget(self, file_ids: Sequence[str]) -> None:
        """Their bytes are gone."""
        ...
