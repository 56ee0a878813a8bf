"""Letters to send."""

from datetime import UTC, datetime
from typing import Any

from handoff.domain.cards import Card
from handoff.domain.conversation.by_mail import MailLine
from handoff.domain.deliveries import answer_id
from handoff.services.ports.deliveries import AnswerLetter, Letter

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LINK = "https://help.books.example/talk/abc"
ID = answer_id("conversation-1", 7)


def line(
    text: str, by: str | None = "Sara", file: str | None = None, card: Card | None = None
) -> MailLine:
    return MailLine(text=text, by=by, at=NOON, file=file, card=card)


def answer(*lines: MailLine, ticket: int | None = None, link: str = LINK) -> AnswerLetter:
    return AnswerLetter(
        lines=lines or (line("It left us today."),),
        ticket=ticket,
        link=link,
        link_days=14,
        zone=UTC,
    )


def letter(**facts: Any) -> Letter:
    usual: dict[str, Any] = {
        "id": ID,
        "to": "nika@mail.example",
        "language": "en",
        "shop": "Book Corner",
        "matter": answer(),
    }
    return Letter(**usual | facts)
