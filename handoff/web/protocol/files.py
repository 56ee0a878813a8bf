"""Files: what is sent beside their bytes, and links to them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from handoff.domain.files import GIVEN_LENGTH
from handoff.web.protocol.base import Inbound, Outbound, Uuid

LINKS_AT_ONCE = 50

FileName = Annotated[str, StringConstraints(max_length=GIVEN_LENGTH)]


class FileToSend(Inbound):
    """The query of an upload. Sent again with the same `client_id`, a file is in the log once."""

    client_id: Uuid
    name: FileName = ""


class FilesTaken(Outbound):
    """`most_bytes` is what one file may have; 0 where the shop takes no files."""

    most_bytes: int


class FileLinksRequest(Inbound):
    """`POST …/files/links`."""

    files: Annotated[list[Uuid], Field(min_length=1, max_length=LINKS_AT_ONCE)]


class FileLinkTo(Outbound):
    """Paths on the gateway. A document has no `thumbnail`."""

    id: str
    whole: str
    thumbnail: str | None


class FileLinks(Outbound):
    """Links to those of the files that there are, for `seconds`."""

    links: list[FileLinkTo]
    seconds: int
