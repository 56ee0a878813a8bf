"""Both places where bytes are, by the same tests: a folder, and a server that speaks S3."""

import asyncio
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from moto.server import ThreadedMotoServer

from handoff.adapters.files.store import ObjectFiles, open_store
from handoff.domain.errors import InvalidInput, NotFound
from handoff.services.errors import FileStoreDown

BUCKET = "shop-files"


def opened(place: str, endpoint: str | None = None) -> ObjectFiles:
    return open_store(
        place, endpoint=endpoint, region="eu-central-1", key_id="key", secret="secret"
    )


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, s3: str
) -> AsyncIterator[ObjectFiles]:
    if request.param == "folder":
        yield opened(str(tmp_path / "files"))
        return
    async with aiohttp.ClientSession() as http, http.put(f"{s3}/{BUCKET}") as made:
        assert made.status in {200, 409}, await made.text()
    yield opened(f"s3://{BUCKET}/chats", s3)


async def content(store: ObjectFiles, key: str) -> bytes:
    return b"".join([piece async for piece in await store.read(key)])


async def test_what_is_put_can_be_read_until_it_is_deleted(store: ObjectFiles) -> None:
    """Byte for byte, in pieces; deleting it twice is no error, reading it then finds nothing."""
    key, given = f"{uuid4()}/{uuid4()}", bytes(range(256)) * 4000
    await store.put(key, given)
    assert await content(store, key) == given
    await store.delete(key)
    await store.delete(key)
    with pytest.raises(NotFound):
        await store.read(key)


async def test_several_are_put_at_once(store: ObjectFiles) -> None:
    """None waits for another, and none gets another's bytes."""
    keys = [f"{uuid4()}/{number}" for number in range(10)]
    await asyncio.gather(*(store.put(key, key.encode()) for key in keys))
    assert [await content(store, key) for key in keys] == [key.encode() for key in keys]


async def test_the_store_can_be_tried(store: ObjectFiles) -> None:
    """It takes something and gives it up again."""
    await store.check()


def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """Nobody else on the machine lists or enters it, however it was before."""
    place = tmp_path / "deep" / "files"
    place.mkdir(parents=True, mode=0o755)
    opened(str(place))
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


async def test_nothing_is_left_of_a_conversation_whose_files_are_gone(tmp_path: Path) -> None:
    """Not even its folder, whose name is the conversation's id."""
    store = opened(str(tmp_path / "files"))
    await store.put("conversation/file", b"x")
    await store.delete("conversation/file")
    assert list((tmp_path / "files").iterdir()) == []


async def test_a_server_that_is_away_is_an_outage() -> None:
    """For whoever puts, reads, deletes or tries."""
    store = opened(f"s3://{BUCKET}", "http://127.0.0.1:1")
    for tried in (store.put("key", b"x"), store.read("key"), store.delete("key"), store.check()):
        with pytest.raises(FileStoreDown):
            await tried


async def test_a_bucket_that_is_not_there_is_an_outage(s3: str) -> None:
    """The operator has to make it."""
    with pytest.raises(FileStoreDown):
        await opened("s3://no-such-bucket", s3).put("key", b"x")


def test_a_place_that_is_none_is_refused(tmp_path: Path) -> None:
    """By name of the setting: a bucket without a name, a folder below a file."""
    with closing((tmp_path / "file").open("w")):
        pass
    for place in ("s3://", str(tmp_path / "file" / "files")):
        with pytest.raises(InvalidInput, match="FIRUZE_FILES"):
            opened(place)
