"""Entries of the audit: each look once, together, and none dropped in silence."""

from datetime import timedelta

import pytest

from handoff.services.ports.audit import AuditedRead
from handoff.services.read_audit import FORGET_EVERY, ONE_LOOK, WAITING, ReadAudit
from tests.handoff.conftest import Written
from tests.handoff.services.conftest import Clock, Trail


async def test_entries_are_written_together(audit: ReadAudit, trail: Trail, clock: Clock) -> None:
    """Reading does not wait for the disk."""
    await audit.note("leila", "conversation", "c-1", "sara")
    await audit.note("leila", "customer", "nika")
    assert trail.reads == []
    await audit.run_once()
    assert trail.reads == [
        AuditedRead(
            at=clock(), staff_id="leila", kind="conversation", subject="c-1", holder="sara"
        ),
        AuditedRead(at=clock(), staff_id="leila", kind="customer", subject="nika"),
    ]
    await audit.run_once()
    assert len(trail.reads) == 2


async def test_who_goes_on_reading_is_noted_once(
    audit: ReadAudit, trail: Trail, clock: Clock
) -> None:
    """Page by page for a while; who comes back later is noted again, and so is everybody else."""
    for reader in ("leila", "leila", "omid"):
        await audit.note(reader, "conversation", "c-1")
    clock.elapse(ONE_LOOK.total_seconds() - 1)
    await audit.run_once()
    await audit.note("leila", "conversation", "c-1")
    clock.elapse(1)
    await audit.run_once()
    await audit.note("leila", "conversation", "c-1")
    await audit.flush()
    assert [read.staff_id for read in trail.reads] == ["leila", "omid", "leila"]


async def test_what_could_not_be_written_waits(audit: ReadAudit, trail: Trail) -> None:
    """Entries wait in order until they can be written."""
    trail.reachable = False
    await audit.note("leila", "conversation", "c-1")
    with pytest.raises(ConnectionError):
        await audit.run_once()
    await audit.note("leila", "conversation", "c-2")
    trail.reachable = True
    await audit.run_once()
    assert [read.subject for read in trail.reads] == ["c-1", "c-2"]


async def test_what_cannot_be_audited_is_not_read(audit: ReadAudit, trail: Trail) -> None:
    """Reads are refused once the limit of waiting entries is reached; no entry is lost."""
    trail.reachable = False
    for number in range(WAITING):
        await audit.note("leila", "conversation", f"c-{number}")
    with pytest.raises(ConnectionError):
        await audit.note("leila", "conversation", "one more")
    trail.reachable = True
    await audit.note("leila", "conversation", "one more")
    await audit.flush()
    assert len(trail.reads) == WAITING + 1


async def test_old_entries_go_once_in_a_while(audit: ReadAudit, trail: Trail, clock: Clock) -> None:
    """Not every write deletes."""
    began = clock()
    for _ in range(3):
        await audit.run_once()
    clock.elapse(FORGET_EVERY.total_seconds())
    await audit.run_once()
    kept = timedelta(days=180)
    assert trail.forgotten == [began - kept, began + FORGET_EVERY - kept]


async def test_a_gateway_that_ends_writes_first(audit: ReadAudit, trail: Trail) -> None:
    """The entries of its last second are in the audit, too."""
    await audit.note("leila", "conversation", "c-1")
    await audit.close()
    assert len(trail.reads) == 1


async def test_a_gateway_that_cannot_write_its_last_entries_says_so(
    audit: ReadAudit, trail: Trail, written: Written
) -> None:
    """It ends nevertheless."""
    trail.reachable = False
    await audit.note("leila", "conversation", "c-1")
    await audit.close()
    (entry,) = [entry for entry in written.entries if entry["event"] == "audit.lost"]
    assert entry["entries"] == 1
