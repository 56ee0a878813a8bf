"""Endings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_events_endings",
        "events",
        [sa.literal_column("at DESC")],
        unique=False,
        postgresql_where=sa.text(
            "type IN ('agent.accepted', 'conversation.closed', 'conversation.transferred', 'returned.to_bot', 'ticket.opened')"
        ),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_events_endings",
        table_name="events",
        postgresql_where=sa.text(
            "type IN ('agent.accepted', 'conversation.closed', 'conversation.transferred', 'returned.to_bot', 'ticket.opened')"
        ),
    )
