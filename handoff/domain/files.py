"""Files in a conversation: what may be one, under which name it goes, and what its bytes must not claim.

    uploading ──kept──► seen by those who may see the conversation ──erased──► doomed ──► gone
        │
        └──refused, given up──► doomed ──► gone

A file is an attachment of a message: its bytes are in the file store, everything else is in the log.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from handoff.domain.errors import InvalidInput

# A picture is kept as JPEG or PNG, whatever it came as; a document stays as it is.
FileKind = Literal["image/jpeg", "image/png", "application/pdf"]
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
UploadKind = Literal["image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"]
UPLOAD_KINDS: tuple[UploadKind, ...] = get_args(UploadKind)
FileState = Literal["uploading", "kept", "doomed"]

NAME_LENGTH = 100  # characters of a file's name, its ending included
GIVEN_LENGTH = 1000  # characters of the name that a browser may give

_ENDINGS: Mapping[FileKind, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/pdf": (".pdf",),
}
# Endings of pictures that are kept as another kind.
_REPLACED = (".jpg", ".jpeg", ".png", ".webp", ".gif")
_NO_NAME = "file"

# Control and direction characters, line ends, halves of characters; path signs; what file systems
# refuse. The two joiners belong to Persian words.
_UNREADABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}
_FORBIDDEN = frozenset('/\\:*?"<>|')
_MARKS_AT_ONCE = 2  # combining marks on one letter: more are there to cover other lines


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file as the log has it. `bytes` and `sha256` (hex) are those of what is kept; `width` and `height`
    are pixels of a picture, None of a document."""

    id: str
    name: str
    kind: FileKind
    bytes: int
    width: int | None = None
    height: int | None = None
    sha256: str


def is_picture(kind: FileKind) -> bool:
    return kind != "application/pdf"


def clean_name(given: str, kind: FileKind) -> str:
    """The name without folders, without what cannot be seen or would cover other text, bounded, with the
    ending of its kind."""
    last = given[-GIVEN_LENGTH:].replace("\\", "/").rpartition("/")[2]
    shown = " ".join(_readable(unicodedata.normalize("NFC", last)).split())
    endings = _ENDINGS[kind]
    lower = shown.lower()
    ending = next((known for known in endings if lower.endswith(known)), endings[0])
    known = next((known for known in (*endings, *_REPLACED) if lower.endswith(known)), "")
    stem = shown[: len(shown) - len(known)].strip(". ")
    return (stem or _NO_NAME)[: NAME_LENGTH - len(ending)].rstrip() + ending


def _readable(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        seen = category not in _UNREADABLE or character in _JOINERS
        if seen and marks <= _MARKS_AT_ONCE:
            kept.append(" " if character in _FORBIDDEN else character)
    return "".join(kept)


# --- bytes --------------------------------------------------------------------------------------

EDGE_BYTES = 4096  # at either end of a file, where a second kind would be claimed

_ZIP_END = b"PK\x05\x06"
_PAGES = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe")
_PDF = b"%PDF-"


def demand_one_kind(kind: UploadKind, head: bytes, tail: bytes) -> None:
    """Lets bytes pass that claim to be one kind alone; `head` and `tail` are the edges of the file.

    Raises:
        InvalidInput: `file_polyglot`, another program would take the same bytes for something else.
    """
    page = any(mark in edge.lower() for mark in _PAGES for edge in (head[:1024], tail))
    archive = _ZIP_END in tail
    document = _PDF in head[1:] if kind == "application/pdf" else _PDF in head
    if page or archive or document:
        raise InvalidInput("file_polyglot", "The file claims to be of more than one kind")


# Pictures of the staff are kept as WebP, whatever they came as.
PORTRAIT_KINDS: tuple[UploadKind, ...] = ("image/jpeg", "image/png", "image/webp")


def demand_portrait_kind(kind: UploadKind) -> None:
    """Raises InvalidInput: `portrait_kind`."""
    if kind not in PORTRAIT_KINDS:
        raise InvalidInput("portrait_kind", "Pictures of the staff are JPEG, PNG or WebP files")


def refuse_kind() -> InvalidInput:
    """The refusal of everything that is no picture and no PDF."""
    return InvalidInput("file_kind", "Pictures (JPEG, PNG, WebP, GIF) and PDF files can be sent")
