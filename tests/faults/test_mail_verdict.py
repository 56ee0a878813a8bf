"""The comparison of mails finds what is wrong: each test spoils sound books in one way."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from faults.mail_verdict import AT_ONCE, Mails, judge_mails, message_id
from faults.verdict import Stored
from handoff.domain.conversation import commands as c
from handoff.domain.deliveries import ANSWER_LIFE, Delivery, Excerpt, answer_id, rating_request_id
from tests.handoff.domain.play.story import NOON, SARA, say, told

ADDRESS = c.LeaveContact(client_id="left-1", email="nika@mail.example")
STORY = told(
    say(),
    c.Take(agent=SARA),
    c.AgentSay(agent=SARA, text="before there was an address", client_id="said-2"),
    ADDRESS,
    *(c.AgentSay(agent=SARA, text=f"line {n}", client_id=f"line-{n}") for n in range(3)),
)
FIRST = next(x.seq for x in STORY.log if getattr(x.body, "text", "") == "line 0")


def sent(first: int, last: int) -> Delivery:
    return Delivery(
        id=answer_id(STORY.state.id, first),
        kind="answer",
        to="nika@mail.example",
        language="en",
        state="sent",
        due_at=NOON,
        expires_at=NOON + ANSWER_LIFE,
        created_at=NOON,
        tries=1,
        words=Excerpt(conversation_id=STORY.state.id, first=first, last=last),
    )


@dataclass
class Books:
    """Two mails for three lines."""

    mails: list[Delivery] = field(
        default_factory=lambda: [sent(FIRST, FIRST + 1), sent(FIRST + 2, FIRST + 2)]
    )
    taken: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    struck: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = (("line 0", "line 1"), ("line 2",))
        self.taken = {message_id(x): [y] for x, y in zip(self.mails, lines, strict=True)}

    def judged(self) -> list[str]:
        stored = {STORY.state.id: Stored(log=STORY.log, state=STORY.state)}
        mails = Mails({STORY.state.id: self.mails}, self.taken)
        return [finding.wrong for finding in judge_mails(mails, stored, self.struck)]


def test_sound_books_have_no_findings() -> None:
    """What was said before there was an address is in no mail, and need not be."""
    assert Books().judged() == []


def test_a_request_for_an_opinion_waits() -> None:
    """It brings no words, and goes long after the run."""
    books = Books()
    books.mails.append(asked())
    assert books.judged() == []


def never_taken(books: Books) -> None:
    del books.taken[message_id(books.mails[0])]


def not_sent(books: Books) -> None:
    books.mails[0] = replace(books.mails[0], state="failed")


def in_no_mail(books: Books) -> None:
    gone = books.mails.pop()
    del books.taken[message_id(gone)]


def other_words(books: Books) -> None:
    books.taken[message_id(books.mails[1])] = [("line 7",)]


def in_two_mails(books: Books) -> None:
    again = sent(FIRST + 1, FIRST + 1)
    books.mails.append(again)
    books.taken[message_id(again)] = [("line 1",)]


def of_nobody(books: Books) -> None:
    books.taken["<other@stage.example>"] = [("line 0",)]


def asked() -> Delivery:
    """A request for an opinion, which waits."""
    answer = sent(FIRST, FIRST)
    return replace(
        answer, id=rating_request_id(STORY.state.id, FIRST), kind="rating", state="waiting"
    )


def asked_at_once(books: Books) -> None:
    books.mails.append(asked())
    books.taken[message_id(books.mails[-1])] = [()]


def asks_no_more(books: Books) -> None:
    books.mails.append(replace(asked(), state="failed"))


def again_without_excuse(books: Books) -> None:
    books.taken[message_id(books.mails[0])] *= 2


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (never_taken, "mail lost"),
        (not_sent, "mail lost"),
        (in_no_mail, "mail lost"),
        (other_words, "mail lost"),
        (in_two_mails, "mail doubled"),
        (of_nobody, "mail doubled"),
        (again_without_excuse, "mail doubled"),
        (asked_at_once, "mail doubled"),
        (asks_no_more, "mail lost"),
    ],
)
def test_each_fault_is_found(spoil: Callable[[Books], None], wrong: str) -> None:
    """The verdict finds each fault and calls it by its name."""
    books = Books()
    spoil(books)
    assert set(books.judged()) == {wrong}


def test_a_blow_excuses_as_many_repeats_as_a_gateway_has_in_hand() -> None:
    """A fault excuses repeats under the same id, and no more than that."""
    books = Books(struck={"gateway killed": 1, "connections cut": 9})
    books.taken[message_id(books.mails[0])] *= AT_ONCE + 1
    assert books.judged() == []
    books.taken[message_id(books.mails[1])] *= 2
    assert books.judged() == ["mail doubled"]
