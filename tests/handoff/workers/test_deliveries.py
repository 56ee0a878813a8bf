"""The worker: a few deliveries at a time, leases renewed while they are under way, an end in good order."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handoff.domain.deliveries import Delivery
from handoff.workers.deliveries import AT_ONCE, LEASE, RENEWED_BELOW, DeliveryWorker

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GRACE = timedelta(minutes=2)


def due(number: int) -> Delivery:
    return Delivery(
        id=f"delivery-{number}",
        kind="answer",
        to="nika@mail.example",
        language="en",
        state="waiting",
        due_at=NOON,
        expires_at=NOON + timedelta(days=1),
        created_at=NOON,
    )


class Store:
    """Deliveries that are due, as a port of ten lines."""

    def __init__(self, waiting: int) -> None:
        self.waiting = [due(number) for number in range(waiting)]
        self.renewals: list[list[str]] = []

    async def take_due(
        self, now: datetime, lease_until: datetime, limit: int, grace: timedelta
    ) -> Sequence[Delivery]:
        assert grace == GRACE
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return [replace(x, state="sending", due_at=lease_until, tries=1) for x in taken]

    async def renew(self, taken: Sequence[Delivery], lease_until: datetime) -> Sequence[Delivery]:
        if taken:
            self.renewals.append([x.id for x in taken])
        return [replace(x, due_at=lease_until) for x in taken]


class Carrier:
    """Carries until told that it has arrived."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.arrived = asyncio.Event()

    async def carry(self, taken: Delivery) -> None:
        self.begun.append(taken.id)
        await self.arrived.wait()
        self.ended.append(taken.id)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


def house(waiting: int) -> tuple[Store, Carrier, Clock, DeliveryWorker]:
    store, carrier, clock = Store(waiting), Carrier(), Clock()
    return store, carrier, clock, DeliveryWorker(store, carrier, clock, GRACE)  # type: ignore[arg-type]


async def test_a_few_are_carried_at_a_time() -> None:
    """The others wait in the table, where another gateway can take them."""
    store, carrier, _, worker = house(AT_ONCE + 3)
    await worker.run_once()
    await worker.run_once()
    await asyncio.sleep(0)
    assert (len(carrier.begun), len(store.waiting)) == (AT_ONCE, 3)
    carrier.arrived.set()
    await worker.finish()
    await worker.run_once()
    await worker.finish()
    assert (len(carrier.ended), len(store.waiting)) == (AT_ONCE + 3, 0)


async def test_a_lease_is_renewed_as_long_as_the_mail_server_takes() -> None:
    """It is renewed in time, and not in each pass."""
    store, carrier, clock, worker = house(2)
    await worker.run_once()
    clock.time += (LEASE - RENEWED_BELOW) / 2
    await worker.run_once()
    assert store.renewals == []
    for _ in range(3):
        clock.time += LEASE - RENEWED_BELOW / 2
        await worker.run_once()
    assert store.renewals == [["delivery-0", "delivery-1"]] * 3
    carrier.arrived.set()
    await worker.finish()
    clock.time += LEASE
    await worker.run_once()
    assert len(store.renewals) == 3


async def test_a_stopping_worker_lets_mails_arrive() -> None:
    """Mails in flight end by themselves."""
    _, carrier, _, worker = house(2)
    await worker.run_once()
    stopping = asyncio.create_task(worker.stop())
    await asyncio.sleep(0)
    carrier.arrived.set()
    await stopping
    assert carrier.ended == ["delivery-0", "delivery-1"]


async def test_a_stopping_worker_does_not_wait_for_ever() -> None:
    """A mail server that hangs holds nobody up; the lease does the rest."""
    _, carrier, _, worker = house(1)
    await worker.run_once()
    await asyncio.sleep(0)
    await worker.stop(within=0)
    assert (carrier.begun, carrier.ended) == (["delivery-0"], [])


async def test_trouble_with_one_is_not_trouble_with_all() -> None:
    """An outcome that cannot be written down ends that try alone."""

    class Failing(Carrier):
        async def carry(self, taken: Delivery) -> None:
            if taken.id == "delivery-0":
                raise ConnectionError
            await super().carry(taken)

    store, carrier = Store(2), Failing()
    worker = DeliveryWorker(store, carrier, Clock(), GRACE)  # type: ignore[arg-type]
    await worker.run_once()
    carrier.arrived.set()
    await worker.finish()
    assert carrier.ended == ["delivery-1"]
