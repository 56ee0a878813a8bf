"""Subscriptions to the record; wrap-ups and missed offers follow from it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_UUID = sa.UUID(as_uuid=False)
_TIME = sa.DateTime(timezone=True)
_THIS_TRANSACTION = sa.text("(pg_current_xact_id()::text)::bigint")


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("committed_in", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", _UUID, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("held_by", _UUID),
        sa.Column("held_until", _TIME),
        sa.PrimaryKeyConstraint("name", name="pk_subscriptions"),
    )
    op.create_table(
        "postponed_reactions",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("conversation_id", _UUID, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", _TIME),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(
            ["subscription"], ["subscriptions.name"], name="fk_postponed_reactions_subscription"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id", "seq"],
            ["events.conversation_id", "events.seq"],
            name="fk_postponed_reactions_conversation_id_seq",
        ),
        sa.PrimaryKeyConstraint(
            "subscription", "conversation_id", "seq", name="pk_postponed_reactions"
        ),
    )
    op.create_index(
        "ix_events_closed_by",
        "events",
        [sa.text("(actor ->> 'id')"), sa.text("at DESC")],
        postgresql_where=sa.text("type = 'conversation.closed'"),
    )
    op.create_index(
        "ix_events_offers",
        "events",
        [sa.text("(body ->> 'agent_id')"), "committed_in"],
        postgresql_where=sa.text("type IN ('offer.expired', 'agent.accepted')"),
    )
    op.drop_column("staff", "free_since")
    op.add_column(
        "staff",
        sa.Column("chosen_in", sa.BigInteger(), nullable=False, server_default=_THIS_TRANSACTION),
    )


def downgrade() -> None:
    op.drop_column("staff", "chosen_in")
    op.add_column("staff", sa.Column("free_since", _TIME, server_default="epoch", nullable=False))
    op.drop_index("ix_events_offers", table_name="events")
    op.drop_index("ix_events_closed_by", table_name="events")
    op.drop_table("postponed_reactions")
    op.drop_table("subscriptions")
