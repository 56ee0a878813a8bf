"""Skills, teams and snoozes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "conversations", sa.Column("snoozed", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column(
        "staff",
        sa.Column(
            "languages", postgresql.ARRAY(sa.Text()), server_default="{en,fa}", nullable=False
        ),
    )
    op.add_column(
        "staff",
        sa.Column("topics", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column(
        "staff",
        sa.Column("teams", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column(
        "staff",
        sa.Column("free_since", sa.DateTime(timezone=True), server_default="epoch", nullable=False),
    )
    # Until now a wait began with the place in the queue.
    op.execute(
        """UPDATE conversations
        SET state = jsonb_set(state, '{waiting_from}', state -> 'queued_since')
        WHERE owner IN ('queued', 'offered')"""
    )


def downgrade() -> None:
    op.drop_column("staff", "free_since")
    op.drop_column("staff", "teams")
    op.drop_column("staff", "topics")
    op.drop_column("staff", "languages")
    op.drop_column("conversations", "snoozed")
