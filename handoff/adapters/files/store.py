"""Where bytes are: a folder of this machine, or a bucket of an S3-compatible server; both by obstore."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from handoff.domain.errors import InvalidInput, NotFound
from handoff.services.errors import FileStoreDown

if TYPE_CHECKING:  # obstore has these for type checkers alone
    from obstore import GetResult
    from obstore.store import S3Config

S3 = "s3://"
_SECONDS = timedelta(seconds=20)
_PIECE = 256 * 1024  # bytes


class ObjectFiles:
    """Implements `FileStore`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, content: bytes) -> None:
        with _as_down():
            await obstore.put_async(self._store, key, content)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        with _as_down():
            try:
                found = await obstore.get_async(self._store, key)
            except FileNotFoundError:
                raise NotFound("not_found", "No such file") from None
        return _pieces(found)

    async def delete(self, key: str) -> None:
        with _as_down():
            try:
                await obstore.delete_async(self._store, key)
            except FileNotFoundError:
                return

    async def check(self) -> None:
        key = "firuze-check"
        await self.put(key, b"firuze")
        await self.delete(key)


async def _pieces(found: "GetResult") -> AsyncIterator[bytes]:
    with _as_down():
        async for piece in found.stream(min_chunk_size=_PIECE):
            yield bytes(piece)


@contextmanager
def _as_down() -> Iterator[None]:
    """Raises FileStoreDown for whatever keeps the store from doing its work."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise FileStoreDown(str(error).splitlines()[0][:200]) from error


def open_store(
    place: str, *, endpoint: str | None, region: str, key_id: str | None, secret: str | None
) -> ObjectFiles:
    """The store at `place`: a folder, which is made for this user alone, or `s3://bucket/prefix`.

    Raises:
        InvalidInput: `files_place`.
    """
    if not place.startswith(S3):
        return ObjectFiles(_folder(Path(place)))
    bucket, _, prefix = place.removeprefix(S3).partition("/")
    if not bucket:
        raise InvalidInput("files_place", "FIRUZE_FILES must be a folder, or s3://bucket/prefix")
    given = {"endpoint": endpoint, "access_key_id": key_id, "secret_access_key": secret}
    config: S3Config = {"region": region}
    config.update({name: value for name, value in given.items() if value})  # type: ignore[typeddict-item]  # names of its own
    return ObjectFiles(
        S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            config=config,
            virtual_hosted_style_request=False,
            client_options={"timeout": _SECONDS, "allow_http": _is_plain(endpoint)},
            retry_config={"max_retries": 3, "retry_timeout": _SECONDS},
        )
    )


def _is_plain(endpoint: str | None) -> bool:
    return endpoint is not None and endpoint.startswith("http://")


def _folder(path: Path) -> LocalStore:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
    except OSError as error:
        raise InvalidInput("files_place", f"FIRUZE_FILES: {error.strerror}: {path}") from error
    return LocalStore(path.resolve(), automatic_cleanup=True)
