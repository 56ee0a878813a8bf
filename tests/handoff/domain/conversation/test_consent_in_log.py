"""Agreements in the log: given once for each version, kept through erasure, and known in the next conversation."""

from handoff.domain.consent import Consent
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.erasure import redacted
from handoff.domain.conversation.state import Conversation
from tests.handoff.domain.play.story import NOON, say, told


def test_an_agreement_is_recorded_once_with_its_version_and_time() -> None:
    """As the customer's own act, which they may see; a newer version is another agreement."""
    story = told(c.GiveConsent(version=1), c.GiveConsent(version=1), say())
    assert story.types == ["conversation.started", "consent.given", "customer.said"]
    given = story.log[1]
    assert (given.body, given.actor.kind, given.public) == (
        e.ConsentGiven(version=1),
        "customer",
        True,
    )
    assert story.state.consent == Consent(version=1, at=NOON)
    later = story.then(c.GiveConsent(version=2))
    assert later.state.consent == Consent(version=2, at=NOON)


def test_the_next_conversation_begins_with_what_was_agreed_to() -> None:
    """Its log tells version and time, and nothing is asked again for it."""
    consent = Consent(version=3, at=NOON)
    start = c.Start(customer_id="nika", customer_name=None, language="fa", consent=consent)
    state, [event] = append(Conversation(id="conversation-2"), start, NOON)
    assert isinstance(event.body, e.ConversationStarted)
    assert (event.body.consent, state.consent) == (consent, consent)
    assert append(state, c.GiveConsent(version=3), NOON)[1] == ()


def test_erasure_leaves_that_there_was_an_agreement() -> None:
    """A version and a time tell nothing of the customer."""
    given = told(c.GiveConsent(version=1)).log[1]
    assert redacted(given).body == given.body
