"""The cards of bots, which anybody may have written: one that does not hold is left out, and the log says why."""

from typing import Annotated, Any

import structlog
from pydantic import Field, TypeAdapter, ValidationError, WrapValidator
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from handoff.domain.cards import Card, check
from handoff.domain.errors import InvalidInput

log = structlog.get_logger()


def _unless_faulty(told: Any, read: ValidatorFunctionWrapHandler) -> Card | None:
    try:
        card: Card | None = read(told)
        if card is not None:
            check(card)
    except ValidationError as error:
        places = [".".join(map(str, fault["loc"])) or "kind" for fault in error.errors()]
        log.warning("bot.card_left_out", fields=places)
    except InvalidInput as error:
        log.warning("bot.card_left_out", fields=[error.data["field"]])
    else:
        return card
    return None


# What a message of a bot brings as its card.
ShownCard = Annotated[
    Annotated[Card, Field(discriminator="kind")] | None, WrapValidator(_unless_faulty)
]
SHOWN_CARD: TypeAdapter[Card | None] = TypeAdapter(ShownCard)
