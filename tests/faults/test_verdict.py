"""The comparison finds what is wrong: each test spoils sound books in one way."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from faults.record import Closing
from faults.verdict import WRONGS, Stored, Verdict, Wrong, judge
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.evolve import evolve
from tests.faults.books import Books, sound_books, written_up
from tests.handoff.domain.play.story import SARA, Told, said_by_bot, say, told


def judged(books: Books) -> Verdict:
    return judge(books.notebook, books.stored)


def test_sound_books_have_no_findings() -> None:
    """Everything acked is there once, everybody saw all of it."""
    verdict = judged(sound_books())
    assert verdict.findings == []
    assert (verdict.sent, verdict.acked) == (4, 4)


def never_acked(books: Books) -> None:
    """A browser that drops a message from its outbox before the ack never hears of it again."""
    letter = books.letter("thank you")
    letter.acked = letter.acked_at = None


def acked_and_gone(books: Books) -> None:
    books.letter("thank you").client_id = "another"


def stored_with_another_text(books: Books) -> None:
    books.letter("thank you").text = "no thanks"


def not_shown_to_the_customer(books: Books) -> None:
    books.reading(is_customer=True).events.pop()


def not_shown_to_the_agent(books: Books) -> None:
    del books.reading(is_customer=False).events[2]


def stored_twice(books: Books) -> None:
    first = next(x for x in books.story.log if isinstance(x.body, e.CustomerSaid))
    books.story = _with(books.story, first.body)


def turn_taken_twice(books: Books) -> None:
    body = next(x.body for x in books.story.log if isinstance(x.body, e.BotUnderstood))
    books.story = _with(books.story, body)


def shown_twice(books: Books) -> None:
    reading = books.reading(is_customer=True)
    reading.show(reading.events[-1])


def refused_and_stored(books: Books) -> None:
    letter = books.letter("thank you")
    letter.acked, letter.acked_at, letter.refused = None, None, "not_owner"


def acked_as_another(books: Books) -> None:
    books.letter("thank you").acked = 1


def written_in_another_order(books: Books) -> None:
    books.notebook.letters.reverse()


def shown_in_another_order(books: Books) -> None:
    events = books.reading(is_customer=True).events
    events[-1], events[-2] = events[-2], events[-1]


def shown_something_else(books: Books) -> None:
    event = books.reading(is_customer=True).events[-1]
    event["body"] = {**event["body"], "text": "not this"}


def shown_what_is_for_staff(books: Books) -> None:
    books.reading(is_customer=True).show(books.reading(is_customer=False).events[2])


def hole_in_the_log(books: Books) -> None:
    log = books.story.log
    books.story = Told(books.story.state, (*log[:2], *log[3:]))


def bot_talks_over_the_agent(books: Books) -> None:
    books.story = _with(books.story, said_by_bot(2, "By the way"))


def customer_hears_the_bot_too_late(books: Books) -> None:
    reading = books.reading(is_customer=True)
    spoken = next(x for x in reading.events if x["body"]["type"] == "bot.said")
    reading.show({**spoken, "seq": reading.cursor + 1})


def other_state_than_the_log(books: Books) -> None:
    books.story = Told(replace(books.story.state, epoch=99), books.story.log)


SPOILED: list[tuple[Callable[[Books], None], Wrong]] = [
    (never_acked, "lost"),
    (acked_and_gone, "lost"),
    (stored_with_another_text, "lost"),
    (not_shown_to_the_customer, "lost"),
    (not_shown_to_the_agent, "lost"),
    (stored_twice, "doubled"),
    (turn_taken_twice, "doubled"),
    (shown_twice, "doubled"),
    (refused_and_stored, "doubled"),
    (acked_as_another, "reordered"),
    (written_in_another_order, "reordered"),
    (shown_in_another_order, "reordered"),
    (shown_something_else, "reordered"),
    (shown_what_is_for_staff, "reordered"),
    (hole_in_the_log, "reordered"),
    (bot_talks_over_the_agent, "bot after handoff"),
    (customer_hears_the_bot_too_late, "bot after handoff"),
    (other_state_than_the_log, "unlike its log"),
]


@pytest.mark.parametrize(("spoil", "wrong"), SPOILED, ids=[spoil.__name__ for spoil, _ in SPOILED])
def test_what_is_wrong_is_found(spoil: Callable[[Books], None], wrong: Wrong) -> None:
    """One spoiled line is enough, and it is called what it is."""
    books = sound_books()
    spoil(books)
    assert judged(books).counts[wrong] >= 1


def test_a_question_that_nobody_will_answer_is_stranded() -> None:
    """The bot owes an answer after everything has settled: nobody will give it."""
    assert judged(written_up(told(say()))).counts == {"stranded": 1}


def test_a_close_over_an_unread_message_strands_it() -> None:
    """The agent had read up to the reply; the customer wrote; the conversation was closed."""
    story = sound_books().story
    read = story.state.seq
    story = story.then(say("one more thing", client_id="more"), c.Close(agent=SARA))
    books = written_up(story)
    books.notebook.closings.append(Closing(books.id, "Sara", read=read, seq=story.state.seq))
    assert judged(books).counts == {"stranded": 1}
    books.notebook.closings = [Closing(books.id, "Sara", read=read + 1, seq=story.state.seq)]
    assert judged(books).findings == []


def test_waits_are_those_of_acks_and_of_sights() -> None:
    """The longest of each; what was there before the reader came is no wait."""
    books = sound_books()
    letter, reading = books.letter("thank you"), books.reading(is_customer=True)
    letter.written_at, letter.acked_at = 100.0, 107.0
    last = books.story.log[-1].at.timestamp()
    reading.loaded_at = last
    reading.seen_at = [last - 500] * (len(reading.events) - 1) + [last + 4]
    verdict = judged(books)
    assert verdict.longest_ack == 7.0
    assert verdict.longest_blind == pytest.approx(4.0)
    assert verdict.longest_recovery == 7.0


def test_every_kind_of_wrong_has_a_row() -> None:
    """No finding can hide from the table."""
    elsewhere = {"mail lost", "mail doubled"}  # test_mail_verdict.py
    elsewhere |= {"reaction missed"}  # test_reaction_verdict.py
    assert {wrong for _, wrong in SPOILED} | {"stranded"} | elsewhere == set(WRONGS)


def _with(story: Told, body: e.Body) -> Told:
    """The story with one more event that no decision would have made."""
    event = replace(story.log[-1], seq=story.state.seq + 1, body=body)
    return Told(evolve(story.state, event), (*story.log, event))


def test_a_store_without_the_conversation_has_lost_its_messages() -> None:
    """Losing a whole conversation is not overlooked."""
    books = sound_books()
    empty = {books.id: Stored((), told().state)}
    assert judge(books.notebook, empty).counts["lost"] == 4
