"""What the forms on the pages of mailed links send."""

from typing import Annotated

from pydantic import StringConstraints

from handoff.domain.conversation.ratings import COMMENT_LENGTH
from handoff.web.protocol.base import Inbound, Text, Uuid
from handoff.web.protocol.visitor import OneToFive


class LinkOpinion(Inbound):
    client_id: Uuid
    satisfaction: OneToFive
    effort: OneToFive | None = None
    comment: Annotated[Text, StringConstraints(max_length=COMMENT_LENGTH)] | None = None


class LinkWords(Inbound):
    client_id: Uuid
    text: Text
