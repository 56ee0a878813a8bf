"""What an order's card tells."""

from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.shop.order_cards import TrackingStep
from tests.handoff.cards import card_of

THEN = datetime(2026, 11, 20, 10, tzinfo=UTC)


def _steps(*names: str) -> tuple[TrackingStep, ...]:
    """An hour apart."""
    return tuple(
        TrackingStep(at=THEN + timedelta(hours=hour), step=name) for hour, name in enumerate(names)
    )


@pytest.mark.parametrize(
    ("steps", "hours"),
    [
        ((), None),
        (("packed", "handed_over"), None),
        (("delivered", "returned"), 0),
        (("delivered", "delayed", "delivered"), 2),
    ],
)
def test_the_parcel_tells_when_it_arrived(steps: tuple[str, ...], hours: int | None) -> None:
    """The last delivery counts."""
    arrived_at = card_of("1042", tracking=_steps(*steps)).arrived_at
    assert arrived_at == (None if hours is None else THEN + timedelta(hours=hours))
