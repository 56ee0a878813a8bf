"""What people and the bot may do at a help desk that is played at random."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from handoff.domain.bot_answers import BotFailure, BotMessage, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.people import Names
from handoff.domain.understanding import Emotion, HandoffReason, Intent
from tests.handoff.domain.play.promises import Turn
from tests.handoff.domain.play.story import CLOSED_NOW, NOBODY_HERE, PATIENCE

IDS = ("first", "second")
STAFF = (
    c.Agent(id="id-of-sara", names=Names(en="Sara")),
    c.Agent(id="id-of-omid", names=Names(en="Omid")),
)
TEAM = "team-of-omid"
STAFF_ONLY = ("id-of-", TEAM)  # words that no customer may read

ids = st.sampled_from(IDS)
nths = st.integers(0, 1)
absences = st.sampled_from([NOBODY_HERE, NOBODY_HERE, CLOSED_NOW])
agents = st.sampled_from(STAFF)
seconds = st.sampled_from([1, 29, 31, 61, 3600])
marks = st.integers(1, 5)
words = st.sampled_from(["where is my order", "سفارشم کجاست؟", "1042", "ok", "", "🙂"])


@dataclass(frozen=True)
class Outcome:
    """The outcome of a bot turn."""

    intent: str = "order_status"
    texts: tuple[str, ...] = ("On its way",)
    anger: float = 0.0
    handoff: HandoffReason | None = None
    failure: str | None = None

    def command(self, turn: Turn) -> c.RecordBotTurn:
        result: BotReply | BotFailure = BotReply(
            intent=Intent(name=self.intent, confidence=0.8),
            slots={"asked": turn.reply_to},
            emotion=Emotion(
                label="anger",
                score=self.anger,
                words=("thieves", "liars"),
                valence=-self.anger,
                arousal=self.anger,
            ),
            messages=tuple(
                BotMessage(text=text, utter_action=f"utter_{self.intent}") for text in self.texts
            ),
            handoff=self.handoff,
        )
        if self.failure is not None:
            result = BotFailure(code=self.failure)
        return c.RecordBotTurn(reply_to=turn.reply_to, epoch=turn.epoch, outcome=result)


outcomes = st.sampled_from(
    [
        Outcome(),
        Outcome(texts=("Found it", "Anything else?")),
        Outcome(intent="nlu_fallback"),
        Outcome(intent="request_human", texts=()),
        Outcome(intent="complaint", texts=("I am sorry",)),
        Outcome(anger=0.9),
        Outcome(anger=0.5),
        Outcome(intent="product_advice", texts=("Somebody who knows will tell you",)),
        Outcome(handoff="order_system_down"),
        Outcome(texts=()),
        Outcome(failure="timeout"),
    ]
)


type Choice = Callable[[int], c.Command]
type Deed = Callable[[c.Agent, str], c.Command]


def wants_a_person(_number: int) -> c.Command:
    return c.RequestPerson()


def goes_on_with_the_bot(_number: int) -> c.Command:
    return c.ContinueWithBot()


def keeps_waiting(_number: int) -> c.Command:
    return c.KeepWaiting(patience=PATIENCE)


def says(agent: c.Agent, client_id: str) -> c.Command:
    return c.AgentSay(agent=agent, text="Hi", client_id=client_id)


def accepts(agent: c.Agent, _client_id: str) -> c.Command:
    return c.Accept(agent=agent)


def hands_to_colleague(agent: c.Agent, client_id: str) -> c.Command:
    to = next(member for member in STAFF if member != agent)
    return c.Transfer(agent=agent, client_id=client_id, to=to, note="Be gentle")


def hands_to_team(agent: c.Agent, client_id: str) -> c.Command:
    return c.Transfer(agent=agent, client_id=client_id, team=TEAM)


choices: st.SearchStrategy[Choice] = st.sampled_from(
    [
        wants_a_person,
        goes_on_with_the_bot,
        goes_on_with_the_bot,
        lambda _: c.Start(customer_id="again", customer_name=None, language="fa"),
        lambda number: c.OpenTicket(number=number),
        keeps_waiting,
        lambda _: c.EndChat(),
        lambda number: c.LeaveContact(client_id=f"client-{number}", email="a@b.example"),
    ]
)
deeds: st.SearchStrategy[Deed] = st.sampled_from(
    [
        says,
        lambda agent, client_id: c.AgentNote(agent=agent, text="Hm", client_id=client_id),
        accepts,
        lambda agent, _: c.Decline(agent=agent),
        lambda agent, _: c.Take(agent=agent),
        lambda agent, _: c.Take(agent=agent, over=True),
        hands_to_colleague,
        hands_to_team,
        lambda agent, _: c.Wake(agent=agent),
        lambda agent, _: c.ReturnToBot(agent=agent),
        lambda agent, _: c.Close(agent=agent),
    ]
)


ways_to_hand_on = st.sampled_from([hands_to_colleague, hands_to_team])
