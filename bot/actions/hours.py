"""When the shop is open: now, or on the days and at the time that were asked about."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from bot.actions import gateway, wording
from bot.actions.asked_days import Asked, AskedDay, asked
from bot.actions.shop import Answer, ShopAction

if TYPE_CHECKING:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

_VERDICTS = {True: "yes", False: "no"}


class StoreHours(ShopAction):
    def name(self) -> str:
        return "action_store_hours"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        language, message = tracker.get_slot("language"), tracker.latest_message
        now = await gateway.hours()
        question = asked(
            message.get("text") or "",
            message.get("entities", []),
            today=gateway.moment(now["now"]).date(),
            holidays=now["holidays"],
            language=language,
        )
        for response, values in await _answers(now, question, language):
            dispatcher.utter_message(response=response, **values)


async def _answers(now: dict[str, Any], question: Asked, language: str) -> list[Answer]:
    today = gateway.moment(now["now"]).date()
    if question.week:
        return [("utter_hours_week", {"week": wording.week(now["week"], language)})]
    if not question.days or (question.at is None and question.days == (AskedDay(today),)):
        return [hours_answer(now, language, question.about)]
    return [
        usual_answer(now["week"], asked_day.day, question.about, language)
        if asked_day.usual and question.at is None
        else day_answer(
            await gateway.hours_of_day(asked_day.day.isoformat(), question.at),
            question,
            today,
            language,
        )
        for asked_day in question.days
    ]


def verdict(about: str | None, language: str, *, is_open: bool) -> str:
    """Yes or no, where the question was whether the shop is open, or whether it is closed."""
    if about is None:
        return ""
    word: str = wording.texts(language)[_VERDICTS[is_open == (about == "open")]]
    return word


def hours_answer(hours: dict[str, Any], language: str, about: str | None = None) -> Answer:
    """Which sentence tells how it stands now, and what goes into it."""
    values = {
        "week": wording.week(hours["week"], language),
        "verdict": verdict(about, language, is_open=hours["open_now"]),
    }
    if hours["open_now"]:
        if hours["closes_at"] is None:
            return "utter_hours_always_open", values
        closes = gateway.moment(hours["closes_at"]).time()
        return "utter_hours_open", {**values, "closes": wording.spoken_time(closes, language)}
    if hours["opens_at"] is None:
        return "utter_hours_closed_open_end", values
    opens, now = (gateway.moment(hours[key]) for key in ("opens_at", "now"))
    values["opens"] = wording.next_opening(opens, now, language)
    if hours["holiday"] is not None:
        return "utter_hours_holiday", {**values, "holiday": hours["holiday"][language]}
    return "utter_hours_closed", values


def day_answer(told: dict[str, Any], question: Asked, today: date, language: str) -> Answer:
    """Which sentence tells the hours of one day, or of a time of it."""
    day = date.fromisoformat(told["day"])
    is_open = bool(told["intervals"]) if question.at is None else told["open_at"]
    values = {
        "day": wording.near_day(day, today, language),
        "verdict": verdict(question.about, language, is_open=is_open),
        "hours": wording.intervals(told["intervals"], language),
    }
    if told["holiday"] is not None:
        return "utter_hours_day_holiday", {**values, "holiday": told["holiday"][language]}
    if not told["intervals"]:
        return "utter_hours_day_closed", values
    if question.at is None:
        return "utter_hours_day_open", values
    values["time"] = wording.spoken_time(time.fromisoformat(question.at), language)
    return f"utter_hours_at_{'open' if is_open else 'closed'}", values


def usual_answer(week: list[dict[str, Any]], day: date, about: str | None, language: str) -> Answer:
    """Which sentence tells the hours of a weekday in any week."""
    usual: list[list[str]] = next(
        (entry["intervals"] for entry in week if entry["day"] == day.weekday()), []
    )
    values = {
        "verdict": verdict(about, language, is_open=bool(usual)),
        "weekday": wording.texts(language)["weekdays"][day.weekday()],
        "hours": wording.intervals(usual, language),
    }
    return f"utter_hours_usual_{'open' if usual else 'closed'}", values
