"""Records of files in PostgreSQL. `doomed` ones wait for their bytes to be deleted."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import RowMapping, Text, cast, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import events, files
from handoff.domain.files import FileState
from handoff.services.ports.files import FileRecord

_COLUMNS = [files.c[field.name] for field in fields(FileRecord)]


class PostgresFiles:
    """Implements `FileRecords`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._single = single_statements(engine)

    async def begin(self, record: FileRecord) -> None:
        async with self._single.connect() as connection:
            await connection.execute(insert(files).values(**asdict(record), state="uploading"))

    async def keep(self, file_id: str) -> None:
        await self._move(file_id, "kept")

    async def doom(self, file_id: str) -> None:
        await self._move(file_id, "doomed")

    async def _move(self, file_id: str, state: FileState) -> None:
        """An erasure may have been quicker, and is not undone."""
        moved = update(files).where(files.c.id == file_id, files.c.state == "uploading")
        async with self._single.connect() as connection:
            await connection.execute(moved.values(state=state))

    async def find(self, file_ids: Sequence[str]) -> Sequence[FileRecord]:
        query = select(*_COLUMNS).where(files.c.id.in_(file_ids), files.c.state != "doomed")
        async with self._single.connect() as connection:
            return [_record(row) for row in (await connection.execute(query)).mappings()]

    async def bytes_of(self, conversation_id: str) -> int:
        query = select(func.coalesce(func.sum(files.c.bytes), 0)).where(
            files.c.conversation_id == conversation_id, files.c.state != "doomed"
        )
        async with self._single.connect() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def settle(self, before: datetime) -> None:
        old = (files.c.state == "uploading", files.c.created_at < before)
        logged = exists().where(
            events.c.conversation_id == files.c.conversation_id,
            events.c.body["file"]["id"].astext == cast(files.c.id, Text),
        )
        async with self._single.connect() as connection:
            await connection.execute(update(files).where(*old, logged).values(state="kept"))
            await connection.execute(update(files).where(*old, ~logged).values(state="doomed"))

    async def doomed(self, after: str | None, limit: int) -> Sequence[FileRecord]:
        query = select(*_COLUMNS).where(files.c.state == "doomed")
        if after is not None:
            query = query.where(files.c.id > after)
        async with self._single.connect() as connection:
            found = await connection.execute(query.order_by(files.c.id).limit(limit))
            return [_record(row) for row in found.mappings()]

    async def forget(self, file_ids: Sequence[str]) -> None:
        gone = delete(files).where(files.c.id.in_(file_ids), files.c.state == "doomed")
        async with self._single.connect() as connection:
            await connection.execute(gone)


def _record(row: RowMapping) -> FileRecord:
    return FileRecord(**row)
