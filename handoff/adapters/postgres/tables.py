"""The tables. `events` is the record; `conversations` its snapshot; `timers` follow from that."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_id = UUID(as_uuid=False)
_time = DateTime(timezone=True)
THIS_TRANSACTION = "(pg_current_xact_id()::text)::bigint"
_this_transaction = text(THIS_TRANSACTION)

ticket_numbers = Sequence("ticket_numbers", start=1001, metadata=metadata)

customers = Table(
    "customers",
    metadata,
    Column("id", _id, primary_key=True),
    Column("external_id", Text, unique=True),
    Column("name", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("language", Text, nullable=False),
    Column("created_at", _time, nullable=False),
    Column("revocations", Integer, nullable=False, server_default="0"),
    Column("link_revocations", Integer, nullable=False, server_default="0"),
    Column("revoked_at", _time),  # when last
    Column("next_conversation", _id),  # the id that the next one is to have, or the latest one has
    Column("erased_at", _time),  # since when nothing of the customer is kept here
    # Conversations of an erased customer may still have words.
    Column("erasure_open", Boolean, nullable=False, server_default="false"),
)
Index(
    "ix_customers_erasure_open",
    customers.c.erased_at,
    postgresql_where=text("customers.erasure_open"),
)
Index(
    "ix_customers_revoked_at",
    customers.c.revoked_at,
    postgresql_where=customers.c.revoked_at.is_not(None),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", _id, primary_key=True),
    Column("customer_id", _id, ForeignKey("customers.id"), nullable=False),
    Column("channel", Text, nullable=False, server_default="widget"),
    Column("seq", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("owner", Text, nullable=False),
    Column("agent_id", _id),  # owning or offered
    Column("snoozed", Boolean, nullable=False, server_default="false"),
    Column("queue_rank", _time),  # the earlier is served first; null when nobody is awaited
    Column("language", Text, nullable=False),
    Column("state", JSONB, nullable=False),
    Column("started_at", _time, nullable=False),
    Column("changed_at", _time, nullable=False),
    # The transaction that changed the row last: the order in which lists tell of changes.
    Column("changed_in", BigInteger, nullable=False, server_default=_this_transaction),
    Column("erased", Boolean, nullable=False, server_default="false"),  # its log has no words left
)

# As text: the planner uses a partial index where a query says the same, without parameters.
ACTIVE = text("conversations.owner <> 'closed'")
# A request that nobody has taken, whether its customer goes on with the bot or not.
OPEN_TICKET = text(
    "conversations.owner IN ('ticket', 'bot') AND (conversations.state ->> 'ticket') IS NOT NULL"
)
TICKET_NUMBER = literal_column("((conversations.state ->> 'ticket')::bigint)", BigInteger)

# What retention looks through, the longest quiet first.
QUIET = text("NOT conversations.erased AND conversations.owner IN ('bot', 'closed')")
Index(
    "ix_conversations_quiet",
    conversations.c.changed_at,
    conversations.c.id,
    postgresql_where=QUIET,
)
Index("ix_conversations_customer_id", conversations.c.customer_id)
Index(
    "ix_conversations_queue_rank",
    conversations.c.queue_rank,
    postgresql_where=conversations.c.queue_rank.is_not(None),
)
Index(
    "ix_conversations_agent_id",
    conversations.c.agent_id,
    postgresql_where=conversations.c.agent_id.is_not(None),
)
Index("ix_conversations_changed_in", conversations.c.changed_in, conversations.c.id)
Index(
    "ix_conversations_active",
    conversations.c.changed_in,
    conversations.c.id,
    postgresql_where=ACTIVE,
)
Index(
    "ix_conversations_tickets",
    TICKET_NUMBER,
    conversations.c.id,
    postgresql_where=OPEN_TICKET,
)

events = Table(
    "events",
    metadata,
    Column("conversation_id", _id, ForeignKey("conversations.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("after", BigInteger, nullable=False),
    Column("at", _time, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("actor", JSONB, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("client_id", _id),
    # The transaction that recorded the event: the order of events across conversations, in which
    # `seq` orders those of one.
    Column("committed_in", BigInteger, nullable=False, server_default=_this_transaction),
    UniqueConstraint("conversation_id", "client_id"),
)

# A subscription reads a few types of events, each in this order.
Index(
    "ix_events_type_committed_in_conversation_id_seq",
    events.c.type,
    events.c.committed_in,
    events.c.conversation_id,
    events.c.seq,
)

# What ended a chat or a wait, newest first: the latest hundred tell how long waiting takes.
Index(
    "ix_events_endings",
    events.c.at.desc(),
    postgresql_where=events.c.type.in_(
        (
            "agent.accepted",
            "conversation.closed",
            "conversation.transferred",
            "returned.to_bot",
            "ticket.opened",
        )
    ),
)

# The last chat that an agent closed: until it is wrapped up they are offered nothing.
Index(
    "ix_events_closed_by",
    text("(actor ->> 'id')"),
    events.c.at.desc(),
    postgresql_where=events.c.type == "conversation.closed",
)
# The offers that an agent let run out, and those they came to.
Index(
    "ix_events_offers",
    text("(body ->> 'agent_id')"),
    events.c.committed_in,
    postgresql_where=events.c.type.in_(("offer.expired", "agent.accepted")),
)

# Readers of all events: each goes on behind the event to which its cursor points, on the gateway that
# holds it.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("committed_in", BigInteger, nullable=False),
    Column("conversation_id", _id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("held_by", _id),
    Column("held_until", _time),
)

# Events that a subscription could not handle yet, and those of the same conversation behind them; never
# due: parked.
postponed_reactions = Table(
    "postponed_reactions",
    metadata,
    Column("subscription", Text, ForeignKey("subscriptions.name"), primary_key=True),
    Column("conversation_id", _id, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("tries", SmallInteger, nullable=False),
    Column("due_at", _time),
    Column("error", Text),
    ForeignKeyConstraint(["conversation_id", "seq"], ["events.conversation_id", "events.seq"]),
)

# How far each side has got in reading: beside the log, never in it.
marks = Table(
    "marks",
    metadata,
    Column("conversation_id", _id, ForeignKey("conversations.id"), primary_key=True),
    Column("side", Text, primary_key=True),
    Column("delivered", BigInteger, nullable=False),
    Column("read", BigInteger, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("conversation_id", _id, ForeignKey("conversations.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("ref", BigInteger, primary_key=True),
    Column("due_at", _time, nullable=False),
)
Index("ix_timers_due_at", timers.c.due_at)

staff = Table(
    "staff",
    metadata,
    Column("id", _id, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    # The English name, or the Persian one (which `name_fa` has as well) of somebody without an English one.
    Column("name", Text, nullable=False),
    Column("name_fa", Text),
    Column("role", Text, nullable=False),
    Column("capacity", SmallInteger, nullable=False),
    Column("available", Boolean, nullable=False),
    Column("missed", SmallInteger, nullable=False, server_default="0"),
    Column("disabled", Boolean, nullable=False),
    Column("languages", ARRAY(Text), nullable=False, server_default="{en,fa}"),
    Column("topics", ARRAY(Text), nullable=False, server_default="{}"),
    Column("teams", ARRAY(Text), nullable=False, server_default="{}"),
    # The transaction in which they said last whether they are available.
    Column("chosen_in", BigInteger, nullable=False, server_default=_this_transaction),
    Column("password_hash", Text, nullable=False),
    Column("portrait", Text),  # the key to their picture, as long as they have one
)

# Pictures of the staff as customers see them. The key is what nobody guesses in the public address.
portraits = Table(
    "portraits",
    metadata,
    Column("key", Text, primary_key=True),
    Column("staff_id", _id, ForeignKey("staff.id"), nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("id", _id, nullable=False, unique=True),
    Column("staff_id", _id, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", _time, nullable=False),
    Column("seen_at", _time, nullable=False),
    Column("browser", Text, nullable=False),
    Column("ended", Text),
)
Index("ix_staff_sessions_staff_id", staff_sessions.c.staff_id)

# The app's secret is encrypted; a code of `last_step` or an earlier one is not accepted any more.
second_factors = Table(
    "second_factors",
    metadata,
    Column("staff_id", _id, ForeignKey("staff.id"), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("since", _time, nullable=False),
    Column("last_step", BigInteger, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column(
        "staff_id",
        _id,
        ForeignKey("second_factors.staff_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("hash", Text, primary_key=True),
    Column("used_at", _time),
)

# Append-only: triggers refuse what would change it, but for words that were searched for and name an
# erased customer. Without a member it was done on the command line.
audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _time, nullable=False),
    Column("staff_id", _id, ForeignKey("staff.id")),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("holder", _id),
)
Index("ix_audit_staff_id", audit.c.staff_id, audit.c.id)
Index("ix_audit_subject", audit.c.subject, audit.c.id)
Index("ix_audit_at", audit.c.at)

# Append-only as well: what happens to the staff's accounts.
security_log = Table(
    "security_log",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _time, nullable=False),
    Column("event", Text, nullable=False),
    Column("staff_id", _id, ForeignKey("staff.id")),
    Column("by", Text, nullable=False),
    Column("network", Text),
    Column("detail", Text),
)
Index("ix_security_log_staff_id", security_log.c.staff_id, security_log.c.id)
Index("ix_security_log_at", security_log.c.at)

# Customers' requests about their own data, and what became of them: at most one open request of each kind.
data_requests = Table(
    "data_requests",
    metadata,
    Column("id", _id, primary_key=True),
    Column("customer_id", _id, ForeignKey("customers.id"), nullable=False),
    Column("conversation_id", _id, ForeignKey("conversations.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("asked_at", _time, nullable=False),
    Column("due_at", _time, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at", _time),
    Column("reason", Text),  # why it was refused
)
ASKED = text("data_requests.state = 'open'")
Index("ix_data_requests_customer_id", data_requests.c.customer_id)
Index(
    "uq_data_requests_open",
    data_requests.c.customer_id,
    data_requests.c.kind,
    unique=True,
    postgresql_where=ASKED,
)
Index("ix_data_requests_due", data_requests.c.due_at, data_requests.c.id, postgresql_where=ASKED)
Index("ix_data_requests_settled_at", data_requests.c.settled_at, data_requests.c.id)

orders = Table(
    "orders",
    metadata,
    Column("number", Text, primary_key=True),
    Column("customer_id", _id, ForeignKey("customers.id")),
    Column("email", Text),
    Column("phone", Text),
    Column("card", JSONB, nullable=False),
    Column("placed_at", _time, nullable=False),
)
Index("ix_orders_customer_id", orders.c.customer_id)

# What the shop sells, where no other system has it. `terms` are what its words are known by.
products = Table(
    "products",
    metadata,
    Column("sku", Text, primary_key=True),
    Column("product", JSONB, nullable=False),
    Column("terms", ARRAY(Text), nullable=False),
)
Index("ix_products_terms", products.c.terms, postgresql_using="gin")

# Files in conversations: their bytes are in the file store, what customers and agents know of them is in the
# log. A record may come before its conversation, so no foreign key holds them together.
files = Table(
    "files",
    metadata,
    Column("id", _id, primary_key=True),
    Column("conversation_id", _id, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("created_at", _time, nullable=False),
)
Index("ix_files_conversation_id", files.c.conversation_id)
# What is still to be settled or deleted.
Index("ix_files_unsettled", files.c.created_at, postgresql_where=files.c.state != "kept")

# Links by which a member of the staff chooses a password: once, and for a while. The link itself is
# nowhere: it is made of the id, by a signature. `ended` says what closed it at `used_at`.
account_links = Table(
    "account_links",
    metadata,
    Column("id", _id, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("staff_id", _id, ForeignKey("staff.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("created_at", _time, nullable=False),
    Column("expires_at", _time, nullable=False),
    Column("used_at", _time),
    Column("ended", Text),
)
Index("ix_account_links_staff_id", account_links.c.staff_id)

# The table keeps the id of a code; its digits follow from the id and a secret.
order_codes = Table(
    "order_codes",
    metadata,
    Column("id", _id, primary_key=True),
    Column("conversation_id", _id, ForeignKey("conversations.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("created_at", _time, nullable=False),
    Column("expires_at", _time, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("used_by", _id),
)
Index("ix_order_codes_conversation_id", order_codes.c.conversation_id, order_codes.c.number)

# What leaves this installation. `due_at` is when a row is looked at next, and the end of the lease while it
# is being sent; of one that is still gathering, when its first words were said.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("to", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("conversation_id", _id, ForeignKey("conversations.id")),
    Column("first", BigInteger),
    Column("last", BigInteger),
    Column("link_id", _id, ForeignKey("account_links.id")),
    Column("code_id", _id, ForeignKey("order_codes.id")),
    Column("state", Text, nullable=False),
    Column("gathering", Boolean, nullable=False, server_default="false"),
    Column("due_at", _time, nullable=False),
    Column("expires_at", _time, nullable=False),
    Column("created_at", _time, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("error", Text),
    Column("reply", Text),
    Column("settled_at", _time),
)
GATHERING = text("gathering")
Index(
    "uq_deliveries_gathering",
    deliveries.c.conversation_id,
    unique=True,
    postgresql_where=GATHERING,
)
Index(
    "ix_deliveries_due_at",
    deliveries.c.due_at,
    postgresql_where=text("deliveries.state IN ('waiting', 'sending')"),
)
Index("ix_deliveries_conversation_id", deliveries.c.conversation_id)
Index("ix_deliveries_created_at", deliveries.c.created_at, deliveries.c.id)
Index(
    "ix_deliveries_failed",
    deliveries.c.created_at,
    postgresql_where=text("deliveries.state = 'failed'"),
)
Index(
    "ix_deliveries_sent_to",
    deliveries.c.to,
    deliveries.c.settled_at,
    postgresql_where=text("deliveries.state = 'sent'"),
)
