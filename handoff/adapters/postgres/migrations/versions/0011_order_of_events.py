"""An order of events across conversations: the transaction that recorded each."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INDEX = "ix_events_type_committed_in_conversation_id_seq"


def upgrade() -> None:
    op.add_column("events", sa.Column("committed_in", sa.BigInteger()))
    # Events that are there already are ordered by their times, below every transaction to come.
    # The times of one log never go back.
    op.execute(
        """
        UPDATE events SET committed_in = ranked.place - ranked.total
        FROM (
            SELECT conversation_id, seq, count(*) OVER () AS total,
                row_number() OVER (ORDER BY at, conversation_id, seq) AS place
            FROM events
        ) AS ranked
        WHERE events.conversation_id = ranked.conversation_id AND events.seq = ranked.seq
        """
    )
    op.alter_column(
        "events",
        "committed_in",
        nullable=False,
        server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
    )
    op.create_index(_INDEX, "events", ["type", "committed_in", "conversation_id", "seq"])


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="events")
    op.drop_column("events", "committed_in")
