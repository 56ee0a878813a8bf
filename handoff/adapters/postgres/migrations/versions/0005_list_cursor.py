"""List cursor."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_THIS_TRANSACTION = sa.text("(pg_current_xact_id()::text)::bigint")


def upgrade() -> None:
    op.add_column(
        "conversations",
        sa.Column("changed_in", sa.BigInteger(), nullable=False, server_default="0"),
    )
    # What there is keeps its order, below every transaction to come.
    op.execute(
        """
        UPDATE conversations SET changed_in = ranked.place - ranked.total
        FROM (
            SELECT id, row_number() OVER (ORDER BY changed_at, id) AS place,
                count(*) OVER () AS total
            FROM conversations
        ) AS ranked
        WHERE conversations.id = ranked.id
        """
    )
    op.alter_column("conversations", "changed_in", server_default=_THIS_TRANSACTION)
    op.drop_index("ix_conversations_active", table_name="conversations")
    op.create_index("ix_conversations_changed_in", "conversations", ["changed_in", "id"])
    op.create_index(
        "ix_conversations_active",
        "conversations",
        ["changed_in", "id"],
        postgresql_where=sa.text("owner <> 'closed'"),
    )
    op.create_index(
        "ix_conversations_tickets",
        "conversations",
        [sa.text("((state ->> 'ticket')::bigint)"), "id"],
        postgresql_where=sa.text("owner IN ('ticket', 'bot') AND (state ->> 'ticket') IS NOT NULL"),
    )


def downgrade() -> None:
    for name in ("tickets", "active", "changed_in"):
        op.drop_index(f"ix_conversations_{name}", table_name="conversations")
    op.drop_column("conversations", "changed_in")
    op.create_index(
        "ix_conversations_active",
        "conversations",
        ["changed_at"],
        postgresql_where=sa.text("owner <> 'closed'"),
    )
