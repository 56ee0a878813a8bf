"""One turn with Rasa, all or nothing.

Rasa 3.6 hides what goes wrong: an exception in an action is logged and the conversation goes on
without its events, an unknown response says nothing, a runaway rule is cut off in silence, and each
of these looks like HTTP 200 to the caller. Here a turn either ends with at least one message, or
raises a `TurnError` and leaves the tracker as it was before the turn, for it is saved last.

    TurnError
    ├── BadTurn        the request makes no sense: HTTP 400
    ├── BotFailed      an action or Rasa itself failed: HTTP 500
    └── EmptyReply     every action ran, but none said anything: HTTP 502
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, Extra, Field, StrictBool, StrictStr, ValidationError, root_validator
from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.events import ActionExecuted, Event, SlotSet

from bot.answers import handoff_wished
from bot.besides import answered_first, is_apologised_for, named_after
from bot.components.feelings import NEUTRAL
from bot.context import in_context
from bot.follow_ups import follow_up
from bot.pipeline import read_text, readable
from bot.policy import MAY_DECLINE
from bot.slots import order_asked, remembered
from bot.surely import surely_serious
from bot.topics import topics
from bot.wordless import as_small_talk

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from rasa.core.nlg import NaturalLanguageGenerator
    from rasa.core.policies.policy import PolicyPrediction
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.pipeline import Reads

# How often a waiting turn of the same sender looks whether it is next, in seconds.
_LOCK_POLL = 0.02
# Rasa's own intents: they would restart, rewind or unpause a conversation.
_RESERVED = frozenset({"restart", "back", "session_start", "nlu_fallback"})
_BESIDES, _BESIDES_WAITS = "utter_besides", "utter_besides_waits"  # a question, or beside one
_PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z_][A-Za-z0-9_]*)(?P<entities>\{.*\})?", re.DOTALL)


class TurnError(Exception):
    """A turn that did not end with a reply; `code` and `status` go to the caller."""

    code, status = "bot_error", 500


class BadTurn(TurnError):
    code, status = "bad_request", 400


class BotFailed(TurnError):
    pass


class EmptyReply(TurnError):
    code, status = "empty_reply", 502


class Seed(BaseModel, extra=Extra.forbid):
    """What a new conversation segment knows from the start."""

    customer_name: StrictStr | None = Field(default=None, max_length=320)
    customer_verified: StrictBool = False
    remembered: dict[StrictStr, StrictStr] = {}  # slots of the segment before


class Turn(BaseModel, extra=Extra.forbid):
    """The body of `POST /webhooks/firuze/turn`; the gateway's half of the contract."""

    sender: StrictStr = Field(min_length=1, max_length=200)
    message_id: StrictStr = Field(min_length=1, max_length=100)
    text: StrictStr = Field(default="", max_length=10_000)
    payload: StrictStr | None = Field(default=None, max_length=2_000)
    language: Literal["en", "fa"]
    third_language: StrictStr | None = Field(
        default=None, regex="^[a-z]{2,3}$"
    )  # if not one of ours
    order_numbers: StrictStr | None = Field(default=None, max_length=200)
    seed: Seed = Seed()

    @root_validator(skip_on_failure=True)
    def _says_something(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        if not values["text"].strip() and values["payload"] is None:
            raise ValueError("text or payload must be given")
        return values


class Message(BaseModel, extra=Extra.forbid):
    """The body of `POST /webhooks/firuze/read`."""

    text: StrictStr = Field(min_length=1, max_length=10_000)
    order_numbers: StrictStr | None = Field(default=None, max_length=200)


Body = TypeVar("Body", Turn, Message)


def read_body(body: bytes, kind: type[Body]) -> Body:
    """What a request asks, or `BadTurn` naming what is wrong (never quoting the text)."""
    try:
        return kind.parse_obj(json.loads(body))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadTurn(f"{place}: {first['msg']}") from None
    except ValueError:  # broken JSON, broken UTF-8
        raise BadTurn("the body is not JSON") from None


class TurnOutput(OutputChannel):
    """Keeps what the bot says, with everything Rasa knows about it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "firuze"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)


class _Witnessed(Action):
    """Runs an action for Rasa and remembers the exception that Rasa will swallow.

    Where one that may decline does nothing, the channel tells Rasa that it declines. (An action server can say so by
    itself, but Rasa logs that as an error.)
    """

    def __init__(self, action: Action) -> None:
        self._action = action
        self.failure: Exception | None = None

    def name(self) -> str:
        name: str = self._action.name()
        return name

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            events: list[Event] = await self._action.run(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:
            raise  # a form's way to say "not for me"; rules go on from there
        except Exception as failure:
            self.failure = failure
            raise
        if self.name() == MAY_DECLINE and not events:
            raise ActionExecutionRejection(self.name())
        return events


class TurnProcessor(MessageProcessor):
    """Rasa's processor, except that failures end the turn and that a turn is saved once.

    Shares model, stores and generator with the processor it is made from, and has messages read by
    `reader`. It relies on how MessageProcessor of Rasa 3.6.21 is built; that version is pinned.
    """

    _reader: Reads

    @classmethod
    def of(cls, processor: MessageProcessor, reader: Reads) -> TurnProcessor:
        own = cls.__new__(cls)
        own.__dict__.update(processor.__dict__, _reader=reader)
        own.on_circuit_break = _runaway
        return own

    async def _run_action(self, action: Action, *args: Any, **kwargs: Any) -> bool:
        witnessed = _Witnessed(action)
        goes_on: bool = await super()._run_action(witnessed, *args, **kwargs)
        if witnessed.failure is not None:
            raise BotFailed(f"action {action.name()} failed") from witnessed.failure
        return goes_on

    async def take(self, turn: Turn) -> tuple[DialogueStateTracker, TurnOutput]:
        """Lets the bot answer. The caller holds the sender's lock."""
        output = TurnOutput()
        tracker = await self.get_tracker(turn.sender)
        is_new = not tracker.events
        await self._update_tracker_session(tracker, output)
        tracker.update_with_events(_opening(turn, tracker, seed=is_new), self.domain)
        asked = order_asked(tracker)
        message = await self._message(turn, output, asked, tracker)
        for besides in [] if asked else answered_first(message.parse_data, topics()):
            tracker = await self._answered(_reading_as(message, besides), tracker)
        said_besides = len(output.messages)
        tracker = await self._answered(message, tracker)
        if is_apologised_for(message.parse_data, topics()):
            output.messages = output.messages[said_besides:] + output.messages[:said_besides]
        if handoff_wished(output.messages) is None:
            await self._name_what_is_left(message, tracker)
        if not any(_is_said(message) for message in output.messages):
            raise EmptyReply("the bot said nothing")
        await self.save_tracker(tracker)
        return tracker, output

    async def _answered(
        self, message: UserMessage, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(message.output_channel, tracker)
        await self._run_prediction_loop(message.output_channel, tracker)
        return tracker

    async def _name_what_is_left(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        topic = named_after(message.parse_data, topics())
        if topic is None:
            return
        response = _BESIDES if order_asked(tracker) is None else _BESIDES_WAITS
        said = await self.nlg.generate(response, tracker, message.output_channel.name())
        title = topic.question[tracker.get_slot("language")]
        button = {"title": title, "payload": f"/{topic.name}"}
        await message.output_channel.send_response(
            message.sender_id, {**said, "utter_action": response, "buttons": [button]}
        )

    async def _message(
        self, turn: Turn, output: TurnOutput, asked: str | None, tracker: DialogueStateTracker
    ) -> UserMessage:
        return UserMessage(
            text=readable(turn.text).text,
            output_channel=output,
            sender_id=turn.sender,
            parse_data=await self._understood(turn, asked, tracker),
            input_channel="firuze",
            metadata={"third_language": turn.third_language},
            message_id=turn.message_id,
        )

    async def _understood(
        self, turn: Turn, asked: str | None, tracker: DialogueStateTracker
    ) -> dict[str, Any]:
        if turn.payload is not None:
            return self._pressed(turn.text, turn.payload)
        parsed = await read_text(
            self._reader, turn.text, order_numbers=turn.order_numbers, asked=asked
        )
        if turn.third_language is not None and not _answers(parsed, asked):
            return _not_understood(parsed)
        read = as_small_talk(follow_up(in_context(parsed, tracker), tracker))
        return read if asked else surely_serious(read, topics())

    def _pressed(self, text: str, payload: str) -> dict[str, Any]:
        """What a button's payload stands for, in the form the pipeline would give."""
        match = _PAYLOAD.fullmatch(payload)
        intent = match["intent"] if match else None
        if match is None or intent in _RESERVED or intent not in self.domain.intents:
            raise BadTurn("payload: unknown intent")
        certain = {"name": intent, "confidence": 1.0}
        return {
            "text": text,
            "intent": certain,
            "intent_ranking": [certain],
            "entities": self._given(match["entities"] or "{}"),
            "emotion": NEUTRAL.as_dict(),
        }

    def _given(self, entities: str) -> list[dict[str, Any]]:
        try:
            values = json.loads(entities)
        except ValueError:
            raise BadTurn("payload: entities are not JSON") from None
        if not all(
            name in self.domain.entities and isinstance(value, str)
            for name, value in values.items()
        ):
            raise BadTurn("payload: unknown entity")
        return [{"entity": name, "value": value} for name, value in values.items()]


def _reading_as(message: UserMessage, parsed: dict[str, Any]) -> UserMessage:
    """The same message, read otherwise."""
    return UserMessage(
        text=message.text,
        output_channel=message.output_channel,
        sender_id=message.sender_id,
        parse_data=parsed,
        input_channel=message.input_channel,
        metadata=message.metadata,
        message_id=message.message_id,
    )


def _not_understood(parsed: dict[str, Any]) -> dict[str, Any]:
    """A guess at a text in a third language would be no more than that."""
    fallback = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0}
    ranking = [fallback, *parsed.get("intent_ranking", [])]
    return {**parsed, "intent": fallback, "intent_ranking": ranking}


def _answers(parsed: dict[str, Any], asked: str | None) -> bool:
    """Whether what was asked for is in it: a number is a number in any language."""
    number, contact = {"order_number"}, {"phone", "email"}
    wanted = {"order_number": number, "order_choice": number, "contact": contact}.get(
        asked or "", ()
    )
    return any(entity["entity"] in wanted for entity in parsed["entities"])


def _runaway(tracker: DialogueStateTracker, *_: Any) -> NoReturn:
    raise BotFailed("the rules went in a circle")


def _is_said(message: dict[str, Any]) -> bool:
    custom = message.get("custom") or {}
    return bool(message.get("text") or message.get("buttons") or custom.get("card"))


def _opening(turn: Turn, tracker: DialogueStateTracker, *, seed: bool) -> list[Event]:
    """The language of this turn, a name that has become known, and what a new segment starts with."""
    events: list[Event] = []
    name = turn.seed.customer_name
    if seed:
        events += _seeded(turn.seed, tracker)
    elif name is not None and tracker.get_slot("customer_name") != name:
        events.append(SlotSet("customer_name", name))
    if tracker.get_slot("language") != turn.language:
        events.append(SlotSet("language", turn.language))
    return events


def _seeded(seed: Seed, tracker: DialogueStateTracker) -> list[Event]:
    known = {"customer_name": seed.customer_name, "customer_verified": seed.customer_verified}
    slots = remembered(seed.remembered, tracker.slots) | known
    return [SlotSet(name, value) for name, value in slots.items()]


async def run_turn(
    agent: Agent, reader: Reads, turn: Turn
) -> tuple[DialogueStateTracker, TurnOutput]:
    """Takes the turn when it is its sender's next one.

    Raises:
        TurnError: see the module.
    """
    processor = TurnProcessor.of(agent.processor, reader)
    async with agent.lock_store.lock(turn.sender, wait_time_in_seconds=_LOCK_POLL):
        return await processor.take(turn)
