"""The record: everything that is kept in PostgreSQL."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.account_links import PostgresAccountLinks
from handoff.adapters.postgres.audit import PostgresAudit
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customer_data import PostgresCustomerData
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.data_requests import PostgresDataRequests
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.files import PostgresFiles
from handoff.adapters.postgres.lists import PostgresLists
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.adapters.postgres.order_codes import PostgresOrderCodes
from handoff.adapters.postgres.portraits import PostgresPortraits
from handoff.adapters.postgres.second_factors import PostgresSecondFactors
from handoff.adapters.postgres.security_log import PostgresSecurityLog
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.staff_sessions import PostgresStaffSessions
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.adapters.postgres.wait_records import WaitRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    account_links: PostgresAccountLinks
    audit: PostgresAudit
    conversations: PostgresConversations
    customer_data: PostgresCustomerData
    customers: PostgresCustomers
    data_requests: PostgresDataRequests
    deliveries: PostgresDeliveries
    files: PostgresFiles
    lists: PostgresLists
    marks: PostgresMarks
    order_codes: PostgresOrderCodes
    portraits: PostgresPortraits
    second_factors: PostgresSecondFactors
    security_log: PostgresSecurityLog
    sessions: PostgresStaffSessions
    staff: PostgresStaff
    subscriptions: PostgresSubscriptions
    waits: WaitRecords

    @classmethod
    def on(cls, engine: AsyncEngine) -> Self:
        """Connects to nothing before the first use."""
        return cls(
            account_links=PostgresAccountLinks(engine),
            audit=PostgresAudit(engine),
            conversations=PostgresConversations(engine),
            customer_data=PostgresCustomerData(engine),
            customers=PostgresCustomers(engine),
            data_requests=PostgresDataRequests(engine),
            deliveries=PostgresDeliveries(engine),
            files=PostgresFiles(engine),
            lists=PostgresLists(engine),
            marks=PostgresMarks(engine),
            order_codes=PostgresOrderCodes(engine),
            portraits=PostgresPortraits(engine),
            second_factors=PostgresSecondFactors(engine),
            security_log=PostgresSecurityLog(engine),
            sessions=PostgresStaffSessions(engine),
            staff=PostgresStaff(engine),
            subscriptions=PostgresSubscriptions(engine),
            waits=WaitRecords(engine),
        )
