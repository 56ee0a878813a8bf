"""What files are by their bytes, and what is left of a picture."""

import random
from io import BytesIO

import pytest
from PIL import Image

from handoff.adapters.files.inspector import (
    LONGEST_SIDE,
    PORTRAIT_SIDE,
    THUMBNAIL_SIDE,
    PillowInspector,
)
from handoff.domain.errors import InvalidInput
from handoff.services.ports.files import Prepared
from tests.handoff.pictures import EICAR, HTML, PDF, SVG, animation, bomb, photo, picture


async def prepared(content: bytes) -> Prepared:
    return await PillowInspector().prepare(content)


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(BytesIO(content))


async def test_a_photo_comes_out_without_its_notes() -> None:
    """The pixels stay, where and by what it was taken goes."""
    kept = await prepared(photo())
    assert (kept.kind, kept.width, kept.height) == ("image/jpeg", 64, 48)
    assert b"Secret Phones" not in kept.content
    assert not opened(kept.content).getexif()


async def test_a_photo_that_lies_on_its_side_is_turned() -> None:
    """The note that says so is gone, so the pixels stand as the phone showed them."""
    kept = await prepared(photo((80, 40), on_its_side=True))
    assert (kept.width, kept.height) == (40, 80)
    top = opened(kept.content).getpixel((20, 5))
    assert isinstance(top, tuple)
    assert top[0] > 200 > top[2]  # red, which was on the left


async def test_what_is_behind_a_picture_is_left_behind() -> None:
    """A photo with a film after its end keeps the photo alone."""
    kept = await prepared(photo() + b"ftypmp42" + b"film" * 2000)
    assert b"film" not in kept.content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("PNG"), "image/png"),
        (picture("WEBP", "RGB"), "image/jpeg"),
        (picture("WEBP", "RGBA"), "image/png"),
        (picture("PNG", "P"), "image/png"),
        (picture("PNG", "I;16"), "image/png"),
        (picture("JPEG", "CMYK"), "image/jpeg"),
        (picture("JPEG", "L"), "image/jpeg"),
        (animation(), "image/png"),
    ],
)
async def test_pictures_are_kept_as_one_of_two_kinds(content: bytes, kind: str) -> None:
    """Whatever they came as; of a moving one the first frame, and what is see-through stays so."""
    kept = await prepared(content)
    assert kept.kind == kind
    assert Image.MIME[opened(kept.content).format or ""] == kind
    assert getattr(opened(kept.content), "n_frames", 1) == 1


async def test_a_large_picture_is_made_smaller() -> None:
    """For the page, and still smaller for the list of messages."""
    kept = await prepared(photo((4000, 1000)))
    assert (kept.width, kept.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)
    assert opened(kept.thumbnail).size == (THUMBNAIL_SIDE, THUMBNAIL_SIDE // 4)


async def test_a_document_stays_as_it_is() -> None:
    """Byte for byte, without a thumbnail."""
    assert await prepared(PDF) == Prepared(kind="application/pdf", content=PDF)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HTML, "file_kind"),
        (SVG, "file_kind"),
        (EICAR, "file_kind"),
        (b"MZ" + b"\x00" * 200, "file_kind"),
        (b"PK\x03\x04" + b"\x00" * 200, "file_kind"),
        (b"just words", "file_kind"),
        (picture() + HTML, "file_polyglot"),
        (b"GIF89a/*" + b"\x00" * 20 + HTML + b"*/", "file_polyglot"),
        (photo() + b"PK\x05\x06" + b"\x00" * 18, "file_polyglot"),
        (b"%PDF-1.4\n" + HTML + b"%%EOF", "file_polyglot"),
        (bomb(), "picture_large"),
        (bomb(6000, 6000), "picture_large"),
        (bomb(5000, 5000), "file_broken"),
        (photo()[:400], "file_broken"),
        (PDF[:60], "file_broken"),
        (b"\n" + PDF, "file_kind"),
    ],
)
async def test_everything_else_is_refused(content: bytes, code: str) -> None:
    """By a code that the pages have a sentence for, and before memory is taken for it."""
    with pytest.raises(InvalidInput) as refused:
        await prepared(content)
    assert refused.value.code == code


def damaged(content: bytes, rolls: random.Random) -> bytes:
    """With some bytes changed, more often among the first ones, where the tables and notes are, and sometimes
    cut off."""
    hurt = bytearray(content)
    reach = len(hurt) if rolls.random() < 0.4 else min(len(hurt), 220)
    for _ in range(rolls.randrange(1, 6)):
        hurt[rolls.randrange(8, reach)] = rolls.choice([0, 255, rolls.randrange(256)])
    if rolls.random() < 0.3:
        del hurt[rolls.randrange(16, len(hurt)) :]
    return bytes(hurt)


@pytest.mark.parametrize(
    "sound",
    [
        photo(on_its_side=True),
        picture("JPEG", "CMYK"),
        picture("PNG"),
        picture("PNG", "P"),
        picture("PNG", "I;16"),
        picture("WEBP", "RGBA"),
        photo(on_its_side=True, kind="WEBP"),
        picture("GIF", "P"),
        animation(),
    ],
)
async def test_damaged_pictures_are_kept_or_refused(sound: bytes) -> None:
    """Whatever is wrong with them, nothing but a refusal with a code comes out."""
    inspector, rolls = PillowInspector(), random.Random(1)  # noqa: S311 - the same damage in every run
    refusals = set()
    for _ in range(200):
        try:
            kept = await inspector.prepare(damaged(sound, rolls))
        except InvalidInput as refused:
            refusals.add(refused.code)
        else:
            assert opened(kept.content).size == (kept.width, kept.height)
    assert "file_broken" in refusals
    assert refusals <= {"file_broken", "file_kind", "file_polyglot", "picture_large"}


# --- pictures of the staff ----------------------------------------------------------------------


async def painted(content: bytes) -> bytes:
    return await PillowInspector().portrait(content)


async def test_a_portrait_is_the_middle_of_a_picture_and_nothing_else() -> None:
    """Square and small, as the phone showed it, without its notes."""
    kept = await painted(photo((300, 200), on_its_side=True) + b"ftypmp42" + b"film" * 2000)
    face = opened(kept)
    assert (face.format, face.size) == ("WEBP", (PORTRAIT_SIDE, PORTRAIT_SIDE))
    assert b"Secret Phones" not in kept
    assert b"film" not in kept
    top, bottom = (face.convert("RGB").getpixel((48, y)) for y in (10, 86))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > top[2]
    assert bottom[2] > 200 > bottom[0]


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG", "RGBA"),
        picture("PNG", "P"),
        picture("PNG", "I;16"),
        picture("WEBP", "RGBA"),
        picture("JPEG", "CMYK"),
        picture("JPEG", "L"),
        photo((4000, 3000)),
    ],
)
async def test_portraits_of_all_kinds_come_out_alike(content: bytes) -> None:
    """A few kilobytes, opaque."""
    kept = await painted(content)
    assert (opened(kept).size, opened(kept).mode) == ((PORTRAIT_SIDE, PORTRAIT_SIDE), "RGB")
    assert len(kept) < 10_000


async def test_what_is_see_through_stands_on_white() -> None:
    """The picture looks the same on a dark page."""
    corner = opened(await painted(picture("PNG", "RGBA"))).convert("RGB").getpixel((0, 0))
    assert isinstance(corner, tuple)
    assert min(corner) > 250


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HTML, "file_kind"),
        (SVG, "file_kind"),
        (PDF, "portrait_kind"),
        (animation(), "portrait_kind"),
        (picture() + HTML, "file_polyglot"),
        (bomb(), "picture_large"),
        (bomb(5000, 5000), "file_broken"),
        (photo()[:400], "file_broken"),
    ],
)
async def test_what_is_no_portrait_is_refused(content: bytes, code: str) -> None:
    """By a code that the console has a sentence for."""
    with pytest.raises(InvalidInput) as refused:
        await painted(content)
    assert refused.value.code == code
