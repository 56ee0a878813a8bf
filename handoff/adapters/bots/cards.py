"""The cards of bots, which anybody may have written: one that does not hold is left out, and the log says why."""

from dataclasses import fields
from typing import Annotated, Any, get_args, get_type_hints

import structlog
from pydantic import Field, TypeAdapter, ValidationError, WrapValidator
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from handoff.domain.cards import Card, check
from handoff.domain.errors import InvalidInput
from handoff.domain.shop.order_cards import Money, OrderItem, TrackingStep

log = structlog.get_logger()

PLACES = 10  # in one line of the log
_KINDS = get_args(Card)
_DECLARED = {get_args(get_type_hints(kind)["kind"])[0] for kind in _KINDS} | {
    each.name for part in (*_KINDS, Money, OrderItem, TrackingStep) for each in fields(part)
}


def _unless_faulty(told: Any, read: ValidatorFunctionWrapHandler) -> Card | None:
    try:
        card: Card | None = read(told)
        if card is not None:
            check(card)
    except ValidationError as error:
        log.warning("bot.card_left_out", fields=_places(error))
    except InvalidInput as error:
        log.warning("bot.card_left_out", fields=[error.data["field"]])
    else:
        return card
    return None


def _places(error: ValidationError) -> list[str]:
    """Where the first faults are. A place names what our cards declare: the keys of a bot are its own words."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    places = (
        ".".join(str(part) for part in fault["loc"] if part in _DECLARED or isinstance(part, int))
        for fault in faults
    )
    return list(dict.fromkeys(place or "kind" for place in places))[:PLACES]


# A bot's message brings this as its card.
ShownCard = Annotated[
    Annotated[Card, Field(discriminator="kind")] | None, WrapValidator(_unless_faulty)
]
SHOWN_CARD: TypeAdapter[Card | None] = TypeAdapter(ShownCard)
