"""The staff answers customers who ask for a copy of what is kept of them, or for its deletion.

A copy is given to the customer alone, in the widget: the member lets them have it. A deletion is an erasure
(`erasures.py`), which carries out the request.
"""

from handoff.domain.conversation import commands as c
from handoff.domain.data_requests import DataRequest, demand_deletion, give_copy, refuse
from handoff.domain.errors import NotAllowed
from handoff.domain.people import StaffMember
from handoff.services.access import Access
from handoff.services.data_requests import DataRequestBook, Decision
from handoff.services.ports.audit import AuditedRead, ReadKind
from handoff.services.ports.data_requests import ListedRequest, RequestCounts, RequestPage
from handoff.services.ports.lists import Place

PAGE = 50


class DataRequestDesk:
    """Each answer is in the audit, by the transaction that settles the request."""

    def __init__(self, book: DataRequestBook, access: Access) -> None:
        self._book = book
        self._access = access

    async def page(self, member: StaffMember, *, settled: bool, after: Place | None) -> RequestPage:
        """Raises NotAllowed unless the member may answer requests."""
        await self._access.allowed(member, "answer_data_requests")
        return await self._book.store.page(settled=settled, after=after, limit=PAGE)

    async def count(self, member: StaffMember) -> RequestCounts:
        """Raises as `page`."""
        await self._access.allowed(member, "answer_data_requests")
        return await self._book.store.count(self._book.clock())

    async def may_give(self, member: StaffMember, request: DataRequest) -> bool:
        """Whether `give_copy` lets the member: the request is open and for a copy, and all that is kept of the
        customer is in the member's sight."""
        if request.kind != "copy" or request.state != "open":
            return False
        try:
            await self._access.customer_to("export_customer", member, request.customer_id)
        except NotAllowed:
            return False
        return True

    async def give_copy(self, member: StaffMember, request_id: str) -> ListedRequest:
        """Lets the customer save the copy; the audit has who gave it out.

        Raises:
            NotAllowed: the member may not give out what is kept of this customer.
            NotFound: no such request.
            IllegalMove: as the domain's `give_copy`.
        """
        await self._access.allowed(member, "answer_data_requests")
        request = await self._book.store.get(request_id)
        current = await self._access.customer_to("export_customer", member, request.customer_id)
        await self._book.record(lambda: self._given(current, request_id))
        return await self._book.store.listed(request_id)

    async def refuse(self, member: StaffMember, request_id: str, reason: str) -> ListedRequest:
        """Says no; the customer reads the reason.

        Raises:
            NotAllowed: as `page`.
            NotFound: no such request.
            IllegalMove: as the domain's `refuse`.
        """
        current = await self._access.allowed(member, "answer_data_requests")
        await self._book.record(lambda: self._refused(current, request_id, reason))
        return await self._book.store.listed(request_id)

    async def demand_deletion(self, request_id: str, customer_id: str) -> None:
        """Raises NotFound; IllegalMove: the customer does not ask for deletion by this request, or no more."""
        demand_deletion(await self._book.store.get(request_id), customer_id)

    async def _given(self, member: StaffMember, request_id: str) -> Decision:
        request = give_copy(await self._book.store.get(request_id), self._book.clock())
        answer = c.AnswerDataRequest(agent=_agent(member), kind=request.kind, outcome="done")
        return Decision(
            request=request, command=answer, noted=self._noted(member, "export", request)
        )

    async def _refused(self, member: StaffMember, request_id: str, reason: str) -> Decision:
        now = self._book.clock()
        request = refuse(await self._book.store.get(request_id), reason, now)
        answer = c.AnswerDataRequest(
            agent=_agent(member), kind=request.kind, outcome="refused", reason=reason
        )
        return Decision(
            request=request, command=answer, noted=self._noted(member, "refusal", request)
        )

    def _noted(self, member: StaffMember, kind: ReadKind, request: DataRequest) -> AuditedRead:
        now, subject = self._book.clock(), request.customer_id
        return AuditedRead(at=now, staff_id=member.id, kind=kind, subject=subject)


def _agent(member: StaffMember) -> c.Agent:
    return c.Agent(id=member.id, names=member.names)
