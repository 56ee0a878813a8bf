"""Orders: where is it, where is my refund, send it back, cancel it. One action for all of them.

    signed in ──their orders──► one that can be meant ─────────────────────┐
        │            └─ several: a list with buttons ──picked, or named────┤
    visitor ──ask──► number known ──────────────────lookup─────────────────┴─► found ─┐
                         ▲              ├──► contact_needed ──► ask phone or e-mail   │
                         └─ once: again ┼──► no_match; twice ─► offer a person        │
                                        ├──► too_many_attempts ► offer a person       │
                                        └──► system down ──────► say so, call a person│
                                                                                      │
    told ◄── status, refund, when ────────────────────────────────────────────────────┤
    told why not ◄── impossible ── return, cancel ──► ask: sure? ──► done, or kept ◄──┘
                                                             └─► ask for the code that was sent ──► done

`bot/policy.py` asks this action first while something is asked for, or was told just now. A message that
means nothing to an order is left to its own topic; afterwards the question is put once more, then let go.
Where a person comes anyway, `action_order_beside` says after the acknowledgement how the order stands. A new
number, a title or "the other one" corrects the order, and the purpose stays.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import order_answers
from bot.actions.order_answers import Telling
from bot.actions.order_mentions import Known, named_by_title, words_beside
from bot.actions.order_people import ForPeople
from bot.actions.order_steps import Events
from bot.actions.order_talk import (
    AGAIN,
    CHOICE,
    CODE,
    CONFIRMED,
    CONTACT,
    FAREWELLS_AND_WISHES,
    FEW,
    LEAVING,
    NOT_UNDERSTOOD,
    NUMBER,
    PURPOSES,
)
from bot.actions.order_words import means

_CODE_LENGTH = 64  # characters of what was typed for a code that are passed on

# Intents of messages without a topic of their own: in the middle of an order they may be about it.
_LOOSE = frozenset({"inform", "affirm", "deny", "nlu_fallback", "out_of_scope"})
# Topics that may name the reason of a return, where the bot has asked for one.
_OF_REASONS = _LOOSE | {"complaint", "return_start", "item_damaged", "item_wrong"}


class OrderTurn(Action):
    """Takes a message that is about an order; returns nothing for one that is not (`bot/turns.py`)."""

    def name(self) -> str:
        return "action_order"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        turn = Turn(dispatcher, tracker)
        return turn.events() if await turn.take() else []


class OrderAgain(Action):
    """After an answer to something else: puts the open question once more, then lets it go."""

    def name(self) -> str:
        return "action_order_again"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.come_back()
        return turn.events()


class OrderBeside(Action):
    """Tells how the order stands that the message asks about, after the word that a person comes."""

    def name(self) -> str:
        return "action_order_beside"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        turn = Turn(dispatcher, tracker)
        await turn.stand_by()
        return turn.events()


class Turn(ForPeople):
    """Reads one message of a customer for what it means to an order, the surest meaning first."""

    async def take(self) -> bool:
        """Whether the message was about an order, and is answered."""
        readings = (
            self._code,
            self._confirmation,
            self._promised_refund,
            self._left_to_people,
            self._details,
            self._mention,
            self._follow_up,
            self._wish,
            self._reply,
        )
        for reading in readings:
            if await reading():
                return True
        return False

    async def _code(self) -> bool:
        """A code that was asked for, or the wish for another one."""
        typed = self._message.code or self._message.text
        if self._talk.asked != CODE or self._message.intent in LEAVING:
            return False
        if self._message.code is None and not any(map(str.isdigit, typed)):
            return False
        await self._do(code=None if typed == AGAIN else typed[:_CODE_LENGTH])
        return True

    async def _confirmation(self) -> bool:
        """A yes or a no to "shall I?"; of a return, a reason is a yes."""
        if self._talk.asked != CONFIRMED or self._is_about_another():
            return False
        message, found = self._message, self._talk.lookup or {}
        if self._talk.purpose == "return" and self._gives_reason():
            self._reason = message.reason
        elif message.intent == "deny":
            purpose = self._talk.purpose
            self._tell(
                Telling(f"utter_{purpose}_not", order_answers.values_of(found, self._language))
            )
            self._end(told=found["order"]["state"])
            return True
        elif message.intent != "affirm":
            return False
        await self._do(code=None)
        return True

    def _gives_reason(self) -> bool:
        message = self._message
        fits = message.reason is not None and message.intent in _OF_REASONS
        return fits and not message.asks

    def _is_about_another(self) -> bool:
        number = self._message.other_number(self._number)
        if number is None:
            return bool(set(self._meant(self._talk.offered)) - {self._number})
        return number != self._number

    async def _details(self) -> bool:
        """A number, a contact, or both."""
        message = self._message
        about_orders = message.intent in (*PURPOSES, *_LOOSE)
        if message.intent in LEAVING or not (about_orders or self._talk.asked):
            return False
        number = self._picked() or message.other_number(self._talk.number)
        if number is None and not self._brings_contact():
            return False
        self._want(self._purpose_beside(number))
        self._talk = replace(self._talk, named=True)
        if number is not None:
            self._number = number
        if self._number is None and self._talk.unnumbered:
            self._without_number()
        elif self._number is None:
            await self._begin()
        else:
            await self._look_up(self._number)
        return True

    def _brings_contact(self) -> bool:
        """Whether the message gives a contact, and not the one that is known while a number is missing."""
        contact, asked = self._message.contact, self._talk.asked
        if contact is None or (asked is None and self._message.intent in NOT_UNDERSTOOD):
            return False
        return asked != NUMBER or contact != self._talk.contact

    def _picked(self) -> str | None:
        """The order that a place in the list stands for: "2"."""
        (typed, *others), shown = self._message.numbers or ("",), self._talk.shown
        if self._talk.asked != CHOICE or others or typed in shown or not typed.isdigit():
            return None
        place = int(typed[:2]) - 1
        return shown[place] if len(typed) <= 2 and 0 <= place < len(shown) else None  # noqa: PLR2004

    def _purpose_beside(self, number: str | None) -> str:
        """What is wanted: a number that says little else leaves it as it was."""
        said, before = PURPOSES.get(self._message.intent), self._talk.purpose
        if before and (said is None or (number and self._message.names_only(number))):
            return before
        return said or before or "status"

    async def _wish(self) -> bool:
        """A purpose, without a number."""
        message, asked = self._message, self._talk.asked
        said = PURPOSES.get(message.intent)
        if said is None and message.intent != "inform":
            return False
        if asked and (said is None or said == self._talk.purpose) and not self._knows_orders:
            return False  # what is asked for is missing still
        self._want(said or self._talk.purpose or "status")
        await self._begin()
        return True

    async def _mention(self) -> bool:
        """A title or a place in the list, of the customer's own orders."""
        is_open = self._talk.asked or self._talk.told
        lost = self._message.intent in NOT_UNDERSTOOD and not self._message.foreign
        if not self._is_signed_in or not (is_open or lost):
            return False
        orders = self._talk.offered or await self._known_orders()
        meant = self._meant if is_open else partial(named_by_title, self._message.text)
        numbers = meant(orders) if self._may_mention(orders) else []
        if not numbers:
            return False
        said, before = PURPOSES.get(self._message.intent), self._talk.purpose
        self._want(before if before and said in (None, "status") else said or "status")
        self._talk = replace(self._talk, named=True)
        if len(numbers) == 1:
            is_same = self._talk.told is not None and numbers[0] == self._talk.number
            self._number = numbers[0]
            await self._look_up(numbers[0], order_answers.same if is_same else None)
        else:
            await self._offer_of(numbers)
        return True

    def _may_mention(self, orders: tuple[Known, ...]) -> bool:
        """Whether a title in it is likely to be that of an order.

        A message that says no more than a title is about it, whatever topic a classifier makes of two words.
        """
        asked, intent = self._talk.asked, self._message.intent
        if asked == CONFIRMED and not self._is_about_another():
            return False
        beside = words_beside(self._message.text, orders)
        if not (asked or self._talk.told):
            return beside <= FEW  # a title on the way to something else is not what it is about
        if intent in LEAVING:
            return beside == 0 and intent not in ("request_human", "thank", "goodbye")
        if asked in (CHOICE, NUMBER, CONFIRMED):
            return True
        return intent in _LOOSE - {"affirm"} or beside <= 1

    async def _follow_up(self) -> bool:
        """More about the order that was told of: when, and what if it is not there."""
        talk, message = self._talk, self._message
        if talk.told is None or self._number is None or message.intent in FAREWELLS_AND_WISHES:
            return False
        asks_when = (message.intent == "delivery_time" and not message.city) or (
            message.intent in (*_LOOSE, *PURPOSES, "delivery_late")
            and (message.intent != "delivery_late" or message.asks)
            and any(means(kind, message.text) for kind in ("when", "arrives"))
        )
        is_gone = talk.told == "delivered" and self._says_it_is_gone()
        if not (asks_when or is_gone) or (self._is_signed_in and self._names_another()):
            return False
        self._talk = replace(talk, missing=talk.missing or is_gone)
        await self._look_up(self._number, None if is_gone else order_answers.when)
        return True

    def _names_another(self) -> bool:
        return means("all", self._message.text) or bool(self._meant(self._talk.offered))

    def _says_it_is_gone(self) -> bool:
        """Whether it says, or by asking where it is lets know, that what was delivered is not there."""
        message = self._message
        asks_where = message.intent in (*_LOOSE, "order_status") and means("where", message.text)
        return message.missing or (asks_where and not means("order", message.text))

    async def _reply(self) -> bool:
        """Something about the question itself: why, no, leave it; or nothing that helps."""
        asked, message = self._talk.asked, self._message
        declines = self._only_declines()
        for_people = message.intent in FAREWELLS_AND_WISHES and not declines
        if asked is None or message.foreign or for_people:
            return False
        self._talk = replace(self._talk, named=self._talk.named or declines)
        leaves = means("leaves", message.text)
        if asked in (NUMBER, CONTACT) and not leaves and self._balks():
            return True
        if leaves or message.intent == "deny":
            self._leave("utter_order_left")
        elif message.intent in (*_LOOSE, *PURPOSES):
            self._fail()
        else:
            return False
        return True

    def _only_declines(self) -> bool:
        """Whether few words decline what was asked for, however sour: that is no complaint yet."""
        message = self._message
        declines = means("leaves", message.text) or means("refuses", message.text)
        return message.intent == "complaint" and declines and message.is_short

    def _balks(self) -> bool:
        """Answers one who asks why a number or a contact is needed, or does not give it."""
        message, asks_contact = self._message, self._talk.asked == CONTACT
        if message.asks_why:
            self._tell(Telling(f"utter_order_why_{'contact' if asks_contact else 'number'}"))
            self._talk = replace(self._talk, strayed=1)
        elif message.intent != "deny" and not message.lacks:
            return False
        elif not asks_contact:
            self._without_number()
        elif self._talk.unnumbered:
            self._tell(Telling("utter_order_by_person", handoff="complex_topic"))
            self._end(told=None, goes_on_elsewhere=True)
        elif self._talk.failed:
            self._leave("utter_order_left")
        else:
            self._tell(Telling("utter_order_without_contact"))
            self._talk = replace(self._talk, failed=1, strayed=1)
        return True
