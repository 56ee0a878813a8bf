"""The comparison of reactions finds what is wrong: each test spoils a sound aftermath in one way."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from faults.reaction_verdict import (
    ROUTERS_LOOK,
    SLACK,
    Aftermath,
    Member,
    Sighting,
    judge_reactions,
)
from faults.record import ConsoleRecord
from faults.verdict import Stored
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import Conversation
from handoff.services.ports.subscriptions import Progress
from tests.handoff.domain.play.story import NOON, SARA, START, Told

THROUGH = Progress(behind=0, oldest=None, postponed=0, parked=0)
WRAP_UP = timedelta(seconds=10)
MISSED_TWICE_AT = NOON + timedelta(seconds=12)


def offer(seconds: float) -> c.Offer:
    return c.Offer(agent=SARA, deadline=NOON + timedelta(seconds=seconds + 6))


def missed(conversation_id: str, seconds: float) -> Told:
    """Asked for a person; the offer to Sara ran out six seconds later."""
    at = NOON + timedelta(seconds=seconds)
    story = Told(Conversation(id=conversation_id), ()).then(START, c.RequestPerson(), at=at)
    story = story.then(offer(seconds), at=at)
    late = at + timedelta(seconds=6)
    return story.then(c.ExpireOffer(epoch=story.state.epoch), at=late)


def chatter(until: float) -> Told:
    """Somebody who says something each second: the database is there all the time."""
    story = Told(Conversation(id="chatter"), ()).then(START)
    for second in range(int(until)):
        word = c.CustomerSay(text="hello?", client_id=f"hello-{second}")
        story = story.then(word, at=NOON + timedelta(seconds=second))
    return story


@dataclass
class Scene:
    """Sara lets two offers run out, one after the other, and is shown that she is away."""

    stories: list[Told] = field(
        default_factory=lambda: [missed("one", 0), chatter(40), missed("two", 6)]
    )
    desk: ConsoleRecord = field(
        default_factory=lambda: ConsoleRecord(shown_away=[MISSED_TWICE_AT + timedelta(seconds=1)])
    )
    member: Member = field(default_factory=lambda: Member(SARA.id, False, 2, 0))  # noqa: FBT003
    sightings: list[Sighting] = field(default_factory=list)
    progress: Progress = THROUGH
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sightings = [Sighting(x.state.id, y.seq) for x in self.stories for y in x.log]

    def judged(self) -> list[str]:
        stored = {x.state.id: Stored(x.log, x.state) for x in self.stories}
        ordered = sorted((y.at, x.state.id, y.seq) for x in self.stories for y in x.log)
        after = Aftermath(
            progress={"missed_offers": self.progress},
            sightings=self.sightings,
            members=[self.member],
            committed_in={(id_, seq): place for place, (_, id_, seq) in enumerate(ordered, 1)},
            wrap_up=WRAP_UP,
            pauses=self.pauses,
        )
        found = judge_reactions(stored, after, {SARA.id: self.desk})
        return [finding.wrong for finding in found.findings]


def test_a_sound_aftermath_has_no_findings() -> None:
    """Two offers ran out, the agent is away and knows it."""
    assert Scene().judged() == []


def never_handled(scene: Scene) -> None:
    scene.sightings.pop()


def behind(scene: Scene) -> None:
    scene.progress = replace(THROUGH, behind=1)


def postponed(scene: Scene) -> None:
    scene.progress = replace(THROUGH, postponed=1)


def parked(scene: Scene) -> None:
    scene.progress = replace(THROUGH, parked=1)


def not_shown_to_be_away(scene: Scene) -> None:
    scene.desk.shown_away.clear()


def shown_too_early(scene: Scene) -> None:
    scene.desk.shown_away = [MISSED_TWICE_AT - timedelta(seconds=5)]


def shown_only_after_the_next_press(scene: Scene) -> None:
    pressed = MISSED_TWICE_AT + SLACK + timedelta(seconds=1)
    scene.desk = ConsoleRecord([pressed + timedelta(seconds=1)], [pressed])
    scene.member = replace(scene.member, available=True, missed=0, chosen_in=99)


def not_away(scene: Scene) -> None:
    scene.member = replace(scene.member, available=True)


def counted_too_few(scene: Scene) -> None:
    scene.stories.pop()
    scene.desk.shown_away.clear()
    scene.member = replace(scene.member, available=True, missed=0)


def away_without_a_reason(scene: Scene) -> None:
    scene.stories.pop()
    scene.desk.shown_away.clear()


@pytest.mark.parametrize(
    "spoil",
    [
        never_handled,
        behind,
        postponed,
        parked,
        not_shown_to_be_away,
        shown_too_early,
        shown_only_after_the_next_press,
        not_away,
        counted_too_few,
        away_without_a_reason,
    ],
)
def test_what_did_not_follow_is_found(spoil: Callable[[Scene], None]) -> None:
    """The verdict finds each omission and calls it by its name."""
    scene = Scene()
    spoil(scene)
    assert set(scene.judged()) == {"reaction missed"}


def test_events_handled_out_of_order_are_found() -> None:
    """In one conversation; again is no fault, and across conversations there is no order."""
    scene = Scene()
    scene.sightings = [*scene.sightings[len(scene.stories[0].log) :], *scene.sightings]
    assert scene.judged() == []
    scene.sightings.reverse()
    assert set(scene.judged()) == {"reordered"}


def test_what_was_pressed_at_once_is_no_demand() -> None:
    """An agent who comes back before the reaction was due need not have been away."""
    scene = Scene()
    scene.desk = ConsoleRecord([], [MISSED_TWICE_AT + SLACK])
    scene.member = replace(scene.member, available=True, missed=0, chosen_in=99)
    assert scene.judged() == []


def test_an_outage_does_not_count_as_time_to_react() -> None:
    """A reaction comes when the database is there again, and an answer may have come first."""
    scene = Scene([missed("one", 0), missed("two", 6), chatter(14)])
    scene.desk = ConsoleRecord([], [MISSED_TWICE_AT + 5 * SLACK])
    scene.member = replace(scene.member, available=True, missed=0, chosen_in=99)
    assert scene.judged() == []


def close_and_offer(seconds: float) -> Scene:
    """Sara closes a chat at noon and is offered another after some seconds."""
    first = Told(Conversation(id="one"), ()).then(START, c.Take(agent=SARA), c.Close(agent=SARA))
    at = NOON + timedelta(seconds=seconds)
    second = Told(Conversation(id="two"), ()).then(START, c.RequestPerson(), at=at)
    second = second.then(offer(seconds), at=at)
    return Scene([first, second], ConsoleRecord(), Member(SARA.id, True, 0, 0))  # noqa: FBT003


def test_an_offer_in_a_wrap_up_is_found() -> None:
    """Unless the router had looked before the close, which it may have when it was stopped since."""
    early, looked_before = close_and_offer(9), close_and_offer(ROUTERS_LOOK.total_seconds())
    assert early.judged() == ["reaction missed"]
    assert looked_before.judged() == []
    assert close_and_offer(10).judged() == []
    early.pauses = [(NOON - timedelta(seconds=1), NOON + timedelta(seconds=8.9))]
    assert early.judged() == []
    early.pauses = [(NOON - timedelta(seconds=3), NOON - timedelta(seconds=1))]
    assert early.judged() == ["reaction missed"]
