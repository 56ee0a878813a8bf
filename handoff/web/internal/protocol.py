"""What the action server asks and is answered: the source of `contracts/internal.schema.json`."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from handoff.domain.language import Language
from handoff.domain.shop.business_hours import (
    BusinessHours,
    DayState,
    OpeningState,
    coming_holidays,
)
from handoff.domain.shop.delivery import AskedPlace
from handoff.domain.shop.order_cards import Money, OrderCard
from handoff.domain.shop.orders import OrderAction, ReturnReason
from handoff.domain.shop.products import Product
from handoff.domain.shop.profile import Shop, clock_times, week_of
from handoff.services.order_actions import ActionResult, Prospect, Wish
from handoff.services.order_lookup import LookupResult
from handoff.services.ports.wording import SpokenRate, Wording
from handoff.web.protocol.base import (
    MESSAGE_LENGTH,
    UUID,
    Inbound,
    Outbound,
    ShortText,
    Text,
    Uuid,
)

# A time of day on the shop's clock, such as 14:00.
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class CustomerQuestion(Inbound):
    """About the customer of a conversation. `sender` is the bot's: `conversation:segment`."""

    sender: Annotated[str, StringConstraints(pattern=rf"^{UUID}:\d+$")]

    @property
    def conversation_id(self) -> str:
        return self.sender.partition(":")[0]


class LookupQuestion(CustomerQuestion):
    """What customers call their order's number or their contact may be anything, as long as a message:
    what is neither matches nothing."""

    number: Text
    contact: Text | None = None


class ActionQuestion(LookupQuestion):
    """`message_id` is that of the customer's message which the bot is answering, `code` what they have
    typed for the code that was sent to them."""

    message_id: Uuid
    kind: OrderAction
    reason: ReturnReason | None = None
    code: Text | None = None

    def wish(self) -> Wish:
        return Wish(
            conversation_id=self.conversation_id,
            segment=int(self.sender.partition(":")[2]),
            message_id=self.message_id,
            kind=self.kind,
            number=self.number,
            contact=self.contact,
            reason=self.reason,
            code=self.code,
        )


class OrderDays(Outbound):
    """Days of an order in the shop's own time zone: `expected` is the promised one, `moved` that of the
    parcel's last step."""

    today: date
    expected: date | None
    moved: date | None

    @classmethod
    def of(cls, card: OrderCard, now: datetime, zone: ZoneInfo) -> "OrderDays":
        def day(moment: datetime | None) -> date | None:
            return moment.astimezone(zone).date() if moment else None

        last = card.tracking[-1].at if card.tracking else None
        return cls(
            today=now.astimezone(zone).date(), expected=day(card.expected_at), moved=day(last)
        )


class ToldOrder(Outbound):
    """An order, its days, and what may be done with it."""

    order: OrderCard | None = None
    days: OrderDays | None = None
    prospects: dict[OrderAction, Prospect] = Field(default_factory=dict)


class LookupAnswer(ToldOrder):
    result: LookupResult


class OrdersAnswer(Outbound):
    """The orders of a customer whom the shop vouches for, newest first; none are `known` of a visitor."""

    known: bool
    orders: list[ToldOrder]


class ActionAnswer(ToldOrder):
    """The answer as for a lookup; without an order where the action has changed it. `sent_to` is the address that a
    code went to, masked."""

    result: ActionResult
    sent_to: str | None = None


class AddressAnswer(Outbound):
    text: dict[Language, str]
    map: str | None


class ContactAnswer(Outbound):
    phone: str | None
    email: str | None


class BusinessAnswer(Outbound):
    """The shop as it describes itself. What it left out is None, or empty."""

    addresses: list[AddressAnswer]
    contact: ContactAnswer
    policies: dict[str, dict[Language, str]]

    @classmethod
    def of(cls, shop: Shop) -> "BusinessAnswer":
        return cls(
            addresses=[AddressAnswer(text=dict(a.text), map=a.map) for a in shop.addresses],
            contact=ContactAnswer(phone=shop.phone, email=shop.email),
            policies={name: dict(text) for name, text in shop.policies.items()},
        )


class DayAnswer(Outbound):
    """A weekday, 0 for Monday, and pairs of local times; 24:00 is the end of the day."""

    day: int
    intervals: list[tuple[str, str]]


class HolidayAnswer(Outbound):
    date: date
    name: dict[Language, str]


class HoursAnswer(Outbound):
    """Times are the shop's own; `holidays` are those to come, by which customers name days."""

    open_now: bool
    now: datetime
    closes_at: datetime | None
    opens_at: datetime | None
    timezone: str
    week: list[DayAnswer]
    holiday: dict[Language, str] | None
    holidays: list[HolidayAnswer]

    @classmethod
    def of(cls, state: OpeningState, hours: BusinessHours) -> "HoursAnswer":
        return cls(
            open_now=state.open_now,
            now=state.now.replace(microsecond=0),
            closes_at=state.closes_at,
            opens_at=state.opens_at,
            timezone=hours.zone.key,
            week=[DayAnswer(day=day.day, intervals=list(day.intervals)) for day in week_of(hours)],
            holiday=dict(state.holiday) if state.holiday else None,
            holidays=[
                HolidayAnswer(date=day, name=dict(name))
                for day, name in coming_holidays(hours, state.now.date())
            ],
        )


class DayQuestion(Inbound):
    """A day of the shop's calendar, and perhaps a time of it on the shop's clock."""

    day: date
    at: ClockTime | None = None

    @property
    def local_time(self) -> time | None:
        return None if self.at is None else time.fromisoformat(self.at)


class DayHoursAnswer(Outbound):
    """When the shop is open on that day: pairs of local times; `open_at` is about the time asked for,
    `holiday` is why it is closed."""

    day: date
    intervals: list[tuple[str, str]]
    open_at: bool | None
    holiday: dict[Language, str] | None

    @classmethod
    def of(cls, state: DayState) -> "DayHoursAnswer":
        return cls(
            day=state.day,
            intervals=list(clock_times(state.intervals)),
            open_at=state.open_at,
            holiday=dict(state.holiday) if state.holiday else None,
        )


class PlaceQuestion(Inbound):
    """What the customer wrote of a place, with the spellings of a city and a country that are known."""

    text: Annotated[str, StringConstraints(max_length=MESSAGE_LENGTH)]
    city: Annotated[list[ShortText], Field(max_length=20)] = Field(default_factory=list)
    country: Annotated[list[ShortText], Field(max_length=20)] = Field(default_factory=list)

    def asked(self) -> AskedPlace:
        return AskedPlace(text=self.text, city=tuple(self.city), country=tuple(self.country))


class RateAnswer(Outbound):
    """In words. `price` is None where a parcel costs nothing."""

    days: dict[Language, str]
    price: dict[Language, str] | None
    free_from: dict[Language, str] | None

    @classmethod
    def of(cls, rate: SpokenRate) -> "RateAnswer":
        return cls(
            days=dict(rate.days),
            price=dict(rate.price) if rate.price else None,
            free_from=dict(rate.free_from) if rate.free_from else None,
        )


class DeliveryAnswer(Outbound):
    """`served`: at these rates; `not_served`: no parcels go there; `no_place`: none was recognised, or
    the shop has no zones, and its policies say what there is to say."""

    result: Literal["served", "not_served", "no_place"]
    place: dict[Language, str] | None = None
    usual: RateAnswer | None = None
    express: RateAnswer | None = None


class ProductQuestion(Inbound):
    """A customer's words without those that only ask; `before` is the title that was talked of."""

    text: Annotated[str, StringConstraints(max_length=200)]
    before: Annotated[str, StringConstraints(max_length=200)] | None = None


class ProductAnswer(Outbound):
    """A product; its price in words and in `money`. What is None the source does not say."""

    title: str
    titles: list[str]
    price: dict[Language, str] | None
    money: Money | None
    available: bool | None
    url: str | None
    image: str | None
    attributes: dict[str, str]

    @classmethod
    def of(cls, product: Product, wording: Wording) -> "ProductAnswer":
        price = product.price
        return cls(
            title=product.title,
            titles=list(product.titles),
            price=dict(wording.money(Decimal(price.amount), price.currency)) if price else None,
            money=price,
            available=product.available,
            url=product.url,
            image=product.image,
            attributes=dict(product.attributes),
        )


class ProductsAnswer(Outbound):
    """`found` has one product, `near` the likeliest; `no_products`: the shop has told of none."""

    result: Literal["found", "near", "unknown", "no_products"]
    products: list[ProductAnswer]


QUESTIONS: tuple[type[Inbound], ...] = (
    DayQuestion,
    PlaceQuestion,
    ProductQuestion,
    CustomerQuestion,
    LookupQuestion,
    ActionQuestion,
)
ANSWERS: tuple[type[Outbound], ...] = (
    BusinessAnswer,
    HoursAnswer,
    DayHoursAnswer,
    OrdersAnswer,
    DeliveryAnswer,
    ProductsAnswer,
    LookupAnswer,
    ActionAnswer,
)
