"""Files as customers have them, and as attackers make them."""

import struct
import zlib
from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# What a phone notes in a photo: that it lies on its side, and who made it.
_ORIENTATION, _MAKER = 0x0112, 0x010F


def photo(
    size: tuple[int, int] = (64, 48), *, on_its_side: bool = False, kind: str = "JPEG"
) -> bytes:
    """A picture, red on its left half and blue on its right, with notes."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    notes = Image.Exif()
    notes[_MAKER] = "Secret Phones Inc."
    notes[_ORIENTATION] = 6 if on_its_side else 1
    into = BytesIO()
    picture.save(into, kind, exif=notes, quality=95)
    return into.getvalue()


def picture(kind: str = "PNG", mode: str = "RGBA") -> bytes:
    """A small picture of a kind that Pillow writes."""
    into = BytesIO()
    Image.new(mode, (30, 20)).save(into, kind)
    return into.getvalue()


def animation() -> bytes:
    """A GIF of three frames."""
    frames = [Image.new("P", (16, 16), colour) for colour in (1, 2, 3)]
    into = BytesIO()
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:])
    return into.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that claims pixels by the hundred million."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\x00" * 100_000)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
