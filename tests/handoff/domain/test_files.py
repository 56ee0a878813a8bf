"""Names of files, and bytes that claim to be two things at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.errors import InvalidInput
from handoff.domain.files import (
    FILE_KINDS,
    NAME_LENGTH,
    FileKind,
    UploadKind,
    clean_name,
    demand_one_kind,
    demand_portrait_kind,
    is_picture,
    refuse_kind,
)
from tests.handoff.domain.play.story import DOCUMENT, PICTURE


@pytest.mark.parametrize(
    ("given_name", "kind", "name"),
    [
        ("box.jpg", "image/jpeg", "box.jpg"),
        ("BOX.JPEG", "image/jpeg", "BOX.jpeg"),
        ("screen.webp", "image/png", "screen.png"),
        ("invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"),
        (r"C:\Users\nika\bill.pdf", "application/pdf", "bill.pdf"),
        ("../../etc/passwd", "image/png", "passwd.png"),
        ("رسید\u200cها.pdf", "application/pdf", "رسید\u200cها.pdf"),
        ("\u202egpj.exe", "image/jpeg", "gpj.exe.jpg"),
        ("a\x00b\r\nc.png", "image/png", "abc.png"),
        ('<img src=x onerror="p()">.png', "image/png", "img src=x onerror= p().png"),
        ("z" + "\u0300" * 40 + ".png", "image/png", "z\u0300\u0300.png"),
        (".jpg", "image/jpeg", "file.jpg"),
        ("", "application/pdf", "file.pdf"),
    ],
)
def test_a_name_is_cleaned_and_ends_as_its_kind(given_name: str, kind: FileKind, name: str) -> None:
    """Folders, invisible characters and path signs go; the ending tells what the file is."""
    assert clean_name(given_name, kind) == name


@given(st.text(max_size=1500), st.sampled_from(FILE_KINDS))
def test_any_name_is_bounded_and_clean_for_good(given_name: str, kind: FileKind) -> None:
    """Whatever a browser gives: a short name, and cleaning it again changes nothing."""
    name = clean_name(given_name, kind)
    assert 0 < len(name) <= NAME_LENGTH
    assert not set(name) & set('/\\:*?"<>|\n\r\x00\u202e')
    assert clean_name(name, kind) == name


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.mark.parametrize(
    ("kind", "head", "tail"),
    [
        ("image/png", PNG, PNG + b"<SCRIPT>alert(1)</script>"),
        ("image/gif", b"GIF89a/*<html>", b""),
        ("image/jpeg", b"\xff\xd8\xff", b"zip PK\x05\x06" + b"\x00" * 18),
        ("image/jpeg", b"\xff\xd8\xff\xfe%PDF-1.7", b""),
        ("application/pdf", b"%PDF-1.4\n<!DOCTYPE html><body>", b"%%EOF"),
        ("application/pdf", b"%PDF-1.4\n%PDF-1.7", b"%%EOF"),
        ("application/pdf", b"%PDF-1.4", b"%%EOF PK\x05\x06"),
    ],
)
def test_bytes_of_two_kinds_are_refused(kind: UploadKind, head: bytes, tail: bytes) -> None:
    """What another program would take for a page, an archive or a document does not come in."""
    with pytest.raises(InvalidInput) as refused:
        demand_one_kind(kind, head, tail)
    assert refused.value.code == "file_polyglot"


@pytest.mark.parametrize(
    ("kind", "head", "tail"),
    [
        ("image/png", PNG, PNG),
        ("image/jpeg", b"\xff\xd8\xff\xe1Exif<x:xmpmeta>", b"\xff\xd9 ftypmp42 mdat"),
        ("application/pdf", b"%PDF-1.7\n1 0 obj", b"startxref\n9\n%%EOF\n"),
    ],
)
def test_bytes_of_one_kind_pass(kind: UploadKind, head: bytes, tail: bytes) -> None:
    """A photo with its film behind it and its notes inside is a photo."""
    demand_one_kind(kind, head, tail)


def test_a_document_is_no_picture() -> None:
    """Only pictures have something to look at in the chat; the refusal of the rest says what may come."""
    assert (is_picture(PICTURE.kind), is_picture(DOCUMENT.kind)) == (True, False)
    assert refuse_kind().code == "file_kind"


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp"])
def test_staff_show_themselves_by_still_pictures(kind: UploadKind) -> None:
    """The three kinds that cameras and screens make."""
    demand_portrait_kind(kind)


@pytest.mark.parametrize("kind", ["image/gif", "application/pdf"])
def test_what_moves_or_is_a_document_is_no_portrait(kind: UploadKind) -> None:
    """Refused by a code of its own: in a conversation it may be sent."""
    with pytest.raises(InvalidInput) as refused:
        demand_portrait_kind(kind)
    assert refused.value.code == "portrait_kind"
