"""Tells what a file is by its bytes, and makes pictures anew: without notes, without anything behind them.

puremagic reads the first bytes, Pillow has the last word on pictures. Decoding takes memory by the pixel,
so the size that a picture claims is looked at first, and one picture is decoded at a time, on a thread.
"""

import asyncio
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import puremagic
import structlog
from PIL import Image, ImageOps

from handoff.domain.errors import InvalidInput
from handoff.domain.files import (
    EDGE_BYTES,
    UPLOAD_KINDS,
    UploadKind,
    demand_one_kind,
    demand_portrait_kind,
    refuse_kind,
)
from handoff.services.ports.files import Prepared

log = structlog.get_logger()

# Pixels that are decoded at most: JPEG is scaled down while it is read, the others are not.
JPEG_PIXELS = 60_000_000
OTHER_PIXELS = 30_000_000
LONGEST_SIDE = 2560  # pixels of what is kept
THUMBNAIL_SIDE = 480
JPEG_QUALITY = 85
PORTRAIT_SIDE = 96  # twice what the widget shows, for fine screens
PORTRAIT_QUALITY = 82

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}

# Pillow refuses by itself what claims more pixels, before it takes memory for them.
Image.MAX_IMAGE_PIXELS = JPEG_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PillowInspector:
    """Implements `FileInspector` and `PortraitPainter`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")

    async def prepare(self, content: bytes) -> Prepared:
        kind = _kind_of(content)
        demand_one_kind(kind, content[:EDGE_BYTES], content[-EDGE_BYTES:])
        if kind == "application/pdf":
            return _document(content)
        return await self._painted(_made_anew, content, kind)

    async def portrait(self, content: bytes) -> bytes:
        kind = _kind_of(content)
        demand_portrait_kind(kind)
        demand_one_kind(kind, content[:EDGE_BYTES], content[-EDGE_BYTES:])
        return await self._painted(_square, content, kind)

    async def _painted[T](
        self, paint: Callable[[bytes, UploadKind], T], content: bytes, kind: UploadKind
    ) -> T:
        """Raises InvalidInput."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _unbroken, paint, content, kind)


def _kind_of(content: bytes) -> UploadKind:
    """Raises InvalidInput."""
    try:
        matches = puremagic.magic_string(content[:EDGE_BYTES])
    except (puremagic.PureError, ValueError):
        raise refuse_kind() from None
    likeliest = max((match.confidence for match in matches), default=0)
    named = {match.mime_type for match in matches if match.confidence == likeliest}
    for kind in UPLOAD_KINDS:
        if kind in named:
            return kind
    raise refuse_kind()


def _document(content: bytes) -> Prepared:
    """Raises InvalidInput: it has no end, as one that was cut off."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-EDGE_BYTES:]:
        raise InvalidInput("file_broken", "The file is damaged")
    return Prepared(kind="application/pdf", content=content)


def _unbroken[T](paint: Callable[[bytes, UploadKind], T], content: bytes, kind: UploadKind) -> T:
    """Raises InvalidInput."""
    try:
        return paint(content, kind)
    except (InvalidInput, MemoryError):
        raise
    except _BOMBS as error:
        raise _too_large(JPEG_PIXELS) from error
    except Exception as error:  # decoders meet damaged bytes with any kind of error
        log.info("picture.broken", kind=kind, error=type(error).__name__)
        raise InvalidInput("file_broken", "The picture is damaged") from error


def _made_anew(content: bytes, kind: UploadKind) -> Prepared:
    """Raises InvalidInput, or whatever Pillow meets."""
    upright = _upright(content, kind, LONGEST_SIDE)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    sharp = kind in ("image/png", "image/gif") or _is_transparent(upright)
    plain = _plain(upright)
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Prepared(
        kind="image/png" if sharp else "image/jpeg",
        content=_written(plain, sharp=sharp),
        width=plain.width,
        height=plain.height,
        thumbnail=_written(small, sharp=sharp),
    )


def _square(content: bytes, kind: UploadKind) -> bytes:
    """The middle of the picture, on white where it was transparent. Raises as `_made_anew`."""
    upright = _upright(content, kind, 4 * PORTRAIT_SIDE)
    upright.thumbnail((4 * PORTRAIT_SIDE, 4 * PORTRAIT_SIDE))
    middle = ImageOps.fit(_plain(upright).convert("RGBA"), (PORTRAIT_SIDE, PORTRAIT_SIDE))
    bare = Image.new("RGB", middle.size, "white")
    bare.paste(middle, mask=middle)
    into = BytesIO()
    bare.save(into, "WEBP", quality=PORTRAIT_QUALITY)
    return into.getvalue()


def _upright(content: bytes, kind: UploadKind, side: int) -> Image.Image:
    """As people hold it, decoded no larger than needed for `side`, where the format can do so."""
    with Image.open(BytesIO(content), formats=[_FORMATS[kind]]) as found:
        _demand_size(found, kind)
        found.draft("RGB", (side, side))  # JPEG alone knows how
        found.load()
        return ImageOps.exif_transpose(found)


def _plain(picture: Image.Image) -> Image.Image:
    return picture.convert("RGBA" if _is_transparent(picture) else "RGB")


def _demand_size(found: Image.Image, kind: UploadKind) -> None:
    """Raises InvalidInput."""
    most = JPEG_PIXELS if kind == "image/jpeg" else OTHER_PIXELS
    if found.width * found.height > most:
        raise _too_large(most)


def _too_large(most: int) -> InvalidInput:
    megapixels = most // 1_000_000
    return InvalidInput(
        "picture_large",
        f"Pictures have {megapixels} megapixels at most",
        {"megapixels": megapixels},
    )


def _is_transparent(picture: Image.Image) -> bool:
    return picture.has_transparency_data


def _written(picture: Image.Image, *, sharp: bool) -> bytes:
    """The pixels alone: a fresh picture carries no notes, no profile, no second picture."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    into = BytesIO()
    if sharp:
        bare.save(into, "PNG", optimize=False)
    else:
        bare.save(into, "JPEG", quality=JPEG_QUALITY)
    return into.getvalue()
