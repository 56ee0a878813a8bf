"""Which words go by mail: those said to customers who left an address and have not read them."""

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.by_mail import MailLine, to_mail, unread_lines
from handoff.domain.deliveries import Excerpt
from tests.handoff.domain.play.story import DOCUMENT, NOON, SARA, Told, say, send, told, turn

ADDRESS = c.LeaveContact(client_id="left-1", email="nika@mail.example")
PHONE = c.LeaveContact(client_id="left-2", phone="+98 935 555 0177")


def answer(text: str = "It left us today.", client_id: str = "answer-1") -> c.AgentSay:
    return c.AgentSay(agent=SARA, text=text, client_id=client_id)


def new_in(before: Told, after: Told) -> Excerpt | None:
    found = to_mail(after.state, after.log[len(before.log) :])
    return found.words if found else None


def test_an_agent_s_answer_is_for_the_mail() -> None:
    """The mail goes to the address left, in the language of the conversation."""
    before = told(say(), ADDRESS, c.Take(agent=SARA))
    after = before.then(answer())
    found = to_mail(after.state, after.log[len(before.log) :])
    assert found is not None
    assert (found.to, found.language, found.at) == ("nika@mail.example", "en", NOON)
    assert found.words == Excerpt(conversation_id="conversation-1", first=7, last=7)


def test_all_words_of_one_step_go_together() -> None:
    """The bot often says several things at once."""
    before = told(ADDRESS, say())
    step = before.then(turn(before.state))
    said = [event.seq for event in step.log if event.body.type == "bot.said"]
    assert new_in(before, step) == Excerpt(
        conversation_id="conversation-1", first=said[0], last=said[-1]
    )


def test_nothing_is_mailed_without_an_address() -> None:
    """A phone number is none."""
    before = told(say(), PHONE, c.Take(agent=SARA))
    assert new_in(before, before.then(answer())) is None


def test_notes_and_the_customer_s_own_words_stay_in_the_house() -> None:
    """Only messages to the customer are mailed."""
    before = told(say(), ADDRESS, c.Take(agent=SARA))
    note = c.AgentNote(agent=SARA, text="rude", client_id="note-1")
    assert new_in(before, before.then(note, say("hello?", "said-2"))) is None


def test_the_address_that_was_left_last_counts() -> None:
    """A typing error can be put right."""
    again = c.LeaveContact(client_id="left-3", email="nika@post.example")
    story = told(say(), ADDRESS, c.Take(agent=SARA), again, answer())
    found = to_mail(story.state, story.log[-1:])
    assert found is not None
    assert found.to == "nika@post.example"


def test_what_was_read_is_left_out() -> None:
    """People's words carry a name, the bot's do not."""
    story = told(ADDRESS, say())
    story = story.then(turn(story.state), c.Take(agent=SARA), answer(), answer("Soon.", "answer-2"))
    seqs = [x.seq for x in story.log if x.body.type in ("bot.said", "agent.said")]
    assert unread_lines(story.log, 0) == (
        MailLine(text="On its way", by=None, at=NOON),
        MailLine(text="It left us today.", by="Sara", at=NOON),
        MailLine(text="Soon.", by="Sara", at=NOON),
    )
    assert [line.text for line in unread_lines(story.log, seqs[1])] == ["Soon."]
    assert unread_lines(story.log, seqs[-1]) == ()


def test_a_file_goes_by_its_id() -> None:
    """Its name is the text; a customer's own files are not mailed to them."""
    bill = c.AgentSay(agent=SARA, text=DOCUMENT.name, client_id="answer-1", file=DOCUMENT)
    story = told(ADDRESS, say(), send(), c.Take(agent=SARA), bill, answer(client_id="answer-2"))
    assert [(line.text, line.file) for line in unread_lines(story.log, 0)] == [
        (DOCUMENT.name, DOCUMENT.id),
        ("It left us today.", None),
    ]
