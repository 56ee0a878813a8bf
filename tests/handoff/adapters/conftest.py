"""A pen for each module's database."""

import pytest

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from tests.handoff.adapters.pen import Pen


@pytest.fixture(scope="module")
def pen(store: PostgresConversations, customers: PostgresCustomers) -> Pen:
    return Pen(store, customers)
